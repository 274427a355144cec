import { GetRoleCredentialsCommand, ListAccountsCommand, TooManyRequestsException, UnauthorizedException } from '@aws-sdk/client-sso'
import {
  AccessDeniedException, CreateTokenCommand, ExpiredTokenException, InternalServerException, InvalidGrantException, RegisterClientCommand,
  SlowDownException,
} from '@aws-sdk/client-sso-oidc'
import { describe, expect, test } from 'vitest'
import type { FaultInput } from '#practice/fault-kinds'
import { MINING, read } from './harness'
import { register, signIn, startSso } from './sign-in'

async function begin() {
  const sso = await startSso({ signIn: 'allow' })
  const { practice, oidc, portal } = sso
  const { registration, accessToken, refreshToken } = await signIn(oidc, practice)
  const account = { accessToken, accountId: practice.account }
  return {
    ...sso,
    refresh: () => oidc.send(new CreateTokenCommand({ ...registration, grantType: 'refresh_token', refreshToken })),
    accounts: () => portal.send(new ListAccountsCommand({ accessToken })),
    credentials: () => portal.send(new GetRoleCredentialsCommand({ ...account, roleName: practice.role })),
  }
}

describe('the OIDC service, told to misbehave,', () => {
  test.each([
    [{ kind: 'throttle', on: 'CreateToken' }, SlowDownException],
    [{ kind: 'internal', on: 'oidc' }, InternalServerException],
    [{ kind: 'accessDenied', on: 'CreateToken' }, AccessDeniedException],
    [{ kind: 'expiredToken', on: 'CreateToken' }, ExpiredTokenException],
    [{ kind: 'refusedRefresh' }, InvalidGrantException],
  ] satisfies Array<[FaultInput, unknown]>)('answers %j as its model has it, and leaves the refresh token good', async (fault, error) => {
    const { practice, refresh } = await begin()
    practice.misbehave(fault)
    await expect(refresh()).rejects.toBeInstanceOf(error)
    expect((await refresh()).accessToken).toEqual(expect.any(String))
  })

  test.each([
    [{ kind: 'unavailable', on: 'oidc', times: null }, { name: 'ServiceUnavailableException', $metadata: { httpStatusCode: 503 } }],
    [{ kind: 'reset', on: 'oidc', times: null }, { code: 'ECONNRESET' }],
    [{ kind: 'captivePortal', on: 'oidc', times: null }, { name: 'SyntaxError' }],
  ] satisfies Array<[FaultInput, unknown]>)('is down by %j, pages too, while the portal answers', async (fault, error) => {
    const { practice, oidc, refresh, accounts } = await begin()
    practice.misbehave(fault)
    await expect(refresh()).rejects.toMatchObject(error)
    await expect(register(oidc)).rejects.toMatchObject(error)
    const page = await fetch(`${practice.oidcEndpoint}/device`).then(reply => reply.text(), () => 'nothing')
    expect(page).not.toContain('Enter the code')
    expect((await accounts()).accountList).toHaveLength(3)
    practice.behave()
    expect((await refresh()).accessToken).toEqual(expect.any(String))
  })

  test('takes a refresh and never answers, until its caller hangs up', async () => {
    const { practice, oidc } = await begin()
    practice.misbehave({ kind: 'hang', on: 'CreateToken' })
    const command = new CreateTokenCommand({ ...await register(oidc), grantType: 'refresh_token', refreshToken: 'x' })
    const caller = new AbortController()
    const answer = expect(oidc.send(command, { abortSignal: caller.signal })).rejects.toMatchObject({ name: 'AbortError' })
    await expect.poll(() => practice.log.entries.at(-1)).toMatchObject({ operation: 'CreateToken', fault: 'hang', status: null, delivered: false })
    caller.abort()
    await answer
  })

  test('refuses a refresh, and nothing else that CreateToken does', async () => {
    const { practice, oidc, refresh } = await begin()
    practice.misbehave({ kind: 'refusedRefresh', times: null })
    await expect(refresh()).rejects.toBeInstanceOf(InvalidGrantException)
    expect((await signIn(oidc, practice)).accessToken).not.toBe('')
    await expect(refresh()).rejects.toBeInstanceOf(InvalidGrantException)
  })

  test('carries a refresh out and loses the answer: the refresh token is used up', async () => {
    const { practice, refresh } = await begin()
    practice.misbehave({ kind: 'reset', on: 'CreateToken', applied: true })
    await expect(refresh()).rejects.toMatchObject({ code: 'ECONNRESET' })
    await expect(refresh()).rejects.toBeInstanceOf(InvalidGrantException)
  })
})

