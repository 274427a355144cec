import { randomBytes } from 'node:crypto'
import { z } from '#domain/zod'
import { invalidClient, invalidRequest, invalidScope, oidcError, unsupportedGrant } from './oidc-errors'
import type { Seals } from './seals'
import type { SsoSettings } from './sso-settings'

export const CODE_GRANT = 'authorization_code'
export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
export const REFRESH_GRANT = 'refresh_token'
const GRANTS = [CODE_GRANT, DEVICE_GRANT, REFRESH_GRANT]

/** The one scope of the portal; a client that registers without it is not given refresh tokens. */
export const ACCOUNT_SCOPE = 'sso:account:access'

const clientSchema = z.strictObject({
  /** Unlike the client id short, for the table of sessions. */
  key: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  redirectUris: z.array(z.string()),
  grants: z.array(z.string()),
  /** Milliseconds since 1970. */
  expiresAt: z.number(),
})
/** A registered client. Its id carries these claims itself, so that registrations outlive a restart with nothing stored. */
export type Client = Readonly<z.infer<typeof clientSchema>>

const registrationSchema = z.object({
  clientName: z.string().min(1).max(256),
  clientType: z.string().min(1),
  scopes: z.array(z.string()).nullish(),
  redirectUris: z.array(z.string()).nullish(),
  grantTypes: z.array(z.string()).nullish(),
  issuerUrl: z.string().nullish(),
})

const secretSchema = z.strictObject({ of: z.string() })

/** Times in seconds since 1970. */
export interface Registered { clientId: string, clientSecret: string, clientIdIssuedAt: number, clientSecretExpiresAt: number }

export interface Clients {
  /** The reply of RegisterClient. Throws its errors. */
  register(body: Record<string, unknown>, at: number): Registered
  /** Throws InvalidClientException where the id is none of ours, or its registration has expired. */
  known(clientId: string, at: number): Client
  /** {@link known}, for who must prove to be that client. */
  proven(clientId: string, clientSecret: string, at: number): Client
}

export function createClients({ seals, settings }: { seals: Seals, settings: () => SsoSettings }): Clients {
  function known(clientId: string, at: number): Client {
    const client = seals.open('client id', clientId, clientSchema)
    if (client === null) throw invalidClient('Client does not exist')
    if (client.expiresAt <= at) throw invalidClient('Client registration has expired')
    return client
  }

  return {
    register(body, at) {
      const { data } = registrationSchema.safeParse(body)
      if (!data) throw invalidRequest('clientName and clientType are required')
      if (data.clientType !== 'public') throw oidcError('InvalidClientMetadataException', 'invalid_client_metadata', 'Only public clients are supported')
      const scopes = data.scopes ?? []
      const redirectUris = data.redirectUris ?? []
      const grants = data.grantTypes ?? [DEVICE_GRANT, REFRESH_GRANT]
      const foreign = scopes.find(scope => scope !== ACCOUNT_SCOPE)
      if (foreign !== undefined) throw invalidScope(`The scope ${foreign} is not supported`)
      const unknown = grants.find(grant => !GRANTS.includes(grant))
      if (unknown !== undefined) throw unsupportedGrant(unknown)
      if (!redirectUris.every(isLoopback)) {
        throw oidcError('InvalidRedirectUriException', 'invalid_redirect_uri', 'A redirect URI must be http on 127.0.0.1')
      }
      if (grants.includes(CODE_GRANT) && redirectUris.length === 0) throw invalidRequest('redirectUris are required for authorization_code')
      if (data.issuerUrl != null && !isPortal(data.issuerUrl, settings())) throw invalidRequest('Invalid issuerUrl provided')

      const expiresAt = at + settings().registrationSeconds * 1000
      const client: Client = { key: randomBytes(12).toString('base64url'), name: data.clientName, scopes, redirectUris, grants, expiresAt }
      const clientId = seals.seal('client id', client)
      const clientSecret = seals.seal('client secret', { of: client.key })
      return { clientId, clientSecret, clientIdIssuedAt: Math.floor(at / 1000), clientSecretExpiresAt: Math.floor(expiresAt / 1000) }
    },
    known,
    proven(clientId, clientSecret, at) {
      const client = known(clientId, at)
      if (seals.open('client secret', clientSecret, secretSchema)?.of !== client.key) throw invalidClient('Invalid client secret provided')
      return client
    },
  }
}

/** Whether a start URL, in one of the ways that users write it, is this organisation's. */
export function isPortal(url: string, { startUrl }: SsoSettings): boolean {
  const bare = (text: string): string => text.replace(/[#/]*$/, '')
  return bare(url) === bare(startUrl)
}

function isLoopback(uri: string): boolean {
  const url = URL.canParse(uri) ? new URL(uri) : null
  return url !== null && url.protocol === 'http:' && url.hostname === '127.0.0.1' && url.hash === ''
}

/** RFC 8252 section 7.3: on a loopback address the port is whichever was free. */
export function mayRedirect({ redirectUris }: Client, uri: string): boolean {
  if (!isLoopback(uri)) return false
  const portless = (text: string): string => {
    const url = new URL(text)
    url.port = ''
    return url.href
  }
  return redirectUris.some(registered => portless(registered) === portless(uri))
}
