import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { buildEchoApp, writeEchoPage } from './echo-page'
import { openApp, type OpenAppOptions, type RunningApp, startApp, type StartedProcess, until } from './harness'

/** A folder with the echo app, its page and its data, and every app started in it. */
export async function createEchoFixture() {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'fieldcase-shell-'))
  const renderer = path.join(folder, 'page')
  const data = path.join(folder, 'data')
  await writeEchoPage(renderer)
  const entry = await buildEchoApp(path.join(folder, 'app'))
  const running = new Set<RunningApp>()

  const options = (more: Partial<OpenAppOptions>): OpenAppOptions =>
    ({ data, entry, ...more, env: { ECHO_PAGE: renderer, ...more.env } })

  /** The browser of the app on `data` and its children, by what stands in their command lines. */
  async function browserProcesses(): Promise<number[]> {
    return (await browserLines()).map(({ id }) => id)
  }

  /** Its children say of which type they are. Ids tell no age: they begin anew at some number. */
  async function browserProcess(): Promise<number> {
    const browser = (await browserLines()).find(({ line }) => !line.includes('--type='))
    if (browser === undefined) throw new Error('There is no browser on this data.')
    return browser.id
  }

  async function browserLines(): Promise<Array<{ id: number, line: string }>> {
    const found: Array<{ id: number, line: string }> = []
    for (const name of await readdir('/proc')) {
      const line = /^\d+$/.test(name) ? await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '') : ''
      if (line.includes(`--user-data-dir=${path.join(data, 'chromium')}`)) found.push({ id: Number(name), line })
    }
    return found
  }

  return {
    folder,
    renderer,
    data,
    browserProcess,
    async open(more: Partial<OpenAppOptions> = {}): Promise<RunningApp> {
      const app = await openApp(options(more))
      running.add(app)
      return app
    },
    start: (more: Partial<OpenAppOptions> = {}): Promise<StartedProcess> => startApp(options(more)),
    browserGone: () => until('the browser to end', async () => (await browserProcesses()).length === 0 || null),
    /** Kills what still runs and begins with empty data. */
    async clear(): Promise<void> {
      for (const app of running) await app.kill()
      running.clear()
      await until('the browser to end', async () => (await browserProcesses()).length === 0 || null)
      await rm(data, { recursive: true, force: true, maxRetries: 10 })
    },
    async remove(): Promise<void> {
      for (const app of running) await app.kill()
      await rm(folder, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}

export type EchoFixture = Awaited<ReturnType<typeof createEchoFixture>>

/** What the echo host answers to `text`. */
export function echo({ page }: Pick<RunningApp, 'page'>, text: string): Promise<string> {
  return page.evaluate(said => new Promise<string>((resolve) => {
    globalThis.fieldcase.onMessage(resolve)
    globalThis.fieldcase.send(said)
  }), text)
}
