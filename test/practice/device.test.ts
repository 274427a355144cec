import {
  AccessDeniedException, AuthorizationPendingException, CreateTokenCommand, ExpiredTokenException, InvalidClientException,
  InvalidGrantException, InvalidRequestException, SlowDownException, StartDeviceAuthorizationCommand, UnauthorizedClientException,
} from '@aws-sdk/client-sso-oidc'
import { describe, expect, test } from 'vitest'
import type { Settings } from '#practice/settings'
import { DEVICE_GRANT, register, startSso } from './sign-in'

async function begin(settings: Partial<Settings> = {}) {
  const { practice, oidc, wait } = await startSso(settings)
  const registration = await register(oidc)
  const startUrl = practice.settings.startUrl
  const ask = (change: { startUrl?: string, clientSecret?: string } = {}) =>
    oidc.send(new StartDeviceAuthorizationCommand({ ...registration, startUrl, ...change }))
  const { deviceCode = '', userCode = '', ...rest } = await ask()
  const poll = (change: { deviceCode?: string, clientId?: string, clientSecret?: string } = {}) =>
    oidc.send(new CreateTokenCommand({ ...registration, grantType: DEVICE_GRANT, deviceCode, ...change }))
  const post = async (form: Record<string, string>) => {
    const reply = await fetch(`${practice.oidcEndpoint}/device`, { method: 'POST', body: new URLSearchParams(form) })
    return { status: reply.status, text: await reply.text() }
  }
  return { practice, oidc, registration, ask, poll, post, wait, started: { ...rest, userCode } }
}

describe('a code for another machine\'s browser', () => {
  test('is entered as it was typed, shown once more, allowed, and polled into tokens once', async () => {
    const { practice, poll, post, wait, started: { userCode, ...started } } = await begin()
    expect(userCode).toMatch(/^[A-Z]{4}-[A-Z]{4}$/)
    const verificationUri = `${practice.oidcEndpoint}/device`
    expect(started).toMatchObject({ verificationUri, verificationUriComplete: `${verificationUri}?user_code=${userCode}`, expiresIn: 600, interval: 1 })
    await expect(poll()).rejects.toBeInstanceOf(AuthorizationPendingException)

    expect(await (await fetch(verificationUri)).text()).toContain('name="user_code"')
    const typed = userCode.toLowerCase().replace('-', ' ')
    expect((await post({ user_code: typed })).text).toMatch(new RegExp(`a test[^]*${userCode}[^]*Allow access[^]*Deny`))
    expect(await (await fetch(started.verificationUriComplete ?? '')).text()).toContain('Allow access')
    wait(1_000)
    await expect(poll()).rejects.toBeInstanceOf(AuthorizationPendingException)

    expect((await post({ user_code: userCode, decision: 'allow' })).text).toContain('approved')
    expect(await poll()).toMatchObject({ tokenType: 'Bearer', expiresIn: 3600, accessToken: expect.any(String), refreshToken: expect.any(String) })
    await expect(poll()).rejects.toBeInstanceOf(InvalidGrantException)
    expect(await post({ user_code: userCode, decision: 'allow' })).toMatchObject({ status: 400, text: expect.stringContaining('no such code') })
  })

  test('is denied, and the client is told', async () => {
    const { poll, post, started: { userCode } } = await begin()
    expect((await post({ user_code: userCode, decision: 'deny' })).text).toContain('denied')
    await expect(poll()).rejects.toBeInstanceOf(AccessDeniedException)
  })

  test('can be decided about by a test, once', async () => {
    const { practice, poll, started: { userCode } } = await begin()
    expect([practice.sso.decide('BBBB-BBBB', 'allow'), practice.sso.decide(userCode, 'allow'), practice.sso.decide(userCode, 'deny')])
      .toEqual([false, true, false])
    expect((await poll()).accessToken).toEqual(expect.any(String))
  })

  test.each(['allow', 'deny'] as const)('is answered at once where the setting is to %s', async (signIn) => {
    const { poll } = await begin({ signIn })
    if (signIn === 'allow') expect((await poll()).accessToken).toEqual(expect.any(String))
    else await expect(poll()).rejects.toBeInstanceOf(AccessDeniedException)
  })

  test('that nobody entered in time is expired, for the page too', async () => {
    const { practice, poll, post, wait, started: { userCode } } = await begin({ userCodeSeconds: 300 })
    wait(300_000)
    await expect(poll()).rejects.toBeInstanceOf(ExpiredTokenException)
    expect((await post({ user_code: userCode, decision: 'allow' })).status).toBe(400)
    expect(practice.sso.decide(userCode, 'allow')).toBe(false)
  })
})

test('a client that polls faster than it was told is slowed down, by five seconds each time', async () => {
  const { poll, wait } = await begin({ pollSeconds: 2 })
  await expect(poll()).rejects.toBeInstanceOf(AuthorizationPendingException)
  wait(1_900)
  await expect(poll()).rejects.toBeInstanceOf(SlowDownException)
  wait(6_900)
  await expect(poll()).rejects.toBeInstanceOf(SlowDownException)
  wait(12_000)
  await expect(poll()).rejects.toBeInstanceOf(AuthorizationPendingException)
})

test('an error has the type, the words of OAuth and no message, as the real service\'s', async () => {
  const { poll } = await begin()
  await expect(poll()).rejects.toMatchObject({
    name: 'AuthorizationPendingException',
    error: 'authorization_pending',
    error_description: expect.any(String),
    message: 'UnknownError',
    $fault: 'client',
    $metadata: { httpStatusCode: 400, requestId: expect.any(String) },
  })
})

describe('a request for a code, or a poll,', () => {
  test.each([
    ['for another organisation', { startUrl: 'https://other.example/start' }, InvalidRequestException],
    ['with a wrong secret', { clientSecret: 'x' }, InvalidClientException],
  ])('%s is refused', async (_, change, error) => {
    const { ask } = await begin()
    await expect(ask(change)).rejects.toBeInstanceOf(error)
  })

  test.each(['', '/', '#/', '/#'])('takes the start URL with "%s" behind it', async (tail) => {
    const { ask, practice } = await begin()
    expect((await ask({ startUrl: `${practice.settings.startUrl}${tail}` })).deviceCode).toEqual(expect.any(String))
  })

  test('by a client that did not register for it is refused', async () => {
    const { oidc, practice: { settings: { startUrl } } } = await begin()
    const other = await register(oidc, { grantTypes: ['authorization_code', 'refresh_token'] })
    await expect(oidc.send(new StartDeviceAuthorizationCommand({ ...other, startUrl }))).rejects.toBeInstanceOf(UnauthorizedClientException)
    await expect(oidc.send(new CreateTokenCommand({ ...other, grantType: DEVICE_GRANT, deviceCode: 'x' }))).rejects.toBeInstanceOf(UnauthorizedClientException)
  })

  test('with a code that is unknown, or another client\'s, is refused', async () => {
    const { oidc, poll } = await begin({ signIn: 'allow' })
    await expect(poll({ deviceCode: 'x' })).rejects.toBeInstanceOf(InvalidGrantException)
    await expect(poll(await register(oidc))).rejects.toBeInstanceOf(InvalidGrantException)
    await expect(poll({ deviceCode: '' })).rejects.toBeInstanceOf(InvalidRequestException)
  })
})
