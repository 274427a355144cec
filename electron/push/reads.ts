import type { UpdateCall } from '#domain/call'
import type { Snapshot } from '#domain/case'
import { lacks } from '#domain/change'
import type { Clock } from '../ports/clock'
import type { Journal } from '../ports/journal'

export interface Reads {
  /** Whether a read of a case may be believed; the newest believed is remembered, across restarts where the disk takes it. */
  believe(read: Snapshot): Promise<boolean>
  /** The newest lastUpdatedDate believed; null before the first. */
  seen(caseId: string): number | null
  /** A call of ours has landed: a read that does not show it must be newer than the one before it to count. */
  wrote(caseId: string, call: UpdateCall): void
}

/**
 * No replica lags behind for so long: what still lacks our write then is a colleague's change of the same second,
 * or the service's own way of writing our value. Not to believe it would keep the case from being sent for ever.
 */
const LONGEST_LAG_MS = 60_000

const note = (caseId: string): string => `newestRead/${caseId}`

/** The service promises no read-your-writes: an old replica's answer must neither be merged on nor shown. */
export function createReads({ journal, clock }: { journal: Pick<Journal, 'note' | 'noted'>, clock: Clock }): Reads {
  const written = new Map<string, { call: UpdateCall, before: number, at: number }>()
  const seen = new Map<string, number>()
  const newestSeen = (caseId: string): number => Math.max(seen.get(caseId) ?? 0, Number(journal.noted(note(caseId)) ?? 0))

  return {
    async believe({ caseId, facts: { lastUpdatedDate }, content }) {
      if (lastUpdatedDate === null) return true
      const newest = newestSeen(caseId)
      if (lastUpdatedDate < newest) return false
      const ours = written.get(caseId)
      const old = ours !== undefined && lastUpdatedDate <= ours.before && clock.now() - ours.at < LONGEST_LAG_MS
      if (old && lacks(content, ours.call)) return false
      if (!old) written.delete(caseId)
      if (lastUpdatedDate > newest) {
        seen.set(caseId, lastUpdatedDate)
        // A full disk stops edits from being sent, not cases from being read.
        await journal.note(note(caseId), lastUpdatedDate).catch(() => {})
      }
      return true
    },
    seen: caseId => newestSeen(caseId) || null,
    wrote(caseId, call) {
      written.set(caseId, { call, before: newestSeen(caseId), at: clock.now() })
    },
  }
}
