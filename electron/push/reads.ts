import type { UpdateCall } from '#domain/call'
import type { Snapshot } from '#domain/case'
import { lacks } from '#domain/change'
import type { Clock } from '../ports/clock'
import type { Journal } from '../ports/journal'
import { compareTimes } from './compare-times'
import { mayReplace } from './settle'

export interface Reads {
  /**
   * Whether a read of a case may be believed. The newest believed is remembered, across restarts where the disk takes it:
   * it is noted before an intent that is planned on it, and nobody waits for that alone.
   */
  believe(read: Snapshot): boolean
  /** Whether what a list says of a case is from before what is known of it already. */
  isBehind(listed: Snapshot): boolean
  /** The newest lastUpdatedDate believed; null before the first. */
  seen(caseId: string): number | null
  /**
   * A call of ours has landed: a read that does not show it must be newer than the one before it to count; and where the
   * call added keys alone, be made a minute later.
   */
  wrote(caseId: string, call: UpdateCall): void
  /** The case's log of edits has an entry of this time: a read that says it was last updated before is behind. */
  logged(caseId: string, at: number): void
}

/**
 * No replica lags behind for so long: what still lacks our write then is a colleague's change of the same second,
 * or the service's own way of writing our value. Not to believe it would keep the case from being sent for ever.
 */
const LONGEST_LAG_MS = 60_000

const note = (caseId: string): string => `newestRead/${caseId}`

/** The newest read believed: the lastUpdatedDate it bore (0 before the first), and when it was made, in epoch milliseconds. */
function newestNoted({ noted }: Pick<Journal, 'noted'>, caseId: string): { date: number, at: number } {
  const [date = 0, at = 0] = String(noted(note(caseId)) ?? 0).split(' ').map(Number)
  return { date, at }
}

/** The service promises no read-your-writes: an old replica's answer must neither be merged on nor shown. */
export function createReads({ journal, clock }: { journal: Pick<Journal, 'note' | 'noted' | 'outcomesAfter'>, clock: Clock }): Reads {
  const written = new Map<string, { call: UpdateCall, before: number, at: number }>()
  const seen = new Map<string, number>()
  const newestEntry = new Map<string, { at: number, since: number }>()
  const newestSeen = (caseId: string): number => seen.get(caseId) ?? newestNoted(journal, caseId).date

  // Of before a restart, as far as a replica may still be behind it; what was believed since knows of it.
  for (const { caseId, at, result } of journal.outcomesAfter(0, Number.POSITIVE_INFINITY)) {
    const isRecent = Math.abs(clock.now() - at) < LONGEST_LAG_MS
    if (result.kind === 'sent' && isRecent && newestNoted(journal, caseId).at <= at) wrote(caseId, result.wrote)
  }

  function wrote(caseId: string, call: UpdateCall): void {
    written.set(caseId, { call, before: newestSeen(caseId), at: clock.elapsed() })
  }

  /** For no longer than a replica lags: nobody promises that each entry moves the case's date. */
  function isBehindLog(caseId: string, date: number): boolean {
    const entry = newestEntry.get(caseId)
    return entry !== undefined && compareTimes(date, entry.at) < 0 && clock.elapsed() - entry.since < LONGEST_LAG_MS
  }

  return {
    isBehind: ({ caseId, facts: { lastUpdatedDate } }) => lastUpdatedDate !== null && isBehindLog(caseId, lastUpdatedDate),
    believe({ caseId, facts: { lastUpdatedDate }, content }) {
      if (lastUpdatedDate === null) return true
      const newest = newestSeen(caseId)
      if (lastUpdatedDate < newest || isBehindLog(caseId, lastUpdatedDate)) return false
      const ours = written.get(caseId)
      if (ours !== undefined) {
        const isOver = clock.elapsed() - ours.at >= LONGEST_LAG_MS
        const isNewer = lastUpdatedDate > ours.before
        // Only of a call that may replace something is the log read, which tells what is from between a colleague's write and ours.
        if (!isOver && lacks(content, ours.call) && !(isNewer && mayReplace(ours.call))) return false
        if (isOver || isNewer) written.delete(caseId)
      }
      if (lastUpdatedDate > newest) {
        seen.set(caseId, lastUpdatedDate)
        // A full disk stops edits from being sent, not cases from being read.
        void journal.note(note(caseId), `${lastUpdatedDate} ${clock.now()}`).catch(() => {})
      }
      return true
    },
    seen: caseId => newestSeen(caseId) || null,
    wrote,
    logged(caseId, at) {
      if (at > (newestEntry.get(caseId)?.at ?? 0)) newestEntry.set(caseId, { at, since: clock.elapsed() })
    },
  }
}
