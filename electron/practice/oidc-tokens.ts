import { createHash } from 'node:crypto'
import { z } from '#domain/zod'
import { ACCOUNT_SCOPE, CODE_GRANT, DEVICE_GRANT, isPortal, REFRESH_GRANT, type Client, type Clients } from './oidc-clients'
import type { Codes, Devices } from './oidc-codes'
import { invalidGrant, invalidRequest, invalidScope, oidcError, slowDown, unauthorizedClient, unsupportedGrant } from './oidc-errors'
import type { Sessions, Tokens } from './sessions'
import type { SsoSettings } from './sso-settings'

export interface OidcContext {
  clients: Clients
  codes: Codes
  devices: Devices
  sessions: Sessions
  settings: SsoSettings
  /** Where the service is, without a path. */
  url: string
  /** Milliseconds since 1970. */
  at: number
}

type Body = Record<string, unknown>

const deviceSchema = z.object({ clientId: z.string().min(1), clientSecret: z.string().min(1), startUrl: z.string().min(1) })

/** StartDeviceAuthorization: two codes, one for the client to poll with and one for the user to enter. */
export function startDevice(body: Body, { clients, devices, settings, url, at }: OidcContext) {
  const { data } = deviceSchema.safeParse(body)
  if (!data) throw invalidRequest('clientId, clientSecret and startUrl are required')
  const client = clients.proven(data.clientId, data.clientSecret, at)
  if (!client.grants.includes(DEVICE_GRANT)) throw unauthorizedClient('Client is not registered for device authorization')
  if (!isPortal(data.startUrl, settings)) throw invalidRequest('Invalid start url provided')
  const { deviceCode, userCode } = devices.add({
    client: client.key,
    clientName: client.name,
    refreshable: isRefreshable(client),
    expiresAt: at + settings.userCodeSeconds * 1000,
    decision: settings.signIn === 'ask' ? null : settings.signIn,
    interval: settings.pollSeconds * 1000,
  })
  const verificationUri = `${url}/device`
  return {
    deviceCode,
    userCode,
    verificationUri,
    verificationUriComplete: `${verificationUri}?user_code=${userCode}`,
    expiresIn: settings.userCodeSeconds,
    interval: settings.pollSeconds,
  }
}

const tokenSchema = z.object({
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  grantType: z.string().min(1),
  deviceCode: z.string().min(1).nullish(),
  code: z.string().min(1).nullish(),
  refreshToken: z.string().min(1).nullish(),
  redirectUri: z.string().min(1).nullish(),
  codeVerifier: z.string().min(1).nullish(),
  scope: z.array(z.string()).nullish(),
})
type TokenRequest = z.infer<typeof tokenSchema>

/** CreateToken, for each of its grants. */
export async function createToken(body: Body, context: OidcContext) {
  const { data } = tokenSchema.safeParse(body)
  if (!data) throw invalidRequest('clientId, clientSecret and grantType are required')
  const client = context.clients.proven(data.clientId, data.clientSecret, context.at)
  const grant = GRANTS[data.grantType]
  if (grant === undefined) throw unsupportedGrant(data.grantType)
  if (!client.grants.includes(data.grantType)) throw unauthorizedClient(`Client is not registered for the grant type ${data.grantType}`)
  const foreign = data.scope?.find(scope => !client.scopes.includes(scope))
  if (foreign !== undefined) throw invalidScope(`Client is not registered for the scope ${foreign}`)
  const { accessToken, refreshToken, expiresAt } = await grant(data, client, context)
  return {
    accessToken,
    tokenType: 'Bearer',
    expiresIn: Math.floor((expiresAt - context.at) / 1000),
    ...(refreshToken !== null && { refreshToken }),
  }
}

type Grant = (request: TokenRequest, client: Client, context: OidcContext) => Promise<Tokens>

const GRANTS: Partial<Record<string, Grant>> = {
  [CODE_GRANT]: async ({ code, redirectUri, codeVerifier }, client, { codes, sessions, at }) => {
    if (!code || !redirectUri || !codeVerifier) throw invalidRequest('code, redirectUri and codeVerifier are required')
    // Taken whatever comes of it: a code has one try.
    const authorization = codes.redeem(code, at)
    const hash = createHash('sha256').update(codeVerifier).digest('base64url')
    if (authorization?.client !== client.key || authorization.redirectUri !== redirectUri || authorization.challenge !== hash) {
      throw invalidGrant('Invalid grant provided')
    }
    return sessions.begin({ client: client.key, refreshable: isRefreshable(client), at })
  },
  [DEVICE_GRANT]: async ({ deviceCode }, client, { devices, sessions, at }) => {
    if (!deviceCode) throw invalidRequest('deviceCode is required')
    const request = devices.byDeviceCode(deviceCode)
    if (request?.client !== client.key) throw invalidGrant('Invalid device code provided')
    if (request.expiresAt <= at) throw oidcError('ExpiredTokenException', 'expired_token', 'Device code has expired')
    if (request.decision === null) {
      const tooSoon = request.polledAt !== null && at - request.polledAt < request.interval - POLL_LEEWAY_MS
      request.polledAt = at
      if (!tooSoon) throw oidcError('AuthorizationPendingException', 'authorization_pending', 'Authorization is still pending')
      request.interval += SLOW_DOWN_MS
      throw slowDown()
    }
    devices.forget(deviceCode)
    if (request.decision === 'deny') throw oidcError('AccessDeniedException', 'access_denied', 'Authorization was denied')
    return sessions.begin({ client: client.key, refreshable: request.refreshable, at })
  },
  [REFRESH_GRANT]: async ({ refreshToken }, client, { sessions, at }) => {
    if (!refreshToken) throw invalidRequest('refreshToken is required')
    const tokens = await sessions.refresh({ refreshToken, client: client.key, at })
    if (tokens === null) throw invalidGrant('Invalid refresh token provided')
    return tokens
  },
}

/** RFC 8628 section 3.5. */
const SLOW_DOWN_MS = 5_000
/** Timers of a client that waits exactly as long as it was told can fire a little early. */
const POLL_LEEWAY_MS = 50

function isRefreshable({ scopes, grants }: Client): boolean {
  return scopes.includes(ACCOUNT_SCOPE) && grants.includes(REFRESH_GRANT)
}
