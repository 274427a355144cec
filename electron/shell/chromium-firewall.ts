import type { Protocol } from 'devtools-protocol'
import type { AppFiles } from './app-files'
import type { DevTools } from './devtools-pipe'
import { CHROMIUM_ORIGIN } from './origins'

/**
 * What becomes of a request. A foreign navigation is aborted, not blocked: blocking would put an error page in
 * the app's place.
 */
function judgeRequest(url: string, resourceType: Protocol.Network.ResourceType): 'serve' | 'abort' | 'block' {
  if (URL.canParse(url) && new URL(url).origin === CHROMIUM_ORIGIN) return 'serve'
  return resourceType === 'Document' ? 'abort' : 'block'
}

/**
 * From here on the browser serves the app's files under {@link CHROMIUM_ORIGIN} and fails everything else, of
 * every window, frame and worker. Set on the browser, since a page's own interception misses its workers.
 */
export async function raiseFirewall(devtools: DevTools, files: AppFiles): Promise<void> {
  async function answer({ requestId, request, resourceType }: Protocol.Fetch.RequestPausedEvent): Promise<void> {
    const verdict = judgeRequest(request.url, resourceType)
    if (verdict !== 'serve') {
      const errorReason = verdict === 'abort' ? 'Aborted' : 'BlockedByClient'
      await devtools.call('Fetch.failRequest', { requestId, errorReason })
      return
    }
    const { status, headers, body } = await files.answer(request)
    await devtools.call('Fetch.fulfillRequest', {
      requestId,
      responseCode: status,
      responseHeaders: Object.entries(headers).map(([name, value]) => ({ name, value })),
      body: body.toString('base64'),
    })
  }
  // A request whose page or worker is gone meanwhile cannot be answered; nobody waits for it.
  devtools.on('Fetch.requestPaused', paused => void answer(paused).catch(() => {}))
  await devtools.call('Fetch.enable', { patterns: [{ urlPattern: '*' }] })
}
