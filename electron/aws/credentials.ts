import type { Workspace } from '#channel/protocol'
import { type Clock, systemClock } from '../ports/clock'
import type { CredentialsProvider } from './gateway'
import { createProfileSignIn, type ProfileSignIn } from './sign-in/profile-sign-in'
import type { Surroundings } from './way-out'
import { type AwsProfile, configFile, type ConfigPlace, type Env, loadProfiles } from './profiles'

export type OpenedProfile
  = | {
    ok: true
    workspace: Workspace
    credentials: CredentialsProvider
    signIn: ProfileSignIn
    endpoint: string | undefined
    fips: boolean
  }
  /** `message`: why the profile cannot be used, for the user to read. */
  | { ok: false, message: string }

export interface OpenOptions extends ConfigPlace, Surroundings { clock?: Clock }

/**
 * What a gateway needs to call AWS as one profile. Nobody is signed in here: the token on disk is looked at, and kept fresh until
 * `signIn` is closed; the credentials are asked for at the first call. The SDK finds the token cache by this process's own home.
 */
export async function openProfile(name: string, { env, proxyFor, home, clock = systemClock }: OpenOptions): Promise<OpenedProfile> {
  const { profiles, problem } = await loadProfiles({ env, home })
  const profile = profiles.find(candidate => candidate.name === name)
  if (profile === undefined) return { ok: false, message: `There is no profile '${name}' in ${configFile({ env, home })}. ${problem ?? ''}`.trim() }
  if (profile.problem !== null) return { ok: false, message: `The profile '${name}' cannot be used. ${profile.problem}` }
  const { account, role, region, signIn: place } = profile
  if (account === null || role === null || region === null || place === null) return { ok: false, message: `The profile '${name}' is not complete.` }
  const endpoint = endpointOf(profile, env)
  if (endpoint !== undefined && !isHttpUrl(endpoint)) return { ok: false, message: `The endpoint '${endpoint}' of profile '${name}' is not a URL.` }
  const fips = env['AWS_USE_FIPS_ENDPOINT'] === undefined ? profile.fips : env['AWS_USE_FIPS_ENDPOINT'].toLowerCase() === 'true'
  if (fips && endpoint !== undefined) {
    return { ok: false, message: `The profile '${name}' asks for FIPS and for an endpoint of its own; AWS takes only one of the two.` }
  }
  const workspace = { id: `${account}-${region}`, practice: false, profile: name, account, region }
  return { ok: true, workspace, ...createProfileSignIn({ name, account, role, place, env, proxyFor, home, clock }), endpoint, fips }
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