describe('the portal, told to misbehave,', () => {
  test.each([
    [{ kind: 'throttle', on: 'ListAccounts' }, TooManyRequestsException],
    [{ kind: 'expiredToken', on: 'portal' }, UnauthorizedException],
  ] satisfies Array<[FaultInput, unknown]>)('answers %j as its model has it, once', async (fault, error) => {
    const { practice, accounts } = await begin()
    practice.misbehave(fault)
    await expect(accounts()).rejects.toBeInstanceOf(error)
    expect((await accounts()).accountList).toHaveLength(3)
  })
})

test('a fault on any operation is the case service\'s, one of the network is everybody\'s', async () => {
  const { practice, refresh, accounts, credentials } = await begin()
  practice.misbehave({ kind: 'throttle', on: 'any', times: null })
  expect((await read(practice, MINING)).status).toBe(429)
  await Promise.all([refresh(), accounts(), credentials()])
  practice.misbehave({ kind: 'proxy407', on: 'any', times: null })
  for (const call of [refresh, accounts, credentials]) await expect(call()).rejects.toMatchObject({ $response: { statusCode: 407 } })
})

test('cutting the link cuts the sign-in too', async () => {
  const { practice, refresh, accounts } = await begin()
  practice.cut()
  await expect(refresh()).rejects.toMatchObject({ code: expect.stringMatching(/ECONNRESET|EPIPE/) })
  await expect(accounts()).rejects.toMatchObject({ code: expect.stringMatching(/ECONNRESET|EPIPE/) })
  practice.restore()
  expect((await refresh()).accessToken).toEqual(expect.any(String))
})

test('with the service\'s clock ahead, a token is expired for it that is good for its owner', async () => {
  const { practice, accounts, refresh } = await begin()
  practice.misbehave({ kind: 'clockSkew', clockOffsetMs: 3_600_000 })
  await expect(accounts()).rejects.toBeInstanceOf(UnauthorizedException)
  expect((await refresh()).expiresIn).toBe(3600)
})

test('what a part does not answer with is refused, as a fault of it', async () => {
  const { practice } = await begin()
  expect(() => practice.misbehave({ kind: 'conflict', on: 'oidc' })).toThrow(/the sign-in has no such answer/)
  expect(() => practice.misbehave({ kind: 'staleReads', on: 'any' })).not.toThrow()
  await expect(fetch(`${practice.control}/faults`, { method: 'POST', body: '{"kind": "refusedRefresh", "on": "GetCase"}' })).resolves.toMatchObject({ status: 400 })
})

test('every request is logged by its operation, with no secret, code or token in the log', async () => {
  const { practice, oidc, registration, tokens } = await begin().then(async (sso) => {
    const { registration, ...tokens } = await signIn(sso.oidc, sso.practice)
    await sso.refresh()
    await sso.credentials()
    return { ...sso, registration, tokens }
  })
  await oidc.send(new RegisterClientCommand({ clientName: 'told', clientType: 'public' }))
  await fetch(`${practice.oidcEndpoint}/authorize?client_id=${registration.clientId}&state=secret-state`)
  await fetch(`${practice.oidcEndpoint}/device?user_code=BBBB-BBBB`)
  expect(practice.log.entries.map(({ operation }) => operation)).toEqual([
    ...['RegisterClient', 'StartDeviceAuthorization', 'CreateToken', 'RegisterClient', 'StartDeviceAuthorization', 'CreateToken'],
    ...['CreateToken', 'GetRoleCredentials', 'RegisterClient', 'Authorize', 'VerifyDevice'],
  ])
  expect(practice.log.entries[6]?.sent).toEqual({ grantType: 'refresh_token' })
  expect(practice.log.entries[8]?.sent).toEqual({ clientName: 'told', clientType: 'public' })
  const log = JSON.stringify(practice.log.entries)
  const secrets = [registration.clientId, registration.clientSecret, tokens.accessToken, tokens.refreshToken, 'secret-state', 'BBBB-BBBB']
  expect(secrets.filter(secret => secret !== undefined && log.includes(secret))).toEqual([])
})
