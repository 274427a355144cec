import { createHmac, timingSafeEqual } from 'node:crypto'
import type { z } from '#domain/zod'

export interface Seals {
  /** A text that carries `claims` under a MAC, good for this purpose only. */
  seal(purpose: string, claims: unknown): string
  /** The claims of such a text; null where it is foreign, altered or of another purpose. */
  open<Claims>(purpose: string, text: string, schema: z.ZodType<Claims>): Claims | null
}

const MAC_BYTES = 32

/** Texts that vouch for themselves, so that what was given out outlives a restart with nothing stored. */
export function createSeals(secret: string): Seals {
  const mac = (purpose: string, claims: string): Buffer => createHmac('sha256', secret).update(`${purpose}\n${claims}`).digest()
  return {
    seal(purpose, claims) {
      const text = JSON.stringify(claims)
      return Buffer.concat([mac(purpose, text), Buffer.from(text)]).toString('base64url')
    },
    open(purpose, text, schema) {
      const bytes = Buffer.from(text, 'base64url')
      const claims = bytes.subarray(MAC_BYTES).toString()
      const genuine = bytes.length > MAC_BYTES
        && bytes.toString('base64url') === text
        && timingSafeEqual(bytes.subarray(0, MAC_BYTES), mac(purpose, claims))
      return genuine ? schema.parse(JSON.parse(claims)) : null
    },
  }
}
