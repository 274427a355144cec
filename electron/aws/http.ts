import { NodeHttpHandler } from '@smithy/node-http-handler'

/** Long enough for a satellite link's handshake; a route that drops packets shows within it. */
const CONNECT_TIMEOUT_MS = 5_000

/** Until a reply begins. For calls that bring no deadline of their own: those of sign-in, made inside the SDK. */
const REQUEST_TIMEOUT_MS = 30_000

/** The one place where connections to AWS are set up: proxy and certificate settings belong here. */
export function createHttpHandler(): NodeHttpHandler {
  return new NodeHttpHandler({
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Without this the SDK only warns, and the call hangs on.
    throwOnRequestTimeout: true,
    // Off, so that a TimeoutError without a code can only mean that no connection came about.
    socketTimeout: 0,
  })
}
