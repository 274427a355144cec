import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CredentialsFault } from '#aws/classify'
import { openProfile } from '#aws/credentials'
import { createGateway } from '#aws/gateway'
import { type Practice, startPractice } from '#practice/practice'
import { type Clock, systemClock } from '../../electron/ports/clock'
import { type Answer, fault, page, scriptedServer } from './scripted-server'

const SEEDS = fileURLToPath(new URL('../../resources/practice', import.meta.url))
const HOUR = 3_600_000

let home: string
let practice: Practice
let session: string
const afterwards: Array<() => Promise<void> | void> = []
let endpoints: Record<string, string>

beforeEach(async ({ task }) => {
  home = await mkdtemp(join(tmpdir(), 'fieldcase-sso-'))
  practice = await startPractice({ folder: join(home, 'practice'), seedFolder: SEEDS })
  // The SDK remembers refreshes by the session's name, for all of a process.
  session = `s-${task.id}`
  vi.stubEnv('HOME', home)
  endpoints = { AWS_ENDPOINT_URL_SSO: practice.ssoEndpoint, AWS_ENDPOINT_URL_SSO_OIDC: 'http://127.0.0.1:1' }
})
afterEach(async () => {
  for (const close of afterwards.splice(0)) await close()
  vi.unstubAllEnvs()
  await practice.close()
  await rm(home, { recursive: true, force: true })
})

interface SignedIn { role?: string, token?: Record<string, unknown> | null, profile?: string }

/** Writes the files that the AWS CLI leaves behind after a sign-in, and opens the profile. */
async function profileOf({ role = practice.role, token = {}, profile = '' }: SignedIn = {}, clock: Clock = systemClock) {
  await mkdir(join(home, '.aws', 'sso', 'cache'), { recursive: true })
  await writeFile(join(home, '.aws', 'config'), [
    '[profile ir]', `sso_session = ${session}`, `sso_account_id = ${practice.account}`, `sso_role_name = ${role}`,
    `region = ${practice.region}`, `endpoint_url = ${practice.endpoint}`, profile,
    `[sso-session ${session}]`, 'sso_start_url = https://corp.example/start', 'sso_region = eu-central-1',
  ].join('\n'))
  const cached = { startUrl: 'https://corp.example/start', region: 'eu-central-1', accessToken: practice.ssoToken, expiresAt: fromNow(HOUR), ...token }
  const name = createHash('sha1').update(session).digest('hex')
  if (token !== null) await writeFile(join(home, '.aws', 'sso', 'cache', `${name}.json`), JSON.stringify(cached))
  const opened = await openProfile('ir', { env: { ...endpoints }, home, clock })
  if (opened.ok) afterwards.push(opened.signIn.close)
  return opened
}

function fromNow(ms: number): string {
  return new Date(Date.now() + ms).toISOString()
}

async function faultOf(profile: Awaited<ReturnType<typeof openProfile>>) {
  if (!profile.ok) throw new Error(profile.message)
  const error: unknown = await profile.credentials().catch((reason: unknown) => reason)
  return error instanceof CredentialsFault ? error.fault : error
}

async function server(answer: Answer): Promise<string> {
  const { endpoint, close } = await scriptedServer(answer)
  afterwards.push(close)
  return endpoint
}

describe('a profile that is signed in', () => {
  it('reads and writes cases, and nothing of it is printed', async () => {
    const printed = (['log', 'info', 'warn', 'error', 'debug'] as const).map(level => vi.spyOn(console, level))
    const profile = await profileOf()
    if (!profile.ok) throw new Error(profile.message)
    expect(profile.workspace).toEqual({ id: '111122223333-eu-central-1', practice: false, profile: 'ir', account: '111122223333', region: 'eu-central-1' })
    const { workspace: { region }, credentials, endpoint, fips } = profile
    const gateway = createGateway({ region, credentials, endpoint, fips })
    afterwards.push(() => { gateway.close() })
    const caseId = practice.cases()[0]?.caseId ?? ''
    expect(await gateway.updateCase(caseId, { set: { title: 'By SSO' }, add: {}, remove: {}, put: [] })).toMatchObject({ ok: true })
    expect(practice.case(caseId)).toMatchObject({ title: 'By SSO' })
    for (const spy of printed) expect(spy).not.toHaveBeenCalled()
  })
})

