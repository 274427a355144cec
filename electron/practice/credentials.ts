import { createHmac, randomBytes } from 'node:crypto'
import { z } from '#domain/zod'
import { ServiceError } from './errors'
import type { Seals } from './seals'

export interface Credentials { accessKeyId: string, secretAccessKey: string, sessionToken: string }

const claimsSchema = z.strictObject({ accessKeyId: z.string(), principal: z.string(), expiresAt: z.number().nullable() })

export interface CredentialIssuer {
  /** New temporary credentials of `principal`; `expiresAt` in milliseconds since 1970, null for never. */
  issue(principal: string, expiresAt: number | null): Credentials
  /** Who holds the credentials. Throws the service's error where they are foreign, altered or expired at `now`. */
  identify(accessKeyId: string, sessionToken: string | null, now: number): { secretAccessKey: string, identity: string }
}

const PURPOSE = 'session token'

/** Session tokens carry their own claims under a seal, and secret keys derive from `secret`: credentials outlive a restart. */
export function createIssuer({ secret, seals }: { secret: string, seals: Seals }): CredentialIssuer {
  const secretKeyOf = (accessKeyId: string): string =>
    createHmac('sha256', secret).update(`secret access key\n${accessKeyId}`).digest('base64').slice(0, 40)

  return {
    issue(principal, expiresAt) {
      const accessKeyId = `ASIA${randomKeyId()}`
      const sessionToken = seals.seal(PURPOSE, { accessKeyId, principal, expiresAt })
      return { accessKeyId, secretAccessKey: secretKeyOf(accessKeyId), sessionToken }
    },
    identify(accessKeyId, sessionToken, now) {
      const claims = seals.open(PURPOSE, sessionToken ?? '', claimsSchema)
      if (claims?.accessKeyId !== accessKeyId) {
        throw new ServiceError('UnrecognizedClientException', 403, 'The security token included in the request is invalid.')
      }
      if (claims.expiresAt !== null && claims.expiresAt <= now) {
        throw new ServiceError('ExpiredTokenException', 403, 'The security token included in the request is expired')
      }
      return { secretAccessKey: secretKeyOf(accessKeyId), identity: claims.principal }
    },
  }
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

function randomKeyId(): string {
  return [...randomBytes(16)].map(byte => BASE32.charAt(byte % 32)).join('')
}
