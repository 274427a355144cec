import { randomUUID } from 'node:crypto'
import { z } from '#domain/zod'
import type { Seals } from './seals'
import type { SsoSettings } from './sso-settings'

/** One sign-in. Each refresh is a round of it: the refresh token of the latest round alone is good. */
export const sessionSchema = z.strictObject({
  id: z.string(),
  /** The registered client that it was given to. */
  client: z.string(),
  /** Milliseconds since 1970; nothing outlives it. */
  endsAt: z.number(),
  round: z.int(),
  /** Access tokens of earlier rounds are expired, whatever they say. */
  goodFrom: z.int(),
})
export type Session = Readonly<z.infer<typeof sessionSchema>>

const accessSchema = z.strictObject({ session: z.string(), round: z.int(), expiresAt: z.number() })
const refreshSchema = z.strictObject({ session: z.string(), round: z.int() })

export interface Tokens { accessToken: string, refreshToken: string | null, expiresAt: number }

export interface Sessions {
  begin(grant: { client: string, refreshable: boolean, at: number }): Promise<Tokens>
  /** New tokens for a refresh token, which is used up by that; null where it is not in force. */
  refresh(grant: { refreshToken: string, client: string, at: number }): Promise<Tokens | null>
  isGood(accessToken: string, at: number): boolean
  /** Ends the sign-in that an access token belongs to. */
  end(accessToken: string): Promise<void>
  /** All access tokens given so far are expired from now on; refresh tokens stay good. */
  expireAccess(): Promise<void>
  /** All sign-ins have ended. */
  endAll(): Promise<void>
}

export interface SessionsOptions {
  seals: Seals
  table: Map<string, Session>
  settings: () => SsoSettings
  /** Resolves when the table is on disk: a token once used must not be good again after a restart. */
  save: () => Promise<void>
}

export function createSessions({ seals, table, settings, save }: SessionsOptions): Sessions {
  const put = (session: Session): void => void table.set(session.id, session)

  function tokensOf({ id, round, endsAt }: Session, { refreshable, at }: { refreshable: boolean, at: number }): Tokens {
    const { accessTokenSeconds, refreshTokens } = settings()
    const expiresAt = Math.min(at + accessTokenSeconds * 1000, endsAt)
    const refreshed = refreshable && refreshTokens === 'given'
    return {
      accessToken: seals.seal('access token', { session: id, round, expiresAt }),
      refreshToken: refreshed ? seals.seal('refresh token', { session: id, round }) : null,
      expiresAt,
    }
  }

  return {
    async begin({ client, refreshable, at }) {
      for (const { id, endsAt } of table.values()) if (endsAt <= at) table.delete(id)
      const session = { id: randomUUID(), client, endsAt: at + settings().sessionSeconds * 1000, round: 0, goodFrom: 0 }
      put(session)
      await save()
      return tokensOf(session, { refreshable, at })
    },
    async refresh({ refreshToken, client, at }) {
      const claims = seals.open('refresh token', refreshToken, refreshSchema)
      const session = table.get(claims?.session ?? '')
      const inForce = session !== undefined && session.round === claims?.round && session.client === client && session.endsAt > at
      if (!inForce || settings().refreshTokens === 'withheld') return null
      const next = { ...session, round: session.round + 1 }
      put(next)
      await save()
      return tokensOf(next, { refreshable: true, at })
    },
    isGood(accessToken, at) {
      const claims = seals.open('access token', accessToken, accessSchema)
      const session = table.get(claims?.session ?? '')
      return session !== undefined && claims !== null && claims.round >= session.goodFrom && claims.expiresAt > at
    },
    async end(accessToken) {
      table.delete(seals.open('access token', accessToken, accessSchema)?.session ?? '')
      await save()
    },
    async expireAccess() {
      for (const session of table.values()) put({ ...session, goodFrom: session.round + 1 })
      await save()
    },
    async endAll() {
      table.clear()
      await save()
    },
  }
}
