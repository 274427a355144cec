import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from '#domain/zod'
import type { Clock } from '../../ports/clock'
import { isCode } from '../../ports/disk'
import { withLock } from './file-lock'
import { writeWhole } from './whole-file'

/** What a refresh takes besides the client's registration still being good. */
export interface Renewal { clientId: string, clientSecret: string, refreshToken: string }

/** A sign-in as it lies on disk. */
export interface CachedToken {
  accessToken: string
  /** In epoch milliseconds, by the clock of whoever wrote it. */
  expiresAt: number
  /** Null where it cannot be refreshed. */
  renewal: Renewal | null
}

/** What is written of a sign-in; a member that is undefined is taken away. */
export type TokenMembers = Partial<Record<
  'startUrl' | 'region' | 'accessToken' | 'expiresAt' | 'refreshToken' | 'clientId' | 'clientSecret' | 'registrationExpiresAt', string | undefined
>>

/** The file of one sign-in, shared with the AWS CLI and the SDKs. */
export interface TokenCache {
  /** Null where nobody is signed in; what cannot be read as a sign-in is none. Rejects where the file itself cannot be read. */
  read(): Promise<CachedToken | null>
  /** Lays `members` over those in the file, whose others stay. Rejects with the file system's error. */
  change(members: TokenMembers): Promise<void>
  /** Keeps other Fieldcases off meanwhile; the AWS CLI knows nothing of it. */
  locked<T>(work: () => Promise<T>): Promise<T>
}

const text = z.string().min(1)
const membersSchema = z.record(z.string(), z.unknown())
const tokenSchema = z.looseObject({ accessToken: text, expiresAt: text.transform(instant).pipe(z.number()) })
const renewalSchema = z.looseObject({
  clientId: text,
  clientSecret: text,
  refreshToken: text,
  registrationExpiresAt: text.transform(instant).pipe(z.number()).optional().catch(undefined),
})

/** The AWS CLI and SDKs write in place: who reads in that moment finds half of it. */
const READS = 3
const BETWEEN_READS_MS = 40

export function cacheFolder(home: string): string {
  return join(home, '.aws', 'sso', 'cache')
}

/** `key`: the name of the sso-session, or in the legacy form the start URL. */
export function cacheFile(home: string, key: string): string {
  return join(cacheFolder(home), `${hashOf(key)}.json`)
}

export function hashOf(key: string): string {
  return createHash('sha1').update(key).digest('hex')
}

export function openTokenCache({ home, key, clock }: { home: string, key: string, clock: Clock }): TokenCache {
  const file = cacheFile(home, key)
  return {
    async read() {
      const members = await readMembers(file, clock)
      const token = tokenSchema.safeParse(members)
      if (!token.success) return null
      const { accessToken, expiresAt } = token.data
      return { accessToken, expiresAt, renewal: renewalOf(members, clock.now()) }
    },
    async change(members) {
      const known = await readMembers(file, clock)
      // JSON leaves out what is undefined.
      await writeWhole(file, `${JSON.stringify({ ...known, ...members }, null, 2)}\n`)
    },
    locked: work => withLock(join(cacheFolder(home), `fieldcase-${hashOf(key)}.lock`), clock, work),
  }
}

/** The object in a JSON file, empty where there is none that can be read as one. */
export async function readMembers(file: string, clock: Clock): Promise<Record<string, unknown>> {
  for (let left = READS; left > 0; left--) {
    const members = membersSchema.safeParse(parsed(await contentOf(file)))
    if (members.success) return members.data
    if (left > 1) await new Promise<void>((resolve) => { clock.after(BETWEEN_READS_MS, resolve) })
  }
  return {}
}

async function contentOf(file: string): Promise<string> {
  try { return await readFile(file, 'utf8') }
  catch (error) {
    if (isCode(error, 'ENOENT')) return '{}'
    throw error
  }
}

function parsed(content: string): unknown {
  try { return JSON.parse(content) }
  catch { return null }
}

function renewalOf(members: Record<string, unknown>, now: number): Renewal | null {
  const renewal = renewalSchema.safeParse(members)
  if (!renewal.success) return null
  const { clientId, clientSecret, refreshToken, registrationExpiresAt } = renewal.data
  return registrationExpiresAt !== undefined && registrationExpiresAt <= now ? null : { clientId, clientSecret, refreshToken }
}

/** A date as the AWS CLI writes it: "2026-11-23T04:05:06Z". */
export function written(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z')
}

/** Earlier versions of the AWS CLI wrote "UTC" for the "Z"; null for what is no date. */
export function instant(date: string): number | null {
  const at = Date.parse(date.replace(/UTC$/, 'Z'))
  return Number.isNaN(at) ? null : at
}
