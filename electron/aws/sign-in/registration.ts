import { rm } from 'node:fs/promises'
import { z } from '#domain/zod'
import type { Clock } from '../../ports/clock'
import type { SignInPlace } from '../profiles'
import type { Answer } from './ask'
import type { Oidc, Registration } from './oidc'
import { cacheFile, instant, readMembers, written } from './token-cache'
import { writeWhole } from './whole-file'

/** One that ends while somebody is signing in, or soon after, would cost another sign-in. */
const MARGIN_MS = 24 * 3_600_000

const text = z.string().min(1)
const keptSchema = z.object({ clientId: text, clientSecret: text, registrationExpiresAt: text.transform(instant).pipe(z.number()) })

/** This program as a client of one portal, kept in a file of its own beside the tokens and reused until it ends. */
export interface Registrations {
  get(signal: AbortSignal): Promise<Answer<Registration>>
  /** The service knows it no more. */
  forget(): Promise<void>
}

export function openRegistrations({ home, place, way, oidc, clock }: {
  home: string
  place: SignInPlace
  way: 'browser' | 'device'
  oidc: Pick<Oidc, 'register'>
  clock: Clock
}): Registrations {
  const { startUrl, region, scopes } = place
  const file = cacheFile(home, JSON.stringify({ tool: 'fieldcase', way, startUrl, region, scopes }))

  async function kept(): Promise<Registration | null> {
    const { data } = keptSchema.safeParse(await readMembers(file, clock).catch(() => null))
    if (data === undefined || data.registrationExpiresAt - clock.now() < MARGIN_MS) return null
    return { clientId: data.clientId, clientSecret: data.clientSecret, expiresAt: data.registrationExpiresAt }
  }

  return {
    async get(signal) {
      const known = await kept()
      if (known !== null) return { ok: true, value: known }
      const answer = await oidc.register({ way, startUrl, scopes }, signal)
      if (!answer.ok) return answer
      const { clientId, clientSecret, expiresAt } = answer.value
      // Unkept it is registered again the next time: whether the token can be kept is what counts.
      await writeWhole(file, `${JSON.stringify({ clientId, clientSecret, registrationExpiresAt: written(expiresAt) })}\n`).catch(() => {})
      return answer
    },
    forget: () => rm(file, { force: true }).catch(() => {}),
  }
}