describe('without credentials', () => {
  it('because nobody signed in: sign in, with the command for it', async () => {
    expect(await faultOf(await profileOf({ token: null }))).toEqual({ kind: 'signIn', message: expect.stringContaining('aws sso login --profile ir') })
  })

  it('because the sign-in ran out: sign in', async () => {
    expect(await faultOf(await profileOf({ token: { expiresAt: fromNow(-HOUR) } }))).toMatchObject({ kind: 'signIn' })
  })

  it('because the token was revoked: sign in', async () => {
    expect(await faultOf(await profileOf({ token: { accessToken: 'revoked' } }))).toMatchObject({ kind: 'signIn' })
  })

  it('because the role is not theirs any more: says which', async () => {
    expect(await faultOf(await profileOf({ role: 'Other' }))).toEqual({ kind: 'signIn', message: expect.stringContaining('\'Other\' in account 111122223333') })
  })

  it('because the link is cut: offline', async () => {
    practice.cut()
    expect(await faultOf(await profileOf())).toMatchObject({ kind: 'offline' })
  })

  it('because a captive portal answers in the place of sign-in: offline', async () => {
    endpoints['AWS_ENDPOINT_URL_SSO'] = await server(page(200))
    expect(await faultOf(await profileOf())).toEqual({ kind: 'offline', reason: 'notTheService' })
  })

  it('because sign-in itself is down: offline', async () => {
    endpoints['AWS_ENDPOINT_URL_SSO'] = await server(fault(503, 'ServiceUnavailable'))
    expect(await faultOf(await profileOf())).toEqual({ kind: 'offline', reason: 'notTheService' })
  })
})

describe('a sign-in that has to be renewed', () => {
  const renewable = { expiresAt: fromNow(-HOUR), clientId: 'c', clientSecret: 's', refreshToken: 'r', registrationExpiresAt: fromNow(24 * HOUR) }

  it('while offline is offline, also where the SDK does not ask again for a while', async () => {
    endpoints['AWS_ENDPOINT_URL_SSO_OIDC'] = 'http://127.0.0.1:1'
    const profile = await profileOf({ token: renewable })
    expect(await faultOf(profile)).toEqual({ kind: 'offline', reason: 'refused' })
    expect(await faultOf(profile)).toEqual({ kind: 'offline', reason: 'refused' })
  })

  it('and is refused means signing in', async () => {
    endpoints['AWS_ENDPOINT_URL_SSO_OIDC'] = await server(fault(400, 'InvalidGrantException', { error: 'invalid_grant' }))
    expect(await faultOf(await profileOf({ token: renewable }))).toMatchObject({ kind: 'signIn' })
  })

  it('is renewed', async () => {
    const answer: Answer = (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'x-amzn-requestid': 'r' })
      response.end(JSON.stringify({ accessToken: practice.ssoToken, expiresIn: 3600, refreshToken: 'r2', tokenType: 'Bearer' }))
    }
    endpoints['AWS_ENDPOINT_URL_SSO_OIDC'] = await server(answer)
    const profile = await profileOf({ token: renewable })
    expect(profile.ok && await profile.credentials()).toMatchObject({ accessKeyId: expect.any(String), expiration: expect.any(Date) })
  })
})

describe('opening a profile', () => {
  it('that is not there says where it was looked for', async () => {
    expect(await openProfile('nobody', { env: {}, home })).toEqual({ ok: false, message: `There is no profile 'nobody' in ${join(home, '.aws', 'config')}.` })
  })

  it('with a problem says which', async () => {
    await mkdir(join(home, '.aws'))
    await writeFile(join(home, '.aws', 'config'), '[profile p]\nsso_session = gone')
    expect(await openProfile('p', { env: {}, home }))
      .toEqual({ ok: false, message: 'The profile \'p\' cannot be used. It names the sso-session \'gone\', which is not in the file.' })
  })

  it.each([
    ['the environment goes before the file', { AWS_ENDPOINT_URL_SECURITY_IR: 'http://env:1', AWS_ENDPOINT_URL: 'http://all:1' }, 'http://env:1'],
    ['the environment\'s general one does too', { AWS_ENDPOINT_URL: 'http://all:1' }, 'http://all:1'],
    ['a services section counts for the profile of AWS_PROFILE', { AWS_PROFILE: 'ir' }, 'http://services:1'],
    ['configured endpoints can be switched off', { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true', AWS_ENDPOINT_URL: 'http://all:1' }, undefined],
  ])('%s', async (_what, env, endpoint) => {
    await profileOf({ profile: 'services = local\n[services local]\nsecurity_ir =\n  endpoint_url = http://services:1' })
    expect(await openProfile('ir', { env, home })).toMatchObject({ ok: true, endpoint })
  })

  it('a services section does not count for another profile', async () => {
    const profile = await profileOf({ profile: 'services = local\n[services local]\nsecurity_ir =\n  endpoint_url = http://services:1' })
    expect(profile).toMatchObject({ ok: true, endpoint: practice.endpoint })
  })

  it('an endpoint that is no URL, and one together with FIPS, are refused in words', async () => {
    await profileOf()
    expect(await openProfile('ir', { env: { AWS_ENDPOINT_URL: 'nonsense' }, home })).toMatchObject({ ok: false })
    expect(await openProfile('ir', { env: { AWS_USE_FIPS_ENDPOINT: 'true' }, home })).toMatchObject({ ok: false, message: expect.stringContaining('FIPS') })
  })
})
