import type { Protocol } from 'devtools-protocol'
import { type Port, PORT_GLOBAL } from '#channel/port'
import { z } from '#domain/zod'
import type { DevTools } from './devtools-pipe'
import { ANNOUNCEMENT, createHostEnd } from './kept-port'
import { CHROMIUM_ORIGIN } from './origins'

const BINDING = 'fieldcaseSend'
const DELIVER = 'fieldcase.deliver'

/**
 * The page's end, run before any script of the page. Text, since it runs in the browser: it takes the binding
 * away and leaves only the port. The binding also appears in frames; there it is taken away and nothing is left.
 * WebRTC goes too: it looks up the names of its servers past firewall, proxy and policy, and a name can carry data.
 */
const PAGE_END = `(() => {
  const send = globalThis[${JSON.stringify(BINDING)}]
  delete globalThis[${JSON.stringify(BINDING)}]
  delete globalThis.RTCPeerConnection
  delete globalThis.webkitRTCPeerConnection
  if (globalThis.top !== globalThis || globalThis.origin !== ${JSON.stringify(CHROMIUM_ORIGIN)}) return
  let receiver = null
  let kept = []
  const hand = (text) => {
    try { receiver(text) } catch (error) { reportError(error) }
  }
  const deliver = (text) => {
    if (receiver === null) kept.push(text)
    else hand(text)
  }
  const port = Object.freeze({
    send: (text) => { send(String(text)) },
    onMessage: (receive) => {
      const waiting = kept
      kept = []
      receiver = receive
      waiting.forEach(hand)
    },
  })
  Object.defineProperty(globalThis, ${JSON.stringify(PORT_GLOBAL)}, { value: port })
  Object.defineProperty(globalThis, Symbol.for(${JSON.stringify(DELIVER)}), { value: deliver })
  send(${JSON.stringify(ANNOUNCEMENT)})
})()`

const DELIVER_IN_PAGE = `function (text) { globalThis[Symbol.for(${JSON.stringify(DELIVER)})](text) }`

const contextSchema = z.object({ isDefault: z.boolean(), frameId: z.string() })

/** Whether a script context is the app's own: the page's main frame, at the app's origin, not an extension's or a frame's. */
function isAppContext(context: Pick<Protocol.Runtime.ExecutionContextDescription, 'origin' | 'auxData'>, mainFrame: string): boolean {
  const about = contextSchema.safeParse(context.auxData)
  return about.success && about.data.isDefault && about.data.frameId === mainFrame && context.origin === CHROMIUM_ORIGIN
}

/**
 * The host's end of the channel to the page of `session`. Only the app's own context is heard: another frame,
 * another origin and a document that is no more are not.
 */
export async function openChromiumPort(devtools: DevTools, { session, mainFrame }: { session: string, mainFrame: string }): Promise<Port> {
  let context: Protocol.Runtime.ExecutionContextDescription | null = null

  const end = createHostEnd((text) => {
    if (context === null) return
    // Named by its unique id: were the document replaced meanwhile, the call fails instead of reaching the next one.
    const call = { functionDeclaration: DELIVER_IN_PAGE, uniqueContextId: context.uniqueId, arguments: [{ value: text }], silent: true }
    devtools.call('Runtime.callFunctionOn', call, session).catch(() => {})
  })

  function leave(): void {
    context = null
    end.gone()
  }

  devtools.on('Runtime.executionContextCreated', ({ context: created }, from) => {
    if (from !== session || !isAppContext(created, mainFrame)) return
    leave()
    context = created
  })
  devtools.on('Runtime.executionContextDestroyed', ({ executionContextUniqueId }, from) => {
    if (from === session && executionContextUniqueId === context?.uniqueId) leave()
  })
  devtools.on('Runtime.executionContextsCleared', (_, from) => {
    if (from === session) leave()
  })
  devtools.on('Runtime.bindingCalled', ({ name, payload, executionContextId }, from) => {
    if (from === session && name === BINDING && executionContextId === context?.id) end.received(payload)
  })

  await devtools.call('Runtime.enable', undefined, session)
  await devtools.call('Runtime.addBinding', { name: BINDING }, session)
  await devtools.call('Page.addScriptToEvaluateOnNewDocument', { source: PAGE_END }, session)
  return end.port
}
