import { expect, test } from 'vitest'
import { z } from '#domain/zod'
import type { Practice } from '#practice/practice'
import { MINING, send, sign, start, unsignedRequest } from './harness'

const credentialsSchema = z.object({
  roleCredentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string(), sessionToken: z.string(), expiration: z.int() }),
})

function ask(practice: Practice, query: string, token?: string) {
  return send(practice.ssoEndpoint, {
    method: 'GET',
    path: `/federation/credentials?${query}`,
    headers: { host: new URL(practice.ssoEndpoint).host, ...(token !== undefined && { 'x-amz-sso_bearer_token': token }) },
    body: '',
  })
}

const ROLE = 'role_name=IncidentResponder&account_id=111122223333'

test('a signed-in responder gets credentials that the service takes for an hour and then calls expired', async () => {
  let now = Date.now()
  const practice = await start({ now: () => now })
  const { body } = await ask(practice, ROLE, practice.ssoToken)
  const { expiration, ...credentials } = credentialsSchema.parse(body).roleCredentials
  expect(expiration).toBe(now + 3_600_000)

  const get = () => send(practice.endpoint, sign(unsignedRequest(practice, 'GET', `/v1/cases/${MINING}/get-case`), { ...credentials, at: now }))
  expect((await get()).status).toBe(200)
  now = expiration - 1
  expect((await get()).status).toBe(200)
  now = expiration
  expect(await get()).toMatchObject({ status: 403, headers: { 'x-amzn-errortype': 'ExpiredTokenException' } })
  expect(practice.log.entries.map(entry => entry.operation)).toEqual(['GetRoleCredentials', 'GetCase', 'GetCase', 'GetCase'])
})

test.each([
  ['no token', ROLE, undefined, 401, 'UnauthorizedException'],
  ['an unknown token', ROLE, 'x', 401, 'UnauthorizedException'],
  ['an unknown role', 'role_name=Admin&account_id=111122223333', 'good', 403, 'ForbiddenException'],
  ['an unknown account', 'role_name=IncidentResponder&account_id=999999999999', 'good', 403, 'ForbiddenException'],
  ['no role', 'account_id=111122223333', 'good', 400, 'InvalidRequestException'],
] as const)('%s is refused as the portal does', async (_, query, token, status, errorType) => {
  const practice = await start()
  const got = await ask(practice, query, token === 'good' ? practice.ssoToken : token)
  expect(got).toMatchObject({ status, headers: { 'x-amzn-errortype': errorType, 'x-amzn-requestid': expect.any(String) } })
})
