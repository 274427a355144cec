import type { Port } from '#channel/port'
import { openAppFiles } from './app-files'
import type { Arguments } from './arguments'
import { hasDisplay } from './chromium-flags'
import { type ChromiumShell, openChromiumShell } from './chromium-shell'
import { locateData, makeData } from './data-folder'
import { lockData } from './data-lock'
import { findChromium } from './find-chromium'

export interface ChromiumApp {
  args: Arguments
  /** The built page's folder. */
  renderer: string
  startHost: (options: { port: Port, dataFolder: string, profile: string | null }) => Promise<{ close(): Promise<void> }>
  log: (line: string) => void
}

/** The app from its start to its end in the Chromium shell. Rejects, with words for the user, where it cannot start. */
export async function runChromiumApp({ args, renderer, startHost, log }: ChromiumApp): Promise<void> {
  const { env, platform } = process
  const folder = locateData({ data: args.data, env, cwd: process.cwd() })
  makeData(folder)
  let shell: ChromiumShell | null = null
  const locked = await lockData(folder.root, () => {
    log('Fieldcase was started again and comes to the front.')
    shell?.comeToFront().catch(() => {})
  })
  if (!locked.owned) {
    log(`Fieldcase already runs on this data (process ${locked.pid}); it was asked to come to the front.`)
    return
  }
  try {
    const opened = await openChromiumShell({
      executable: findChromium(env, log),
      browserFolder: folder.chromium,
      headless: args.headless || !hasDisplay(platform, env),
      asRoot: process.getuid?.() === 0,
      files: openAppFiles(renderer),
      log,
    })
    shell = opened
    await serve(opened, () => startHost({ port: opened.port, dataFolder: folder.root, profile: args.profile }))
  }
  finally {
    await locked.lock.release()
  }
}

async function serve(shell: ChromiumShell, startHost: () => Promise<{ close(): Promise<void> }>): Promise<void> {
  const asked = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })
  try {
    const host = await startHost()
    await Promise.race([shell.ended, asked])
    // The page first: while it ends it may still hand something over.
    await shell.close()
    await host.close()
  }
  finally {
    await shell.close()
  }
}
