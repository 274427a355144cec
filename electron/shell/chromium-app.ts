import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Port } from '#channel/port'
import { openAppFiles } from './app-files'
import type { Arguments } from './arguments'
import { attend, type AttendedHost, createFront, type Leaving } from './chromium-attend'
import { hasDisplay } from './chromium-flags'
import { type ChromiumShell, openChromiumShell } from './chromium-shell'
import { locateData, makeData } from './data-folder'
import { type Locked, lockData } from './data-lock'
import { findChromium } from './find-chromium'
import { createLatePort } from './late-port'
import { type PageDatabase, readyPageDatabase } from './page-database'
import { refusalOf, serveRefusal } from './refusal'
import { readBounds, writeBounds } from './window-bounds'

interface Closing { close(): Promise<void> }

interface Started extends Closing, AttendedHost {
  opened(): Promise<unknown>
  /** Has the page show a case. */
  want?: (caseId: string) => void
}

/** So long, in milliseconds, the browser waits for the host to have opened its journal: both at once would share the processors. */
const HEAD_START_MS = 600

export interface ChromiumApp {
  args: Arguments
  /** The built page's folder. */
  renderer: string
  /** Begins before the window is there, and does not wait for it. */
  startHost: (options: {
    port: Port
    dataFolder: string
    profile: string | null
    database: PageDatabase
    leave: (how: Leaving) => void
  }) => Promise<Started>
  log: (line: string) => void
}

/** The app from its start to its end in the Chromium shell. Rejects, with words for the user, where it cannot start. */
export async function runChromiumApp({ args, renderer, startHost, log }: ChromiumApp): Promise<void> {
  const { env, platform } = process
  const folder = locateData({ data: args.data, env, cwd: process.cwd() })
  const asked = untilAsked()
  const boundsFile = path.join(folder.root, 'window-chromium.json')
  let shell: ChromiumShell | null = null
  let host: Started | null = null
  const front = createFront()

  async function take(): Promise<Locked> {
    makeData(folder)
    return lockData(folder.root, (caseId) => {
      log('Fieldcase was started again and comes to the front.')
      if (caseId !== null) host?.want?.(caseId)
      front.give()
      shell?.comeToFront().catch(() => {})
    }, args.caseId)
  }

  const openShell = async (browserFolder: string): Promise<ChromiumShell> => shell = await openChromiumShell({
    executable: findChromium(env, log),
    browserFolder,
    headless: args.headless || !hasDisplay(platform, env),
    asRoot: process.getuid?.() === 0,
    files: openAppFiles(renderer),
    bounds: { last: readBounds(boundsFile), save: bounds => writeBounds(boundsFile, bounds) },
    log,
  })

  const locked = await takeWhenPossible({ take, folder: folder.root, openShell, asked, log })
  if (locked === 'end') return
  if (!locked.owned) {
    log(`Fieldcase already runs on this data (process ${locked.pid}); it was asked to come to the front.`)
    return
  }
  try {
    for (let again = true; again;) {
      let restart = (): void => {}
      const restarted = new Promise<'again'>((resolve) => { restart = () => resolve('again') })
      const place = { root: folder.root, shell: 'chromium', folder: folder.databases.chromium } as const
      const database = readyPageDatabase(place, { now: Date.now(), restart })
      const late = createLatePort()
      let left: Leaving | null = null
      const leave = (how: Leaving): void => {
        left = how
        void shell?.close()
      }
      // What is unsent goes out while the browser is still starting.
      const starting = startHost({ port: late.port, dataFolder: folder.root, profile: args.profile, database, leave })
      starting.then((started) => {
        host = started
        if (args.caseId !== null) started.want?.(args.caseId)
      }).catch(() => {})
      await headStart(starting)
      const open = async (): Promise<ChromiumShell> => {
        left = null
        const opened = await openShell(folder.chromium)
        late.connect(opened.port)
        return opened
      }
      const how = await attend({ host: starting, open, left: () => left, front, asked: Promise.race([asked, restarted]), log })
        .finally(() => starting.then(started => started.close(), () => {}))
      again = how === 'again'
      if (again) log('Fieldcase starts anew, with its database put aside.')
    }
  }
  finally {
    await locked.lock.release()
  }
}

/** What is unsent goes out first where it is much: a browser that starts takes all processors for a while. Never rejects. */
async function headStart(starting: Promise<Started>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<void>((resolve) => { timer = setTimeout(resolve, HEAD_START_MS) })
  await Promise.race([late, starting.then(host => host.opened()).then(() => {}, () => {})])
  clearTimeout(timer)
}

/**
 * Takes the data folder. On a disk that is full or read-only, a window with a passing browser folder of its own says
 * so until the folder can be taken, or until it is closed.
 */
async function takeWhenPossible({ take, folder, openShell, asked, log }: {
  take: () => Promise<Locked>
  folder: string
  openShell: (browserFolder: string) => Promise<ChromiumShell>
  asked: Promise<'end'>
  log: (line: string) => void
}): Promise<Locked | 'end'> {
  const failed = await take().catch((error: unknown) => ({ error }))
  if (!('error' in failed)) return failed
  const first = refusalOf(failed.error, folder)
  if (first === null) throw failed.error
  log(first.message)
  let taken: ((locked: Locked) => void) | null = null
  const able = new Promise<Locked>((resolve) => { taken = resolve })
  const passing = await mkdtemp(path.join(os.tmpdir(), 'fieldcase-window-'))
  try {
    const shell = await openShell(passing)
    const explain = async (): Promise<Closing> => {
      let trying: ReturnType<typeof tryAgain> | null = null
      const tryAgain = async () => {
        try {
          const locked = await take()
          taken?.(locked)
          return first
        }
        catch (error) { return refusalOf(error, folder) ?? first }
      }
      const served = serveRefusal(shell.port, () => trying ??= tryAgain().finally(() => { trying = null }))
      return { close: async () => served.close() }
    }
    return await serve(shell, explain, Promise.race([asked, able]))
  }
  finally {
    await rm(passing, { recursive: true, force: true, maxRetries: 5 }).catch(() => {})
  }
}

function untilAsked(): Promise<'end'> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => resolve('end'))
  })
}

/** Until the window is closed, or `asked` says to end or to start again. */
async function serve<T>(shell: ChromiumShell, startHost: () => Promise<Closing>, asked: Promise<T>): Promise<T | 'end'> {
  try {
    const host = await startHost()
    const how = await Promise.race([shell.ended.then(() => 'end' as const), asked])
    // The page first: while it ends it may still hand something over.
    await shell.close()
    await host.close()
    return how
  }
  finally {
    await shell.close()
  }
}
