import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Profile } from '#channel/protocol'
import { type ProfileKind, profileKindSchema } from '#domain/sign-in'
import { z } from '#domain/zod'
import { type Ini, type IniSection, parseIni } from './ini'

export type Env = Readonly<Record<string, string | undefined>>

/** Where somebody signs in, and under which name the sign-in is kept. */
export interface SignInPlace {
  /** The sso-session's name, in the legacy form the start URL: the cache file is named after it. */
  key: string
  startUrl: string
  /** Of the sign-in services, not of the cases. */
  region: string
  scopes: readonly string[]
}

/** What the file itself tells of a profile. */
export type FileProfile = Omit<Profile, 'signedInUntil' | 'unsent'>

/** A profile of the shared config, with what signing in and calling need besides. */
export interface AwsProfile extends Omit<FileProfile, 'kind'> {
  /** Null where the profile does not sign in through IAM Identity Center, or does not say where. */
  signIn: SignInPlace | null
  endpointUrl: string | null
  /** The endpoint that its `services` section names for Security IR. */
  servicesEndpointUrl: string | null
  fips: boolean
}

export interface Profiles {
  profiles: readonly AwsProfile[]
  /** What is wrong with the file as a whole, naming file and line; what else stands in it can be used. */
  problem: string | null
}

/** Names the SDK's own reader takes in a section's header; others it does not find again. */
const READABLE_NAME = /^[\w@+.%:/-]+$/
const REGION = /^[a-z]{2,}(-[a-z]+)+-\d+$/
const ACCOUNT = /^\d{12}$/

/** Every profile of a shared config file, each with what keeps it from being used. Never throws. */
export function profilesIn(text: string, { file }: { file: string }): Profiles {
  const ini = parseIni(text)
  const [first, ...more] = ini.damage
  const rest = more.length === 0 ? '' : ` (and ${more.length} more)`
  return {
    profiles: ini.sections.filter(({ kind }) => kind === 'profile').map(section => profileFrom(section, ini)),
    problem: first === undefined ? null : `${file}, line ${first.line}: ${first.reason}${rest}. The other lines are used.`,
  }
}

function profileFrom(section: IniSection, ini: Ini): AwsProfile {
  const value = (name: string): string | null => section.values.get(name) ?? null
  const services = named(ini, 'services', value('services'))
  return {
    name: section.name,
    account: value('sso_account_id'),
    role: value('sso_role_name'),
    region: value('region'),
    endpointUrl: value('endpoint_url'),
    servicesEndpointUrl: services?.nested.get('security_ir')?.get('endpoint_url') ?? null,
    fips: value('use_fips_endpoint')?.toLowerCase() === 'true',
    signIn: signInOf(section, ini),
    problem: problemOf(section, ini),
  }
}

/** The scope of whoever may list accounts and roles, and use them; where a session names none it is the one asked for. */
export const ACCOUNT_ACCESS = 'sso:account:access'

function signInOf({ values }: IniSection, ini: Ini): SignInPlace | null {
  const session = values.get('sso_session')
  const from = session === undefined ? values : named(ini, 'sso-session', session)?.values
  const startUrl = from?.get('sso_start_url')
  const region = from?.get('sso_region')
  if (from === undefined || startUrl === undefined || region === undefined) return null
  return { key: session ?? startUrl, startUrl, region, scopes: scopesOf(from) }
}

export function scopesOf(session: ReadonlyMap<string, string>): readonly string[] {
  const named = session.get('sso_registration_scopes')?.split(',').map(scope => scope.trim()).filter(scope => scope !== '') ?? []
  return named.length > 0 ? named : [ACCOUNT_ACCESS]
}

function named(ini: Ini, kind: IniSection['kind'], name: string | null): IniSection | undefined {
  return ini.sections.find(section => section.kind === kind && section.name === name)
}

function problemOf({ name, values }: IniSection, ini: Ini): string | null {
  if (!READABLE_NAME.test(name)) return 'Its name holds a space or a sign that sign-in cannot read; letters, digits and - _ . @ + % : / can be read.'
  const session = values.get('sso_session')
  if (session === undefined && !values.has('sso_start_url')) {
    return 'It does not sign in through IAM Identity Center: it has neither sso_session nor sso_start_url.'
  }
  const signIn = session === undefined ? values : named(ini, 'sso-session', session)?.values
  if (signIn === undefined) return `It names the sso-session '${session}', which is not in the file.`
  const where = session === undefined ? 'It' : `Its sso-session '${session}'`
  const lacking = ['sso_start_url', 'sso_region'].find(key => !signIn.has(key))
  if (lacking !== undefined) return `${where} has no ${lacking}.`
  const missing = ['sso_account_id', 'sso_role_name', 'region'].find(key => !values.has(key))
  if (missing !== undefined) return `It has no ${missing}.`
  const account = values.get('sso_account_id') ?? ''
  if (!ACCOUNT.test(account)) return `Its sso_account_id '${account}' is not an account id: those are 12 digits.`
  const region = values.get('region') ?? ''
  if (!REGION.test(region)) return `Its region '${region}' is not the name of a region, such as eu-west-1.`
  return null
}

export interface ConfigPlace {
  env: Env
  /** The user's home folder. */
  home: string
}

export function configFile({ env, home }: ConfigPlace): string {
  return env['AWS_CONFIG_FILE'] || join(home, '.aws', 'config')
}

const fileErrorSchema = z.object({ code: z.string() }).catch({ code: 'unknown' })

/** The profiles on this machine; a file that is not there is a file without profiles. */
export async function loadProfiles(place: ConfigPlace): Promise<Profiles> {
  const file = configFile(place)
  try {
    return profilesIn(await readFile(file, 'utf8'), { file })
  }
  catch (error) {
    const { code } = fileErrorSchema.parse(error)
    return { profiles: [], problem: code === 'ENOENT' ? null : `${file} cannot be read (${code}).` }
  }
}

/** What the page is told of a profile, as far as the file goes. */
export function publicProfile(profile: AwsProfile): FileProfile {
  const { name, account, role, region, problem } = profile
  return { name, account, role, region, kind: kindOf(profile), problem }
}

/** Another region has other endpoints, and one profile's FIPS is not to be lost in silence. */
function kindOf({ account, role, signIn, endpointUrl, servicesEndpointUrl, fips, problem }: AwsProfile): ProfileKind | null {
  if (problem !== null || signIn === null || endpointUrl !== null || servicesEndpointUrl !== null || fips) return null
  const { startUrl, region } = signIn
  return profileKindSchema.safeParse({ portal: { startUrl, region }, account, role }).data ?? null
}
