import type { Oidc } from './oidc'
import { ACCOUNT_SCOPE } from './oidc-clients'
import type { Decision } from './oidc-codes'
import type { Sessions } from './sessions'
import type { SsoSettings } from './sso-settings'

/** The members of a file in ~/.aws/sso/cache, as the AWS CLI writes it. */
export interface CachedToken {
  startUrl: string
  region: string
  accessToken: string
  /** ISO 8601, as is the registration's. */
  expiresAt: string
  clientId: string
  clientSecret: string
  registrationExpiresAt: string
  refreshToken?: string
}

/** What an organisation, its administrator or a responder at another screen can do. */
export interface SsoSwitches {
  /** Signs the responder in without any page, as another tool would have. */
  signIn(): Promise<CachedToken>
  /** Every access token given so far is expired; refresh tokens stay good. */
  expireAccess(): Promise<void>
  /** Every sign-in has ended: neither access nor refresh tokens are good. Credentials given out stay good till they expire. */
  endSessions(): Promise<void>
  /** Answers the page of a device's code. False where no such code waits for an answer. */
  decide(userCode: string, decision: Decision): boolean
}

export interface SsoSwitchesOptions {
  oidc: Pick<Oidc, 'clients' | 'decide'>
  sessions: Sessions
  region: string
  settings: () => SsoSettings
  /** The service's time, milliseconds since 1970. */
  now: () => number
}

export function createSsoSwitches({ oidc, sessions, region, settings, now }: SsoSwitchesOptions): SsoSwitches {
  return {
    async signIn() {
      const at = now()
      const registration = { clientName: 'another tool', clientType: 'public', scopes: [ACCOUNT_SCOPE] }
      const { clientId, clientSecret, clientSecretExpiresAt } = oidc.clients.register(registration, at)
      const { key: client } = oidc.clients.known(clientId, at)
      const { accessToken, refreshToken, expiresAt } = await sessions.begin({ client, refreshable: true, at })
      return {
        startUrl: settings().startUrl,
        region,
        accessToken,
        expiresAt: new Date(expiresAt).toISOString(),
        clientId,
        clientSecret,
        registrationExpiresAt: new Date(clientSecretExpiresAt * 1000).toISOString(),
        ...(refreshToken !== null && { refreshToken }),
      }
    },
    expireAccess: sessions.expireAccess,
    endSessions: sessions.endAll,
    decide: (userCode, decision) => oidc.decide(userCode, decision, now()),
  }
}
