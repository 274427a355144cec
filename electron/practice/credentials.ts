import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { z } from '#domain/zod'
import { ServiceError } from './errors'

export interface Credentials { accessKeyId: string, secretAccessKey: string, sessionToken: string }

const claimsSchema = z.strictObject({ accessKeyId: z.string(), principal: z.string(), expiresAt: z.number().nullable() })

export interface CredentialIssuer {
  /** New temporary credentials of `principal`; `expiresAt` in milliseconds since 1970, null for never. */
  issue(principal: string, expiresAt: number | null): Credentials
  /** Who holds the credentials. Throws the service's error where they are foreign, altered or expired at `now`. */
  identify(accessKeyId: string, sessionToken: string | null, now: number): { secretAccessKey: string, identity: string }
}

/** Session tokens carry their own claims under a MAC of `secret`, so that credentials outlive a restart with nothing stored. */
export function createIssuer(secret: string): CredentialIssuer {
  const mac = (purpose: string, text: string): Buffer => createHmac('sha256', secret).update(`${purpose}\n${text}`).digest()
  const secretKeyOf = (accessKeyId: string): string => mac('secret access key', accessKeyId).toString('base64').slice(0, 40)

  return {
    issue(principal, expiresAt) {
      const accessKeyId = `ASIA${randomKeyId()}`
      const claims = Buffer.from(JSON.stringify({ accessKeyId, principal, expiresAt }))
      const sessionToken = Buffer.concat([mac('session token', claims.toString()), claims]).toString('base64')
      return { accessKeyId, secretAccessKey: secretKeyOf(accessKeyId), sessionToken }
    },
    identify(accessKeyId, sessionToken, now) {
      const bytes = Buffer.from(sessionToken ?? '', 'base64')
      const claimed = bytes.subarray(32).toString()
      const genuine = bytes.length > 32
        && bytes.toString('base64') === sessionToken
        && timingSafeEqual(bytes.subarray(0, 32), mac('session token', claimed))
      const claims = genuine ? claimsSchema.parse(JSON.parse(claimed)) : null
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
