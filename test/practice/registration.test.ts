import {
  CreateTokenCommand, InvalidClientException, InvalidClientMetadataException, InvalidRedirectUriException, InvalidRequestException,
  InvalidScopeException, RegisterClientCommand, UnauthorizedClientException, UnsupportedGrantTypeException, type RegisterClientCommandInput,
} from '@aws-sdk/client-sso-oidc'
import { describe, expect, test } from 'vitest'
import { start, temporaryFolder } from './harness'
import { CALLBACK, clientsOf, register, signIn, startSso } from './sign-in'

const CLIENT: RegisterClientCommandInput = {
  clientName: 'a test', clientType: 'public', scopes: ['sso:account:access'], grantTypes: ['authorization_code', 'refresh_token'], redirectUris: [CALLBACK],
}

test('a client registers for 90 days, in seconds since 1970, and may name the portal it is for', async () => {
  const { oidc, practice } = await startSso()
  const before = Math.floor(Date.now() / 1000) - 60
  const registered = await oidc.send(new RegisterClientCommand({ ...CLIENT, issuerUrl: practice.settings.startUrl }))
  const { clientIdIssuedAt = 0, clientSecretExpiresAt = 0 } = registered
  expect(clientIdIssuedAt).toBeGreaterThan(before)
  expect(clientIdIssuedAt).toBeLessThan(before + 600)
  expect(clientSecretExpiresAt - clientIdIssuedAt).toBe(90 * 24 * 3600)
})

test.each([
  ['is not public', { clientType: 'confidential' }, InvalidClientMetadataException],
  ['has no name', { clientName: '' }, InvalidRequestException],
  ['asks for a scope that there is not', { scopes: ['sso:account:access', 'sso:everything'] }, InvalidScopeException],
  ['asks for a grant that there is not', { grantTypes: ['password'] }, UnsupportedGrantTypeException],
  ['wants codes to go to another machine', { redirectUris: ['https://client.example/callback'] }, InvalidRedirectUriException],
  ['wants codes to go nowhere', { redirectUris: [] }, InvalidRequestException],
  ['is for another organisation', { issuerUrl: 'https://other.example/start' }, InvalidRequestException],
] satisfies Array<[string, Partial<RegisterClientCommandInput>, unknown]>)('a client that %s is not registered', async (_, change, error) => {
  const { oidc } = await startSso()
  await expect(oidc.send(new RegisterClientCommand({ ...CLIENT, ...change }))).rejects.toBeInstanceOf(error)
})

describe('a registered client', () => {
  test('is nobody any more once its registration has expired, and with an altered id or another\'s secret', async () => {
    const { oidc, practice, wait } = await startSso({ signIn: 'allow', registrationSeconds: 3600 })
    const { registration, refreshToken } = await signIn(oidc, practice)
    const { clientId } = registration
    const refresh = (change: { clientId?: string, clientSecret?: string } = {}) =>
      oidc.send(new CreateTokenCommand({ ...registration, grantType: 'refresh_token', refreshToken, ...change }))
    const { clientSecret } = await register(oidc)
    await expect(refresh({ clientSecret })).rejects.toBeInstanceOf(InvalidClientException)
    await expect(refresh({ clientId: `${clientId.slice(0, -2)}AA` })).rejects.toBeInstanceOf(InvalidClientException)
    wait(3_600_000)
    await expect(refresh()).rejects.toMatchObject({ name: 'InvalidClientException', $metadata: { httpStatusCode: 401 } })
  })

  test('is still known when the service starts again', async () => {
    const folder = await temporaryFolder()
    const first = await start({ folder })
    const registration = await register(clientsOf(first).oidc)
    await first.close()
    const again = await start({ folder, settings: { signIn: 'allow' } })
    expect((await signIn(clientsOf(again).oidc, again, registration)).accessToken).not.toBe('')
  })

  test('gets tokens for what it registered only', async () => {
    const { oidc } = await startSso()
    const registration = await register(oidc, { grantTypes: ['authorization_code'] })
    const ask = (grantType: string, change: { scope?: string[] } = {}) =>
      oidc.send(new CreateTokenCommand({ ...registration, grantType, refreshToken: 'x', ...change }))
    await expect(ask('refresh_token')).rejects.toBeInstanceOf(UnauthorizedClientException)
    await expect(ask('password')).rejects.toBeInstanceOf(UnsupportedGrantTypeException)
    await expect(ask('')).rejects.toBeInstanceOf(InvalidRequestException)
    await expect(ask('authorization_code', { scope: ['openid'] })).rejects.toBeInstanceOf(InvalidScopeException)
  })
})
