import { ListAccountsCommand } from '@aws-sdk/client-sso'
import { CreateTokenCommand, InvalidGrantException, InvalidRequestException, type CreateTokenCommandInput } from '@aws-sdk/client-sso-oidc'
import { describe, expect, test } from 'vitest'
import type { Settings } from '#practice/settings'
import { authorizeUrl, newVerifier, register, sentTo, startSso, type AuthorizeOptions } from './sign-in'

async function begin(settings: Partial<Settings> = {}) {
  const { practice, oidc, portal, wait } = await startSso(settings)
  const registration = await register(oidc)
  const verifier = newVerifier()
  const url = (options: Partial<AuthorizeOptions> = {}) => authorizeUrl(practice, { clientId: registration.clientId, verifier, ...options })
  const redeem = (callback: URL, change: Partial<CreateTokenCommandInput> = {}) => oidc.send(new CreateTokenCommand({
    ...registration,
    grantType: 'authorization_code',
    code: callback.searchParams.get('code') ?? '',
    codeVerifier: verifier,
    redirectUri: `${callback.origin}${callback.pathname}`,
    ...change,
  }))
  return { practice, oidc, portal, registration, url, redeem, wait }
}

async function ticketOn(page: Response): Promise<string> {
  return /name="ticket" value="([^"]+)"/.exec(await page.text())?.[1] ?? ''
}

describe('whoever signs in with a browser', () => {
  test('allows access on a page without script, comes back with a code, and the code becomes tokens once', async () => {
    const { practice, portal, url, redeem } = await begin()
    const shown = await fetch(url({ state: 'x & y' }))
    expect(shown.headers.get('content-security-policy')).toContain('default-src \'none\'')
    const html = await shown.clone().text()
    expect(html).toMatch(/a test[^]*Allow access[^]*Deny/)
    expect(html).not.toContain('<script')

    const ticket = await ticketOn(shown)
    const callback = await sentTo(`${practice.oidcEndpoint}/authorize`, { ticket, decision: 'allow' })
    expect(callback.href).toMatch(/^http:\/\/127\.0\.0\.1:49152\/oauth\/callback\?/)
    expect(callback.searchParams.get('state')).toBe('x & y')
    const tokens = await redeem(callback)
    expect(tokens).toMatchObject({ tokenType: 'Bearer', expiresIn: 3600, refreshToken: expect.any(String) })
    expect((await portal.send(new ListAccountsCommand({ accessToken: tokens.accessToken }))).accountList).toHaveLength(3)
    await expect(redeem(callback)).rejects.toBeInstanceOf(InvalidGrantException)
    await expect(sentTo(`${practice.oidcEndpoint}/authorize`, { ticket, decision: 'allow' })).rejects.toThrow('answered already')
  })

  test('denies access, and the client is told', async () => {
    const { practice, url } = await begin()
    const callback = await sentTo(`${practice.oidcEndpoint}/authorize`, { ticket: await ticketOn(await fetch(url())), decision: 'deny' })
    expect(Object.fromEntries(callback.searchParams)).toMatchObject({ error: 'access_denied', state: 'a state' })
  })

  test('answers a page that has waited for too long, and nothing is given', async () => {
    const { practice, url, wait } = await begin()
    const ticket = await ticketOn(await fetch(url()))
    wait(600_000)
    await expect(sentTo(`${practice.oidcEndpoint}/authorize`, { ticket, decision: 'allow' })).rejects.toThrow('too long')
  })

  test.each([['allow', 'code'], ['deny', 'error']] as const)('is not asked where the setting is to %s', async (setting, member) => {
    const { url } = await begin({ signIn: setting })
    expect((await sentTo(url())).searchParams.has(member)).toBe(true)
  })
})

describe('a request to authorize', () => {
  test.each([
    ['of a client that nobody registered', { clientId: 'x' }, 'Client does not exist'],
    ['that leads to another machine', { redirectUri: 'http://192.0.2.1:8080/oauth/callback' }, 'redirect_uri'],
    ['that leads to another name of this machine', { redirectUri: 'http://localhost:8080/oauth/callback' }, 'redirect_uri'],
    ['that leads to another path', { redirectUri: 'http://127.0.0.1:8080/elsewhere' }, 'redirect_uri'],
    ['that leads to a query of its own', { redirectUri: 'http://127.0.0.1:8080/oauth/callback?to=x' }, 'redirect_uri'],
  ])('%s ends on a page of the service and sends nobody on', async (_, options, words) => {
    const { url, practice } = await begin({ signIn: 'allow' })
    const reply = await fetch(url(options), { redirect: 'manual' })
    expect([reply.status, reply.headers.get('location')]).toEqual([400, null])
    expect(await reply.text()).toContain(words)
    expect(practice.log.entries.at(-1)).toMatchObject({ operation: 'Authorize', status: 400, errorType: expect.any(String) })
  })

  test('of a registration that has expired ends on a page of the service', async () => {
    const { url, wait } = await begin({ signIn: 'allow', registrationSeconds: 60 })
    await sentTo(url())
    wait(60_000)
    await expect(sentTo(url())).rejects.toThrow('registration has expired')
  })

  test.each([
    ['another response type', { response_type: 'token' }, 'unsupported_response_type'],
    ['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['no challenge', { code_challenge: '' }, 'invalid_request'],
    ['a scope that the client did not register', { scopes: 'sso:account:access openid' }, 'invalid_scope'],
  ])('with %s is sent back to the client with the error and its state', async (_, change, error) => {
    const { url } = await begin({ signIn: 'allow' })
    const { searchParams } = await sentTo(url({ change }))
    expect(Object.fromEntries(searchParams)).toMatchObject({ error, state: 'a state' })
    expect(searchParams.has('code')).toBe(false)
  })

  test('names its scope as RFC 6749 does, and needs no state', async () => {
    const { url } = await begin({ signIn: 'allow' })
    const asked = new URL(url({ change: { scope: 'sso:account:access' } }))
    asked.searchParams.delete('scopes')
    asked.searchParams.delete('state')
    expect([...(await sentTo(asked.href)).searchParams.keys()]).toEqual(['code'])
  })
})

describe('a code', () => {
  test.each([
    ['with another verifier', { codeVerifier: 'w'.repeat(43) }],
    ['from another port', { redirectUri: 'http://127.0.0.1:49153/oauth/callback' }],
  ])('%s is refused, and spent by that', async (_, change) => {
    const { url, redeem } = await begin({ signIn: 'allow' })
    const callback = await sentTo(url())
    await expect(redeem(callback, change)).rejects.toBeInstanceOf(InvalidGrantException)
    await expect(redeem(callback)).rejects.toBeInstanceOf(InvalidGrantException)
  })

  test('of one client is no good to another', async () => {
    const { oidc, url, redeem } = await begin({ signIn: 'allow' })
    await expect(redeem(await sentTo(url()), await register(oidc))).rejects.toBeInstanceOf(InvalidGrantException)
  })

  test('is good for less than a minute', async () => {
    const { url, redeem, wait } = await begin({ signIn: 'allow' })
    const [early, late] = [await sentTo(url()), await sentTo(url())]
    wait(59_000)
    expect((await redeem(early)).accessToken).toEqual(expect.any(String))
    wait(1_000)
    await expect(redeem(late)).rejects.toBeInstanceOf(InvalidGrantException)
  })

  test.each(['code', 'codeVerifier', 'redirectUri'])('without its %s is no request at all', async (member) => {
    const { url, redeem } = await begin({ signIn: 'allow' })
    await expect(redeem(await sentTo(url()), { [member]: undefined })).rejects.toBeInstanceOf(InvalidRequestException)
  })
})
