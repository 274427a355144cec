import { type Session, shell, type WebContents } from 'electron'
import type { AppFiles } from './app-files'
import { isAppUrl, mayHave, mayOpenOutside } from './electron-security'
import { mayShowForSignIn } from './open-browser'
import { ELECTRON_SCHEME, NOWHERE } from './origins'

/** Makes of a session one that loads the app's files and nothing else, and grants nothing. */
export async function guardSession(session: Session, files: AppFiles): Promise<void> {
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) => answer(mayHave(permission, requestingUrl)))
  session.setPermissionCheckHandler((_contents, permission, origin) => mayHave(permission, origin))
  session.setDevicePermissionHandler(() => false)
  session.setSpellCheckerEnabled(false)
  session.on('will-download', event => event.preventDefault())
  session.webRequest.onBeforeRequest((request, answer) => answer({ cancel: !isAppUrl(request.url) }))
  // WebSockets, preconnects and WebRTC do not all pass the filter above: behind it there is no way out.
  await session.setProxy({ mode: 'fixed_servers', proxyRules: NOWHERE, proxyBypassRules: '<-loopback>' })
  session.protocol.handle(ELECTRON_SCHEME, async (request) => {
    if (!isAppUrl(request.url)) return new Response(null, { status: 404 })
    const { status, headers, body } = await files.answer(request)
    return new Response(new Uint8Array(body), { status, headers: { ...headers } })
  })
}

/** Shows a page for signing in, in the responder's own browser. Resolves with whether one was asked to; never rejects. */
export async function showOutside(url: string): Promise<boolean> {
  return mayShowForSignIn(url, process.env) && shell.openExternal(url).then(() => true, () => false)
}

/** For every WebContents that comes to be: it stays where it is and opens nothing but the sign-in in the responder's browser. */
export function guardContents(contents: WebContents): void {
  const refuse = (event: { preventDefault(): void }): void => event.preventDefault()
  contents.on('will-navigate', refuse)
  contents.on('will-frame-navigate', refuse)
  contents.on('will-redirect', refuse)
  contents.on('will-attach-webview', refuse)
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  contents.setWindowOpenHandler(({ url }) => {
    if (mayOpenOutside(url)) void shell.openExternal(url)
    return { action: 'deny' }
  })
}
