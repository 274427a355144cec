import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Browser, chromium, type Page } from 'playwright-core'
import { CHROMIUM_ORIGIN } from '#shell/origins'
import { makeBrowserWithPort } from './browser-with-port'

const ROOT = path.join(import.meta.dirname, '../..')
/** The app as `npm run build` leaves it. */
const BUILT_APP = [path.join(ROOT, 'out/main/chromium.js')]

/** Chromium writes its debugging port's number and path here. */
const PORT_FILE = 'DevToolsActivePort'
const START_MS = 20_000
const POLL_MS = 20

export interface OpenAppOptions {
  /** The data folder; made where absent, never removed here. */
  data: string
  /** Added to this process's environment. */
  env?: NodeJS.ProcessEnv
  /** Added to `--data DIR --headless`. */
  args?: readonly string[]
  /** Show the window on DISPLAY. */
  headed?: boolean
  /** Arguments of node that start the app. */
  entry?: readonly string[]
  /** Where the program that starts the browser is written, if the data folder cannot be. */
  beside?: string
}

export interface RunningApp {
  readonly page: Page
  readonly browser: Browser
  readonly process: ChildProcess
  /** Everything the app has said on stderr so far. */
  stderr(): string
  /** The exit status; null for a killed process. */
  readonly exited: Promise<number | null>
  /** Asks the app to end and waits until it has. */
  close(): Promise<number | null>
  /** SIGKILL, as a crash or a power cut would end it. */
  kill(): Promise<void>
}

export interface StartedProcess { process: ChildProcess, stderr: () => string, exited: Promise<number | null> }

/** Starts the app in its own process, with a debugging port, and does not wait for it. */
export async function startApp(options: OpenAppOptions): Promise<StartedProcess> {
  const { data, env, args = [], headed = false, entry = BUILT_APP, beside = data } = options
  await mkdir(data, { recursive: true })
  const CHROMIUM_PATH = await makeBrowserWithPort(beside)
  const child = spawn(process.execPath, [...entry, '--data', data, ...(headed ? [] : ['--headless']), ...args], {
    cwd: ROOT,
    env: { ...process.env, CHROMIUM_PATH, ...env },
    stdio: ['ignore', 'inherit', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => { said += text })
  const exited = new Promise<number | null>(resolve => child.once('close', resolve))
  return { process: child, stderr: () => said, exited }
}

/** Calls `probe` until it gives something, or fails at the deadline. */
export async function until<T>(what: string, probe: () => Promise<T | null> | T | null, ms = START_MS): Promise<T> {
  const deadline = performance.now() + ms
  for (;;) {
    const found = await probe()
    if (found !== null) return found
    if (performance.now() > deadline) throw new Error(`Waited in vain for ${what}.`)
    await wait(POLL_MS)
  }
}

async function debuggingAddress(file: string): Promise<string | null> {
  const [port, address] = (await readFile(file, 'utf8').catch(() => '')).split('\n')
  return port === undefined || address === undefined ? null : `ws://127.0.0.1:${port}${address}`
}

/** Takes hold of the app's page in the browser that keeps `browserFolder`. */
export async function connectPage(browserFolder: string): Promise<{ browser: Browser, page: Page }> {
  const address = await until('the debugging port', () => debuggingAddress(path.join(browserFolder, PORT_FILE)))
  const browser = await chromium.connectOverCDP(address)
  const page = await until('the page', () => browser.contexts()[0]?.pages().find(each => each.url().startsWith(CHROMIUM_ORIGIN)) ?? null)
  return { browser, page }
}

/** Takes hold of the page that the app has opened in the place of an earlier one, in `browserFolder` or in one like it. */
export async function connectNext(browserFolder: () => Promise<string | null>, isIt: (page: Page) => Promise<boolean>): Promise<Page> {
  return until('the next page', async () => {
    const folder = await browserFolder()
    const address = folder === null ? null : await debuggingAddress(path.join(folder, PORT_FILE))
    const browser = address === null ? null : await chromium.connectOverCDP(address).catch(() => null)
    const page = browser?.contexts()[0]?.pages().find(each => each.url().startsWith(CHROMIUM_ORIGIN))
    return page !== undefined && await isIt(page).catch(() => false) ? page : null
  })
}

/** Starts the app as its users do and takes hold of its page. */
export async function openApp(options: OpenAppOptions): Promise<RunningApp> {
  const browserFolder = path.join(options.data, 'chromium')
  await rm(path.join(browserFolder, PORT_FILE), { force: true })
  const started = await startApp(options)
  const { process: child, stderr, exited } = started
  const ended = exited.then((status) => { throw new Error(`The app ended (${status}) before its page was there: ${stderr()}`) })
  ended.catch(() => {})

  const { browser, page } = await Promise.race([connectPage(browserFolder), ended]).catch((error: unknown) => {
    child.kill('SIGKILL')
    throw error
  })
  return {
    page,
    browser,
    process: child,
    stderr,
    exited,
    async close() {
      child.kill('SIGTERM')
      return await exited
    },
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}
