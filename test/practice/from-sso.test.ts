import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fromSSO } from '@aws-sdk/credential-provider-sso'
import { afterEach, expect, test, vi } from 'vitest'
import { z } from '#domain/zod'
import type { Practice } from '#practice/practice'
import { MINING, send, sign, start, temporaryFolder, unsignedRequest } from './harness'

afterEach(() => vi.unstubAllEnvs())

const cachedSchema = z.object({ accessToken: z.string(), refreshToken: z.string(), expiresAt: z.iso.datetime() })

/** A home folder with a profile for the service, as its command prints it, and the sign-in of another tool that ended just now. */
async function signedInBefore(practice: Practice, session: string) {
  const home = await temporaryFolder()
  const cache = join(home, '.aws', 'sso', 'cache')
  const file = join(cache, `${createHash('sha1').update(session).digest('hex')}.json`)
  await mkdir(cache, { recursive: true })
  await writeFile(join(home, '.aws', 'config'), [
    `[sso-session ${session}]`, `sso_start_url = ${practice.settings.startUrl}`, `sso_region = ${practice.region}`, 'sso_registration_scopes = sso:account:access',
    '[profile practice]', `sso_session = ${session}`, `sso_account_id = ${practice.account}`, `sso_role_name = ${practice.role}`, `region = ${practice.region}`,
  ].join('\n'))
  const cached = { ...await practice.sso.signIn(), expiresAt: new Date(Date.now() - 1000).toISOString() }
  await writeFile(file, JSON.stringify(cached))
  await practice.sso.expireAccess()
  vi.stubEnv('HOME', home)
  vi.stubEnv('AWS_ENDPOINT_URL_SSO', practice.ssoEndpoint)
  vi.stubEnv('AWS_ENDPOINT_URL_SSO_OIDC', practice.oidcEndpoint)
  return { cached, onDisk: async () => cachedSchema.parse(JSON.parse(await readFile(file, 'utf8'))) }
}

test('the SDK\'s own provider refreshes its token here, and its credentials open the case service', async () => {
  const practice = await start()
  const { cached, onDisk } = await signedInBefore(practice, 'refreshed')
  const credentials = await fromSSO({ profile: 'practice', clientConfig: { maxAttempts: 1 } })()
  expect(practice.log.entries.map(({ operation, status }) => [operation, status])).toEqual([['CreateToken', 200], ['GetRoleCredentials', 200]])

  const now = await onDisk()
  expect([now.accessToken === cached.accessToken, now.refreshToken === cached.refreshToken]).toEqual([false, false])
  expect(Date.parse(now.expiresAt)).toBeGreaterThan(Date.now() + 3_500_000)
  const request = unsignedRequest(practice, 'GET', `/v1/cases/${MINING}/get-case`)
  expect((await send(practice.endpoint, sign(request, credentials))).status).toBe(200)
})

test('the SDK\'s own provider tells of an ended session, and leaves the file as it is', async () => {
  const practice = await start()
  const { cached, onDisk } = await signedInBefore(practice, 'ended')
  await practice.sso.endSessions()
  await expect(fromSSO({ profile: 'practice', clientConfig: { maxAttempts: 1 } })()).rejects.toMatchObject({ name: 'CredentialsProviderError' })
  expect(practice.log.entries).toMatchObject([{ operation: 'CreateToken', status: 400, errorType: 'InvalidGrantException' }])
  expect(await onDisk()).toMatchObject({ accessToken: cached.accessToken, refreshToken: cached.refreshToken })
})
