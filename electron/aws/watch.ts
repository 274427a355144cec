import { HttpResponse } from '@smithy/core/protocols'
import type { NodeHttpHandler } from '@smithy/node-http-handler'
import type { RawReply } from './classify'

/** What went over the connection for one attempt: the SDK's errors and results tell it only in part. */
export interface Seen { sent: boolean, reply: RawReply | null }

/**
 * A request handler that notes, by the abort signal a call was given, whether its request went out and the
 * head of the reply.
 */
export function watchHandler(inner: NodeHttpHandler) {
  const watched = new WeakMap<object, Seen>()
  const handler: Pick<NodeHttpHandler, 'handle' | 'destroy' | 'metadata'> = {
    metadata: inner.metadata,
    destroy: () => inner.destroy(),
    async handle(request, options = {}) {
      const seen = options.abortSignal && watched.get(options.abortSignal)
      if (seen && options.abortSignal?.aborted === false) seen.sent = true
      const result = await inner.handle(request, options)
      if (seen && HttpResponse.isInstance(result.response)) {
        seen.reply = { status: result.response.statusCode, headers: { ...result.response.headers } }
      }
      return result
    },
  }
  return {
    handler,
    /** Begins a fresh note; the one before, of the same signal, is left as it is. */
    watch(signal: AbortSignal): Seen {
      const seen: Seen = { sent: false, reply: null }
      watched.set(signal, seen)
      return seen
    },
  }
}
