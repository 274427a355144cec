import { readFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { Agent, type AgentConnectOpts } from 'agent-base'
import { HttpsProxyAgent } from 'https-proxy-agent'
import { getProxyForUrl } from 'proxy-from-env'
import type { Env } from './profiles'

type Scheme = 'http' | 'https'

/** The proxy for a URL; null where it is reached directly. */
export type ProxyFor = (url: string) => Promise<string | null>

/** What decides how a service is reached: the environment, and where the shell knows better, what it knows of proxies. */
export interface Surroundings {
  env: Env
  proxyFor?: ProxyFor | undefined
}

/** Connections per host, as the SDK's own default. */
const MOST_SOCKETS = 50
const KEPT = { keepAlive: true, maxSockets: MOST_SOCKETS } as const
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/

/** By HTTPS_PROXY, HTTP_PROXY and NO_PROXY of this process. */
export const proxyOfEnvironment: ProxyFor = async url => getProxyForUrl(url) || null

/** Thrown where the certificates to be trusted cannot be read: a connection that trusts others than those is none. */
class BundleError extends Error {
  override readonly name = 'BundleError'
  /** As of a handshake that failed: it is told as one. */
  readonly code = 'ERR_TLS_CA_BUNDLE'
}

/**
 * The certificates that AWS_CA_BUNDLE names, in place of the usual ones as in the AWS CLI, together with those of
 * NODE_EXTRA_CA_CERTS, which Node drops where it is given others; undefined where AWS_CA_BUNDLE is not set.
 * @throws BundleError where one of the files cannot be read.
 */
function trustedCertificates(env: Env): string[] | undefined {
  const bundle = env['AWS_CA_BUNDLE']
  if (!bundle) return undefined
  const extra = env['NODE_EXTRA_CA_CERTS']
  try {
    return [bundle, ...extra ? [extra] : []].map(file => readFileSync(file, 'utf8'))
  }
  catch (error) {
    throw new BundleError('The file of certificates cannot be read.', { cause: error })
  }
}

/** Leads each connection of one scheme by the proxy that is meant for it, and to this machine itself by none. */
export class WayOut extends Agent {
  readonly #scheme: Scheme
  readonly #proxyFor: ProxyFor
  readonly #env: Env
  readonly #http = new http.Agent(KEPT)
  #https: https.Agent | null = null
  readonly #proxied = new Map<string, HttpsProxyAgent<string>>()

  constructor(scheme: Scheme, { proxyFor, env }: { proxyFor: ProxyFor, env: Env }) {
    super(KEPT)
    this.#scheme = scheme
    this.#proxyFor = proxyFor
    this.#env = env
  }

  /** Where it is not told, the agent takes it from a stack trace, twice a request: some 4 % of a drain's processor time. */
  override isSecureEndpoint(): boolean {
    return this.#scheme === 'https'
  }

  override async connect(_request: http.ClientRequest, options: AgentConnectOpts): Promise<http.Agent> {
    const scheme = this.#scheme
    const host = options.host ?? 'localhost'
    const proxy = LOOPBACK.test(host) ? null : await this.#proxyFor(`${scheme}://${host.includes(':') ? `[${host}]` : host}:${options.port}`)
    if (proxy === null) return scheme === 'https' ? this.#direct() : this.#http
    const known = this.#proxied.get(proxy) ?? new HttpsProxyAgent(proxy, { ...KEPT, ...this.#trust() })
    this.#proxied.set(proxy, known)
    // The tunnel's inner handshake takes what the request itself says to trust.
    Object.assign(options, this.#trust())
    return known
  }

  override destroy(): void {
    for (const agent of [this.#http, this.#https, ...this.#proxied.values()]) agent?.destroy()
    super.destroy()
  }

  #trust(): { ca?: string[] } {
    const ca = trustedCertificates(this.#env)
    return ca === undefined ? {} : { ca }
  }

  #direct(): https.Agent {
    return this.#https ??= new https.Agent({ ...KEPT, ...this.#trust() })
  }
}
