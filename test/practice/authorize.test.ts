import { CreateTokenCommand } from '@aws-sdk/client-sso-oidc'
import { ListAccountsCommand } from '@aws-sdk/client-sso'
import { describe, expect, test } from 'vitest'
import type { Settings } from '#practice/settings'
import { start } from './harness'
import { authorizeUrl, clientsOf, newVerifier, register, sentTo, type AuthorizeOptions } from './sign-in'

async function begin(settings: Partial<Settings> = {}) {
  let now = Date.now()
  const practice = await start({ settings, now: () => now })
  const { oidc, portal } = clientsOf(practice)
  const registration = await register(oidc)
  const verifier = newVerifier()
  const url = (options: Partial<AuthorizeOptions> = {}) => authorizeUrl(practice, { clientId: registration.clientId, verifier, ...options })
  const redeem = (callback: URL, change: Record<string, unknown> = {}) => oidc.send(new CreateTokenCommand({
    ...registration,
    grantType: 'authorization_code',
    code: callback.searchParams.get('code') ?? '',
    codeVerifier: verifier,
    redirectUri: `${callback.origin}${callback.pathname}`,
    ...change,
  }))
  return { practice, oidc, portal, registration, url, redeem, wait: (ms: number) => { now += ms } }
}

describe('whoever signs in with a browser', () => {
  test('allows access on a page without script, comes back with a code, and the code becomes tokens once', async () => {
    const { practice, portal, url, redeem } = await begin()
    const shown = await fetch(url({ state: 'x & y' }))
    expect(shown.headers.get('content-security-policy')).toContain('default-src \'none\'')
    const html = await shown.text()
    expect(html).toMatch(/Allow access[^]*Deny/)
    expect(html).not.toContain('<script')
    const ticket = /name="ticket" value="([^"]+)"/.exec(html)?.[1] ?? ''

    const callback = await sentTo(`${practice.oidcEndpoint}/authorize`, { ticket, decision: 'allow' })
    expect(callback.href).toMatch(/^http:\/\/127\.0\.0\.1:49152\/oauth\/callback\?/)
    expect(callback.searchParams.get('state')).toBe('x & y')
    const tokens = await redeem(callback)
    expect(tokens).toMatchObject({ tokenType: 'Bearer', expiresIn: 3600, refreshToken: expect.any(String) })
    expect((await portal.send(new ListAccountsCommand({ accessToken: tokens.accessToken }))).accountList).toHaveLength(3)
    await expect(redeem(callback)).rejects.toMatchObject({ name: 'InvalidGrantException' })
    expect((await fetch(`${practice.oidcEndpoint}/authorize`, { method: 'POST', body: new URLSearchParams({ ticket, decision: 'allow' }) })).status).toBe(400)
  })

  test('denies access, and the client is told', async () => {
    const { practice, url } = await begin()
    const ticket = /name="ticket" value="([^"]+)"/.exec(await (await fetch(url())).text())?.[1] ?? ''
    const callback = await sentTo(`${practice.oidcEndpoint}/authorize`, { ticket, decision: 'deny' })
    expect(Object.fromEntries(callback.searchParams)).toMatchObject({ error: 'access_denied', state: 'a state' })
  })

  test.each([['allow', 'code'], ['deny', 'error']] as const)('is not asked where the setting is to %s', async (setting, member) => {
    const { url } = await begin({ signIn: setting })
    expect((await sentTo(url())).searchParams.has(member)).toBe(true)
  })
})
