import { ListAccountsCommand, LogoutCommand, UnauthorizedException } from '@aws-sdk/client-sso'
import { CreateTokenCommand, InvalidGrantException } from '@aws-sdk/client-sso-oidc'
import { describe, expect, test } from 'vitest'
import type { Practice } from '#practice/practice'
import type { Settings } from '#practice/settings'
import { start, temporaryFolder } from './harness'
import { clientsOf, register, signIn, startSso, type Registration } from './sign-in'

const HOUR = 3_600_000

async function begin(settings: Partial<Settings> = {}) {
  const sso = await startSso({ signIn: 'allow', ...settings })
  const signedIn = await signIn(sso.oidc, sso.practice)
  return { ...sso, ...signedIn, ...calls(sso.practice, signedIn.registration) }
}

function calls(practice: Practice, registration: Registration) {
  const { oidc, portal } = clientsOf(practice)
  return {
    refresh: async (refreshToken: string | undefined, client: Registration = registration) => {
      const tokens = await oidc.send(new CreateTokenCommand({ ...client, grantType: 'refresh_token', refreshToken }))
      return { accessToken: tokens.accessToken ?? '', refreshToken: tokens.refreshToken, expiresIn: tokens.expiresIn }
    },
    isGood: (accessToken: string) => portal.send(new ListAccountsCommand({ accessToken })).then(() => true, (error: unknown) => {
      expect(error).toBeInstanceOf(UnauthorizedException)
      return false
    }),
    logout: (accessToken: string) => portal.send(new LogoutCommand({ accessToken })),
  }
}

describe('a refresh', () => {
  test('gives new tokens and uses the refresh token up; the access token before it stays good till its hour is over', async () => {
    const { accessToken, refreshToken, refresh, isGood, wait } = await begin()
    wait(HOUR / 2)
    const next = await refresh(refreshToken)
    expect(next.expiresIn).toBe(3600)
    expect(next.refreshToken).not.toBe(refreshToken)
    await expect(refresh(refreshToken)).rejects.toBeInstanceOf(InvalidGrantException)
    expect([await isGood(accessToken), await isGood(next.accessToken)]).toEqual([true, true])
    wait(HOUR / 2)
    expect([await isGood(accessToken), await isGood(next.accessToken)]).toEqual([false, true])
    expect((await refresh(next.refreshToken)).accessToken).not.toBe(next.accessToken)
  })

  test('by two at once gives tokens to one of them', async () => {
    const { refreshToken, refresh } = await begin()
    const both = await Promise.allSettled([refresh(refreshToken), refresh(refreshToken)])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('by another client is refused and leaves the token good', async () => {
    const { oidc, refreshToken, refresh } = await begin()
    await expect(refresh(refreshToken, await register(oidc))).rejects.toBeInstanceOf(InvalidGrantException)
    expect((await refresh(refreshToken)).accessToken).not.toBe('')
  })

  test('with anything but a refresh token of the service is refused', async () => {
    const { accessToken, refreshToken = '', refresh } = await begin()
    for (const wrong of ['x', accessToken, `${refreshToken.slice(0, -4)}AAAA`]) await expect(refresh(wrong)).rejects.toBeInstanceOf(InvalidGrantException)
  })

  test('comes too late when the organisation\'s time is up, and the last access token ends with it', async () => {
    const { refreshToken, refresh, isGood, wait } = await begin({ sessionSeconds: 5400 })
    wait(HOUR)
    const last = await refresh(refreshToken)
    expect(last.expiresIn).toBe(1800)
    wait(HOUR / 2 - 1)
    expect(await isGood(last.accessToken)).toBe(true)
    wait(1)
    expect(await isGood(last.accessToken)).toBe(false)
    await expect(refresh(last.refreshToken)).rejects.toBeInstanceOf(InvalidGrantException)
  })

  test('is not to be had where the organisation does not permit it, nor any more once it stops to', async () => {
    const { practice, oidc, refreshToken, refresh } = await begin()
    practice.configure({ refreshTokens: 'withheld' })
    expect((await signIn(oidc, practice)).refreshToken).toBeUndefined()
    await expect(refresh(refreshToken)).rejects.toBeInstanceOf(InvalidGrantException)
  })

  test.each([
    ['the scope of the portal', { scopes: [] }],
    ['the grant for it', { grantTypes: ['urn:ietf:params:oauth:grant-type:device_code'] }],
  ])('is not to be had for a client without %s', async (_, asked) => {
    const { practice, oidc } = await begin()
    expect((await signIn(oidc, practice, await register(oidc, asked))).refreshToken).toBeUndefined()
  })
})

describe('a sign-in', () => {
  test('is good again when the service starts again, and a refresh token once used is not', async () => {
    const folder = await temporaryFolder()
    const first = await start({ folder, settings: { signIn: 'allow' } })
    const { registration, accessToken, refreshToken } = await signIn(clientsOf(first).oidc, first)
    const next = await calls(first, registration).refresh(refreshToken)
    const left = await signIn(clientsOf(first).oidc, first)
    await calls(first, registration).logout(left.accessToken)
    await first.close()

    const { refresh, isGood } = calls(await start({ folder }), registration)
    expect([await isGood(accessToken), await isGood(next.accessToken), await isGood(left.accessToken)]).toEqual([true, true, false])
    await expect(refresh(refreshToken)).rejects.toBeInstanceOf(InvalidGrantException)
    expect((await refresh(next.refreshToken)).accessToken).not.toBe('')
  })

  test('that was signed out of is over, with its refresh token, and no other one is', async () => {
    const { practice, oidc, accessToken, refreshToken, registration, refresh, isGood, logout } = await begin()
    const other = await signIn(oidc, practice, registration)
    await logout(accessToken)
    expect([await isGood(accessToken), await isGood(other.accessToken)]).toEqual([false, true])
    await expect(refresh(refreshToken)).rejects.toBeInstanceOf(InvalidGrantException)
    await expect(logout(accessToken)).rejects.toBeInstanceOf(UnauthorizedException)
  })

  test('whose access tokens are made to expire goes on by a refresh', async () => {
    const { practice, accessToken, refreshToken, refresh, isGood } = await begin()
    await practice.sso.expireAccess()
    expect(await isGood(accessToken)).toBe(false)
    expect(await isGood((await refresh(refreshToken)).accessToken)).toBe(true)
  })

  test('that an administrator ends cannot be refreshed; a new one is good', async () => {
    const { practice, oidc, accessToken, refreshToken, refresh, isGood } = await begin()
    await practice.sso.endSessions()
    expect(await isGood(accessToken)).toBe(false)
    await expect(refresh(refreshToken)).rejects.toBeInstanceOf(InvalidGrantException)
    expect(await isGood((await signIn(oidc, practice)).accessToken)).toBe(true)
  })

  test('made by a test is as another tool would have left it', async () => {
    const { practice, isGood, refresh } = await begin()
    const { accessToken, clientId, clientSecret, refreshToken, expiresAt, registrationExpiresAt, ...rest } = await practice.sso.signIn()
    expect(rest).toEqual({ startUrl: practice.settings.startUrl, region: practice.region })
    expect([Date.parse(expiresAt) > Date.now(), Date.parse(registrationExpiresAt) > Date.parse(expiresAt)]).toEqual([true, true])
    expect(await isGood(accessToken)).toBe(true)
    expect(await isGood((await refresh(refreshToken, { clientId, clientSecret })).accessToken)).toBe(true)
  })
})
