import { createHash, randomBytes } from 'node:crypto'
import { SSOClient } from '@aws-sdk/client-sso'
import { CreateTokenCommand, RegisterClientCommand, SSOOIDCClient, StartDeviceAuthorizationCommand } from '@aws-sdk/client-sso-oidc'
import { onTestFinished } from 'vitest'
import type { Practice } from '#practice/practice'
import type { Settings } from '#practice/settings'
import { start } from './harness'

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
export const CALLBACK = 'http://127.0.0.1/oauth/callback'

export interface Registration { clientId: string, clientSecret: string }

/** The SDK's own clients, of one attempt each. */
export function clientsOf({ oidcEndpoint, ssoEndpoint, region }: Pick<Practice, 'oidcEndpoint' | 'ssoEndpoint' | 'region'>) {
  const oidc = new SSOOIDCClient({ endpoint: oidcEndpoint, region, maxAttempts: 1 })
  const portal = new SSOClient({ endpoint: ssoEndpoint, region, maxAttempts: 1 })
  onTestFinished(() => {
    oidc.destroy()
    portal.destroy()
  })
  return { oidc, portal }
}

/** Registers as the AWS CLI does for an sso-session. */
export async function register(oidc: SSOOIDCClient, asked: { grantTypes?: string[], scopes?: string[] } = {}): Promise<Registration> {
  const { grantTypes = ['authorization_code', DEVICE_GRANT, 'refresh_token'], scopes = ['sso:account:access'] } = asked
  const { clientId = '', clientSecret = '' } = await oidc.send(new RegisterClientCommand({
    clientName: 'a test', clientType: 'public', scopes, grantTypes, redirectUris: [CALLBACK],
  }))
  return { clientId, clientSecret }
}

export interface AuthorizeOptions {
  clientId: string
  verifier?: string
  redirectUri?: string
  state?: string
  /** Members of the query, as they are to be instead. */
  change?: Record<string, string>
}

export const newVerifier = (): string => randomBytes(32).toString('base64url')

export function authorizeUrl(
  { oidcEndpoint }: Pick<Practice, 'oidcEndpoint'>,
  { clientId, verifier = newVerifier(), redirectUri = 'http://127.0.0.1:49152/oauth/callback', state = 'a state', change = {} }: AuthorizeOptions,
): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    state,
    code_challenge_method: 'S256',
    scopes: 'sso:account:access',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    ...change,
  })
  return `${oidcEndpoint}/authorize?${query}`
}

/** Where a browser is sent to, by one request that is not followed. */
export async function sentTo(url: string, form?: Record<string, string>): Promise<URL> {
  const reply = await fetch(url, { redirect: 'manual', ...(form && { method: 'POST', body: new URLSearchParams(form) }) })
  const location = reply.headers.get('location')
  if (reply.status !== 302 || location === null) throw new Error(`Not sent on, but told ${reply.status}: ${await reply.text()}`)
  return new URL(location)
}

/** A practice service, the clients for it, and a clock that a test turns. */
export async function startSso(settings: Partial<Settings> = {}) {
  let now = Date.now()
  const practice = await start({ settings, now: () => now })
  return { practice, ...clientsOf(practice), wait: (ms: number) => { now += ms } }
}

/** Tokens by device code, of a service whose setting `signIn` allows at once. */
export async function signIn(oidc: SSOOIDCClient, { settings: { startUrl } }: Pick<Practice, 'settings'>, registered?: Registration) {
  const registration = registered ?? await register(oidc)
  const { deviceCode } = await oidc.send(new StartDeviceAuthorizationCommand({ ...registration, startUrl }))
  const tokens = await oidc.send(new CreateTokenCommand({ ...registration, grantType: DEVICE_GRANT, deviceCode }))
  return { registration, accessToken: tokens.accessToken ?? '', refreshToken: tokens.refreshToken, expiresIn: tokens.expiresIn }
}
