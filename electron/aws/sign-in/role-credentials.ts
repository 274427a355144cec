import { fromSSO } from '@aws-sdk/credential-provider-sso'
import { HttpResponse } from '@smithy/core/protocols'
import type { NodeHttpHandler } from '@smithy/node-http-handler'
import type { AwsCredentialIdentity } from '@smithy/types'
import type { OfflineReason } from '#domain/status'
import { skewOf } from '../skew'
import { credentialsFault, strangerOf } from '../classify'
import { createHttpHandler } from '../http'
import type { Clock } from '../../ports/clock'
import type { SignInPlace } from '../profiles'
import type { Surroundings } from '../way-out'
import { portalEndpoint } from './endpoints'

/** The keys of a role, or why there are none. */
export type RoleAnswer
  = | { ok: true, identity: AwsCredentialIdentity, skewMs: number }
    | { ok: false, kind: 'offline', reason: OfflineReason }
  /** The portal does not take the token, whatever its date. */
    | { ok: false, kind: 'tokenRefused' }
    | { ok: false, kind: 'notPermitted' }
  /** The portal cannot make sense of the profile, or the cache file was not what it had just been. */
    | { ok: false, kind: 'unclear', status: number | null }

type Exchange = { network: OfflineReason } | { status: number, skewMs: number }

/**
 * The SDK's own exchange of the token in the cache for a role's keys. It is given the cache file's key in the place of a
 * start URL, which is where it reads the token and nothing more: given a profile it would refresh the token by itself, with
 * no lock, and say the same of every failure. What failed is told by what went over the connection.
 */
export function createRoleCredentials({ place, account, role, env, proxyFor, clock }: Surroundings & {
  place: SignInPlace
  account: string
  role: string
  clock: Clock
}) {
  const inner = createHttpHandler({ env, proxyFor })
  let last: Exchange | null = null
  const provide = fromSSO({
    ssoStartUrl: place.key,
    ssoRegion: place.region,
    ssoAccountId: account,
    ssoRoleName: role,
    clientConfig: { requestHandler: noting(inner, clock, (exchange) => { last = exchange }), endpoint: portalEndpoint(place.region, env), maxAttempts: 2, userAgentAppId: 'fieldcase' },
  })
  return {
    /** One at a time. */
    async exchange(): Promise<RoleAnswer> {
      last = null
      try {
        const identity = await provide()
        return { ok: true, identity, skewMs: skewIn(last) }
      }
      catch {
        return meaningOf(last)
      }
    },
    close: () => inner.destroy(),
  }
}

function skewIn(exchange: Exchange | null): number {
  return exchange !== null && 'skewMs' in exchange ? exchange.skewMs : 0
}

function meaningOf(last: Exchange | null): Exclude<RoleAnswer, { ok: true }> {
  if (last === null) return { ok: false, kind: 'unclear', status: null }
  if ('network' in last) return { ok: false, kind: 'offline', reason: last.network }
  const { status } = last
  if (status >= 500 || status === 429) return { ok: false, kind: 'offline', reason: 'notTheService' }
  if (status === 401) return { ok: false, kind: 'tokenRefused' }
  if (status === 403 || status === 404) return { ok: false, kind: 'notPermitted' }
  return { ok: false, kind: 'unclear', status }
}

function noting(inner: NodeHttpHandler, clock: Pick<Clock, 'now'>, note: (exchange: Exchange) => void) {
  const handler: Pick<NodeHttpHandler, 'handle' | 'destroy' | 'metadata'> = {
    metadata: inner.metadata,
    destroy: () => inner.destroy(),
    async handle(request, options) {
      try {
        const result = await inner.handle(request, options)
        if (HttpResponse.isInstance(result.response)) note(exchangeOf(result.response, clock.now()))
        return result
      }
      catch (error) {
        const { fault } = credentialsFault(error)
        note({ network: fault.kind === 'offline' ? fault.reason : 'reset' })
        throw error
      }
    },
  }
  return handler
}

function exchangeOf({ statusCode, headers }: HttpResponse, now: number): Exchange {
  const fromAws = headers['x-amzn-requestid'] || headers['requestid']
  if (!fromAws) return { network: strangerOf({ status: statusCode }) }
  return { status: statusCode, skewMs: skewOf({ headers }, now) ?? 0 }
}
