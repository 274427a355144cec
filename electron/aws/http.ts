import { NodeHttpHandler } from '@smithy/node-http-handler'
import type { Env } from './profiles'
import { type ProxyFor, proxyOfEnvironment, WayOut } from './way-out'

/** Long enough for a satellite link's handshake; a route that drops packets shows within it. */
const CONNECT_TIMEOUT_MS = 5_000

/** Until a reply begins. For calls that bring no deadline of their own: those of sign-in, made inside the SDK. */
const REQUEST_TIMEOUT_MS = 30_000

export interface HttpOptions {
  env?: Env
  /** By the environment where the shell knows no better. */
  proxyFor?: ProxyFor | undefined
}

/** The one place where connections to AWS are set up, with their proxy and what they trust. */
export function createHttpHandler({ env = process.env, proxyFor = proxyOfEnvironment }: HttpOptions = {}): NodeHttpHandler {
  return new NodeHttpHandler({
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Without this the SDK only warns, and the call hangs on.
    throwOnRequestTimeout: true,
    // Off, so that a TimeoutError without a code can only mean that no connection came about.
    socketTimeout: 0,
    httpAgent: new WayOut('http', { env, proxyFor }),
    httpsAgent: new WayOut('https', { env, proxyFor }),
  })
}
