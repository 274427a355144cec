import type { CreateTokenCommandInput } from '@aws-sdk/client-sso-oidc'
import { z } from '#domain/zod'
import type { Clock } from '../../ports/clock'
import type { Surroundings } from '../way-out'
import { type Answer, CLIENT_SETTINGS, createAsking, onDemand } from './ask'
import { oidcEndpoint } from './endpoints'
import type { Renewal } from './token-cache'

/** A client as the service knows it; `expiresAt` in epoch milliseconds. */
export interface Registration { clientId: string, clientSecret: string, expiresAt: number }

export interface NewToken {
  accessToken: string
  /** In epoch milliseconds, by this machine's clock. */
  expiresAt: number
  /** Null where the service gives none, or, when refreshing, the one before stays good. */
  refreshToken: string | null
}

export interface DeviceCode {
  deviceCode: string
  userCode: string
  url: string
  /** With the code in it. */
  wholeUrl: string
  expiresAt: number
  intervalMs: number
}

/** What a token is given for. */
export type Grant
  = | { kind: 'code', code: string, codeVerifier: string, redirectUri: string }
    | { kind: 'device', deviceCode: string }

/** The OIDC service of one region. Never throws for what the network or the service does, and never hangs. */
export interface Oidc {
  /** The page that the responder signs in at, without its query. */
  authorizeUrl: string
  register(request: { way: 'browser' | 'device', startUrl: string, scopes: readonly string[] }, signal?: AbortSignal): Promise<Answer<Registration>>
  startDevice(client: Registration, startUrl: string, signal?: AbortSignal): Promise<Answer<DeviceCode>>
  redeem(client: Pick<Registration, 'clientId' | 'clientSecret'>, grant: Grant, signal?: AbortSignal): Promise<Answer<NewToken>>
  refresh(renewal: Renewal): Promise<Answer<NewToken>>
  close(): void
}

/** As registered: the port is free to be another each time (RFC 8252, 7.3). */
const REDIRECT = 'http://127.0.0.1/oauth/callback'
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
/** RFC 8628, 3.5: where the service names none. */
const INTERVAL_S = 5

const text = z.string().min(1)
const seconds = z.number().positive()
const registrationSchema = z.object({ clientId: text, clientSecret: text, clientSecretExpiresAt: seconds })
const tokenSchema = z.object({ accessToken: text, expiresIn: seconds, refreshToken: text.nullish() })
const deviceSchema = z.object({
  deviceCode: text,
  userCode: text,
  verificationUri: z.url({ protocol: /^https?$/ }),
  verificationUriComplete: z.url({ protocol: /^https?$/ }).nullish().catch(null),
  expiresIn: seconds,
  interval: seconds.nullish().catch(null),
})

export function createOidc({ region, env, proxyFor, clock }: { region: string, clock: Clock } & Surroundings): Oidc {
  const { handler, ask } = createAsking({ clock, env, proxyFor })
  const endpoint = oidcEndpoint(region, env)
  const service = onDemand(async () => {
    const sdk = await import('@aws-sdk/client-sso-oidc')
    const client = new sdk.SSOOIDCClient({
      region,
      endpoint,
      requestHandler: handler,
      // A code or a refresh token is good once: whether to ask again is decided where its loss is understood.
      maxAttempts: 1,
      authSchemePreference: [],
      ...CLIENT_SETTINGS,
    })
    return { sdk, client, destroy: () => client.destroy() }
  })

  function tokenFrom(output: unknown): NewToken | null {
    const { data } = tokenSchema.safeParse(output)
    return data === undefined
      ? null
      : {
          accessToken: data.accessToken,
          // In whole seconds, as it is written and read again.
          expiresAt: (Math.floor(clock.now() / 1000) + data.expiresIn) * 1000,
          refreshToken: data.refreshToken ?? null,
        }
  }

  async function createToken(input: CreateTokenCommandInput, options: { abortSignal: AbortSignal }): Promise<unknown> {
    const { sdk, client } = await service.get()
    return client.send(new sdk.CreateTokenCommand(input), options)
  }

  return {
    authorizeUrl: `${endpoint}/authorize`,
    register: ({ way, startUrl, scopes }, signal) => ask(
      async (options) => {
        const { sdk, client } = await service.get()
        return client.send(new sdk.RegisterClientCommand({
          clientName: 'Fieldcase',
          clientType: 'public',
          scopes: [...scopes],
          ...(way === 'device'
            ? { grantTypes: [DEVICE_GRANT, 'refresh_token'] }
            : { grantTypes: ['authorization_code', 'refresh_token'], redirectUris: [REDIRECT], issuerUrl: startUrl }),
        }), options)
      },
      (output) => {
        const { data } = registrationSchema.safeParse(output)
        if (data === undefined) return null
        const { clientId, clientSecret, clientSecretExpiresAt } = data
        return { clientId, clientSecret, expiresAt: clientSecretExpiresAt * 1000 }
      },
      signal,
    ),
    startDevice: ({ clientId, clientSecret }, startUrl, signal) => ask(
      async (options) => {
        const { sdk, client } = await service.get()
        return client.send(new sdk.StartDeviceAuthorizationCommand({ clientId, clientSecret, startUrl }), options)
      },
      (output) => {
        const { data } = deviceSchema.safeParse(output)
        return data === undefined
          ? null
          : {
              deviceCode: data.deviceCode,
              userCode: data.userCode,
              url: data.verificationUri,
              wholeUrl: data.verificationUriComplete ?? data.verificationUri,
              expiresAt: clock.now() + data.expiresIn * 1000,
              intervalMs: (data.interval ?? INTERVAL_S) * 1000,
            }
      },
      signal,
    ),
    redeem: ({ clientId, clientSecret }, grant, signal) => ask(
      options => createToken({ clientId, clientSecret, ...asked(grant) }, options),
      tokenFrom,
      signal,
    ),
    refresh: ({ clientId, clientSecret, refreshToken }) => ask(
      options => createToken({ clientId, clientSecret, refreshToken, grantType: 'refresh_token' }, options),
      tokenFrom,
    ),
    close: service.close,
  }
}

function asked(grant: Grant) {
  if (grant.kind === 'device') return { grantType: DEVICE_GRANT, deviceCode: grant.deviceCode }
  const { code, codeVerifier, redirectUri } = grant
  return { grantType: 'authorization_code', code, codeVerifier, redirectUri }
}
