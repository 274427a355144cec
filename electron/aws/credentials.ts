import { join } from 'node:path'
import { fromSSO } from '@aws-sdk/credential-provider-sso'
import { HttpResponse } from '@smithy/core/protocols'
import type { NodeHttpHandler } from '@smithy/node-http-handler'
import type { Workspace } from '#channel/protocol'
import type { OfflineReason } from '#domain/status'
import { type Clock, systemClock } from '../ports/clock'
import { CredentialsFault, credentialsFault } from './classify'
import type { CredentialsProvider } from './gateway'
import { createHttpHandler } from './http'
import { type AwsProfile, configFile, type ConfigPlace, type Env, loadProfiles } from './profiles'

export type OpenedProfile
  = | { ok: true, workspace: Workspace, credentials: CredentialsProvider, endpoint: string | undefined, fips: boolean }
  /** `message`: why the profile cannot be used, for the user to read. */
    | { ok: false, message: string }

export interface OpenOptions extends ConfigPlace { clock?: Clock }

/**
 * What a gateway needs to call AWS as one profile. Nobody is signed in here and nothing is called: the credentials are
 * asked for at the first call. The SDK finds its token cache and AWS_ENDPOINT_URL_SSO by this process's own environment.
 */
export async function openProfile(name: string, { env, home, clock = systemClock }: OpenOptions): Promise<OpenedProfile> {
  const { profiles, problem } = await loadProfiles({ env, home })
  const profile = profiles.find(candidate => candidate.name === name)
  if (profile === undefined) return { ok: false, message: `There is no profile '${name}' in ${configFile({ env, home })}. ${problem ?? ''}`.trim() }
  if (profile.problem !== null) return { ok: false, message: `The profile '${name}' cannot be used. ${profile.problem}` }
  const { account, region } = profile
  if (account === null || region === null) return { ok: false, message: `The profile '${name}' has no account or region.` }
  const endpoint = endpointOf(profile, env)
  if (endpoint !== undefined && !isHttpUrl(endpoint)) return { ok: false, message: `The endpoint '${endpoint}' of profile '${name}' is not a URL.` }
  const fips = env['AWS_USE_FIPS_ENDPOINT'] === undefined ? profile.fips : env['AWS_USE_FIPS_ENDPOINT'].toLowerCase() === 'true'
  if (fips && endpoint !== undefined) {
    return { ok: false, message: `The profile '${name}' asks for FIPS and for an endpoint of its own; AWS takes only one of the two.` }
  }
  const workspace = { id: `${account}-${region}`, practice: false, profile: name, account, region }
  return { ok: true, workspace, credentials: ssoCredentials(profile, { env, home, clock }), endpoint, fips }
}

/** The environment goes before the file; a `services` section counts only for the profile that AWS_PROFILE names, as in the SDK. */
function endpointOf({ name, endpointUrl, servicesEndpointUrl }: AwsProfile, env: Env): string | undefined {
  if (env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']?.toLowerCase() === 'true') return undefined
  const services = env['AWS_PROFILE'] === name ? servicesEndpointUrl : null
  return env['AWS_ENDPOINT_URL_SECURITY_IR'] || env['AWS_ENDPOINT_URL'] || services || endpointUrl || undefined
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol)
}

/** Within this time of a failed refresh the SDK refuses without asking again: what was offline is so still. */
const REFRESH_PAUSE_MS = 30_000

/**
 * The credentials of a profile's role. fromSSO says the same of every failure, so what went over its connections
 * is noted here, to tell a lost network from a sign-in that has ended.
 */
function ssoCredentials({ name, account, role }: AwsProfile, { env, home, clock }: Required<OpenOptions>): CredentialsProvider {
  const noted = noteExchanges(createHttpHandler(), clock)
  const provide = fromSSO({
    profile: name,
    configFilepath: configFile({ env, home }),
    filepath: env['AWS_SHARED_CREDENTIALS_FILE'] || join(home, '.aws', 'credentials'),
    // A sign-in meanwhile, by this app or the AWS CLI, counts at once.
    ignoreCache: true,
    clientConfig: { requestHandler: noted.handler, maxAttempts: 2, userAgentAppId: 'fieldcase' },
  })
  return async () => {
    const startedAt = clock.now()
    try {
      return await provide()
    }
    catch (error) {
      throw new CredentialsFault(meaningOf(noted.last(), { startedAt, name, account, role }), { cause: error })
    }
  }
}

/** How the latest exchange with the sign-in services ended. */
type Exchange = { at: number, network: OfflineReason } | { at: number, status: number }

interface Asked { startedAt: number, name: string, account: string | null, role: string | null }

function meaningOf(last: Exchange | null, { startedAt, name, account, role }: Asked): CredentialsFault['fault'] {
  if (last !== null && 'network' in last && last.at > startedAt - REFRESH_PAUSE_MS) return { kind: 'offline', reason: last.network }
  const status = last !== null && 'status' in last && last.at >= startedAt ? last.status : null
  if (status !== null && (status >= 500 || status === 429)) return { kind: 'offline', reason: 'notTheService' }
  if (status === 403 || status === 404) {
    return { kind: 'signIn', message: `Your sign-in has no access to the role '${role}' in account ${account}. Your edits are safe here.` }
  }
  const command = `aws sso login --profile ${name}`
  return { kind: 'signIn', message: `The sign-in of profile '${name}' has ended. Your edits are safe here. Run "${command}"; sending then goes on.` }
}

function noteExchanges(inner: NodeHttpHandler, clock: Pick<Clock, 'now'>) {
  let last: Exchange | null = null
  const handler: Pick<NodeHttpHandler, 'handle' | 'destroy' | 'metadata'> = {
    metadata: inner.metadata,
    destroy: () => inner.destroy(),
    async handle(request, options) {
      try {
        const result = await inner.handle(request, options)
        if (HttpResponse.isInstance(result.response)) last = exchangeOf(result.response, clock.now())
        return result
      }
      catch (error) {
        const { fault } = credentialsFault(error)
        last = { at: clock.now(), network: fault.kind === 'offline' ? fault.reason : 'reset' }
        throw error
      }
    },
  }
  return { handler, last: (): Exchange | null => last }
}

function exchangeOf({ statusCode, headers }: HttpResponse, at: number): Exchange {
  const fromAws = headers['x-amzn-requestid'] || headers['requestid']
  return fromAws ? { at, status: statusCode } : { at, network: 'notTheService' }
}
