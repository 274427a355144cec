import { ELECTRON_ORIGIN, ELECTRON_PARTITION, ELECTRON_SCHEME } from './origins'

/*
 * Electron's security settings as plain data: read by the code that applies them and by tests, which have no
 * Electron. After Electron's own security checklist.
 */

export const WEB_PREFERENCES = {
  partition: ELECTRON_PARTITION,
  sandbox: true,
  contextIsolation: true,
  webSecurity: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  allowRunningInsecureContent: false,
  // The dictionaries would be fetched from a server.
  spellcheck: false,
  // The page settles outcomes while its window is covered.
  backgroundThrottling: false,
} as const

/** Registered once, before Electron is ready. No bypassCSP, no service workers. */
export const SCHEMES = [{ scheme: ELECTRON_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } }] as const

/** Notifications for the app's own page; no camera, device, clipboard reading or whatever else a page may ask for. */
export function mayHave(permission: string, url: string): boolean {
  return permission === 'notifications' && isAppUrl(url)
}

/** Set into the program when it is packaged; the names are those of @electron/fuses. */
export const FUSES = {
  RunAsNode: false,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  GrantFileProtocolExtraPrivileges: false,
  LoadBrowserProcessSpecificV8Snapshot: false,
  EnableCookieEncryption: true,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  WasmTrapHandlers: true,
} as const

/** Whether the page's session may load this at all. */
export function isAppUrl(url: string): boolean {
  if (!URL.canParse(url)) return false
  // A scheme of one's own has the origin "null" in URL: the parts are compared.
  const { protocol, host, username, password } = new URL(url)
  return `${protocol}//${host}` === ELECTRON_ORIGIN && username === '' && password === ''
}

/** The authorisation page of IAM Identity Center's OIDC service, and its page for device codes; nothing else leaves for the browser. */
const SIGN_IN_HOST = /^(oidc|device\.sso)\.[a-z]{2}(-[a-z]+){1,2}-\d\.amazonaws\.com(\.cn)?$/

/** Whether an address may be opened in the responder's own browser. */
export function mayOpenOutside(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname, port, username, password } = new URL(url)
  return protocol === 'https:' && port === '' && username === '' && password === '' && SIGN_IN_HOST.test(hostname)
}
