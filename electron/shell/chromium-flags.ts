import { NOWHERE } from './origins'

/** The first page: the window needs one before the firewall stands, and this one needs no network. */
const START_PAGE = 'data:text/html,<title>Fieldcase</title>'

export interface LaunchFacts {
  /** Chromium's own folder for this app; on its default one it ignores the pipe. */
  browserFolder: string
  headless: boolean
  /** Chromium's sandbox refuses to run as root. */
  asRoot: boolean
}

/** How the browser is started. A debugging port is not among it and cannot be asked for. */
export function launchFlags({ browserFolder, headless, asRoot }: LaunchFacts): string[] {
  return [
    '--remote-debugging-pipe',
    `--user-data-dir=${browserFolder}`,
    `--app=${START_PAGE}`,
    '--window-size=1280,860',
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-extensions',
    '--disable-breakpad',
    // Translation would send the page's text to a server. With the other one, what database and host answer to a key
    // waits until the next picture is drawn.
    '--disable-features=Translate,DeferRendererTasksAfterInput',
    // What never reaches the firewall (preconnects, WebSockets, the browser's own errands) is sent to a proxy that is not there.
    `--proxy-server=${NOWHERE}`,
    '--proxy-bypass-list=<-loopback>',
    // WebRTC finds its own way otherwise, and no policy of the page covers it.
    '--webrtc-ip-handling-policy=disable_non_proxied_udp',
    '--deny-permission-prompts',
    // Nothing secret is kept in this folder; without these a keyring may ask for its password at the start.
    '--password-store=basic',
    '--use-mock-keychain',
    '--hide-crash-restore-bubble',
    // Without it a full disk deletes the whole database (quota eviction).
    '--unlimited-storage',
    '--disable-background-timer-throttling',
    '--disable-renderer-backgrounding',
    '--disable-backgrounding-occluded-windows',
    ...(headless ? ['--headless=new'] : []),
    ...(asRoot ? ['--no-sandbox'] : []),
  ]
}

/** Windows and macOS always have a screen; elsewhere one of the two display servers names itself. */
export function hasDisplay(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): boolean {
  return platform === 'win32' || platform === 'darwin' || Boolean(env['DISPLAY']) || Boolean(env['WAYLAND_DISPLAY'])
}
