import type { Port } from '#channel/port'
import type { AppFiles } from './app-files'
import { launchFlags, type LaunchFacts } from './chromium-flags'
import { raiseFirewall } from './chromium-firewall'
import { openChromiumPort } from './chromium-port'
import { type BrowserProcess, startBrowser } from './chromium-process'
import { keepBounds } from './chromium-bounds'
import { type AppWindow, takeAppWindow } from './chromium-window'
import { CHROMIUM_ORIGIN } from './origins'
import type { Bounds } from './window-bounds'

export interface ChromiumShellOptions extends LaunchFacts {
  executable: string
  files: AppFiles
  /** Where the window stood last, and who keeps where it stands. */
  bounds: { last: Bounds | null, save: (bounds: Bounds) => void }
  /** Facts of the shell only, never anything of a case. */
  log: (line: string) => void
}

export interface ChromiumShell {
  readonly port: Port
  /** Resolves when the responder has closed the window, or the browser is gone for another reason. */
  readonly ended: Promise<void>
  comeToFront(): Promise<void>
  /** Lets the browser write what it holds and end; resolves when its process is gone. */
  close(): Promise<void>
}

/** A browser that does not end when asked is ended after this. */
const CLOSE_MS = 5000
/** A page that crashes again this soon would crash for ever. */
const CRASH_LOOP_MS = 10_000

/**
 * The page first: Browser.close would leave it no moment to hand over what was typed last. Whether to leave, it asks
 * only a responder who closes the window: who ends the app is not there to answer.
 */
async function closeBrowser({ devtools, exited, kill }: BrowserProcess, { session, closed }: AppWindow): Promise<void> {
  const timer = setTimeout(kill, CLOSE_MS)
  const leave = (): void => { devtools.call('Page.handleJavaScriptDialog', { accept: true }, session).catch(() => {}) }
  devtools.on('Page.javascriptDialogOpening', (_, from) => {
    if (from === session) leave()
  })
  // One that is open already, or none.
  leave()
  devtools.call('Page.close', undefined, session).catch(() => {})
  await Promise.race([closed, exited])
  devtools.call('Browser.close').catch(() => {})
  await exited
  clearTimeout(timer)
}

/** A crashed page is loaded again: its edits are in the database and in the journal. */
function reviveAfterCrash({ devtools }: BrowserProcess, { session }: AppWindow, { log, giveUp }: {
  log: (line: string) => void
  giveUp: () => void
}): void {
  let last = -Infinity
  devtools.on('Inspector.targetCrashed', (_, from) => {
    if (from !== session) return
    const now = performance.now()
    if (now - last < CRASH_LOOP_MS) {
      log('The page crashed again. What was saved is safe; start Fieldcase once more.')
      giveUp()
      return
    }
    last = now
    log('The page crashed and is loaded again.')
    devtools.call('Page.navigate', { url: `${CHROMIUM_ORIGIN}/` }, session).catch(() => {})
  })
}

/** The app stays in its window: nothing to go Back to, and whatever leads away (a dropped file) leads home again. */
function keepHome({ devtools }: BrowserProcess, { session, mainFrame }: AppWindow): void {
  devtools.on('Page.frameNavigated', ({ frame }, from) => {
    if (from !== session || frame.id !== mainFrame || frame.securityOrigin === CHROMIUM_ORIGIN) return
    devtools.call('Page.navigate', { url: `${CHROMIUM_ORIGIN}/` }, session).catch(() => {})
  })
  devtools.on('Page.domContentEventFired', (_, from) => {
    if (from === session) devtools.call('Page.resetNavigationHistory', undefined, session).catch(() => {})
  })
}

async function prepare(browser: BrowserProcess, files: AppFiles): Promise<{ window: AppWindow, port: Port }> {
  const { devtools } = browser
  await raiseFirewall(devtools, files)
  const window = await takeAppWindow(devtools)
  const { session } = window
  await Promise.all([
    devtools.call('Browser.setDownloadBehavior', { behavior: 'deny' }),
    // All that the page may do beyond showing itself; a browser that does not know how to shows none.
    devtools.call('Browser.setPermission', { permission: { name: 'notifications' }, setting: 'granted', origin: CHROMIUM_ORIGIN }).catch(() => {}),
    devtools.call('Page.enable', {}, session),
    devtools.call('Inspector.enable', undefined, session),
  ])
  const port = await openChromiumPort(devtools, window)
  return { window, port }
}

/**
 * Shows the app in a browser of its own. Rejects with the browser's words where it does not start.
 * Killing this process ends the browser too: its pipe closes.
 */
export async function openChromiumShell({ executable, files, bounds, log, ...facts }: ChromiumShellOptions): Promise<ChromiumShell> {
  const browser = startBrowser(executable, launchFlags(facts))
  const { devtools, exited } = browser
  const prepared = await prepare(browser, files).catch(async (error: unknown) => {
    browser.kill()
    await exited
    throw new Error(`The browser ${executable} did not start. It said: ${await browser.complaint() || 'nothing'}`, { cause: error })
  })
  const { window, port } = prepared
  browser.hush()

  let giveUp = (): void => {}
  const gaveUp = new Promise<void>((resolve) => { giveUp = resolve })
  reviveAfterCrash(browser, window, { log, giveUp })
  keepHome(browser, window)
  // A window that does not say where it is stands where the browser puts it.
  keepBounds(devtools, window, bounds).catch(() => {})
  await devtools.call('Page.navigate', { url: `${CHROMIUM_ORIGIN}/` }, window.session)

  return {
    port,
    ended: Promise.race([window.closed, exited, gaveUp]),
    async comeToFront() {
      await devtools.call('Page.bringToFront', undefined, window.session)
    },
    close: () => closeBrowser(browser, window),
  }
}
