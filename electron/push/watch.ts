import type { CaseContent, Snapshot } from '#domain/case'
import { MAP_FIELD } from '#domain/fields'
import type { PlannedCall } from '#domain/plan'
import type { Clock } from '../ports/clock'
import type { Journal } from '../ports/journal'
import type { Fault } from '../ports/service'
import type { Found } from './look-up'
import { knownSelf, logSince, lookUp, NOTHING_FOUND, readLog, rememberSelf } from './look-up'
import { learnMetadataMode } from './metadata-mode'
import { missingFrom } from './settle'
import type { Turn } from './traffic'

/** For so long a log that does not yet show what the case shows is read again; then what it shows is all there is. */
const LONGEST_LAG_MS = 60_000
const BEHIND: Fault = { kind: 'unknown', detail: 'the log of edits is behind', answered: true, retryAfterMs: null }

/**
 * Reads the case's log where an intent's outcome is unknown or its watch is due, and finds the intents in it.
 * `snapshot` was read just before: a log that is older or newer than it tells nothing yet.
 */
export async function lookUpCase({ snapshot, turn, journal, clock }: {
  snapshot: Snapshot
  turn: Turn
  journal: Journal
  clock: Clock
}): Promise<{ ok: true, found: ReadonlyMap<string, Found> } | { ok: false, fault: Fault }> {
  const { caseId, content, facts: { lastUpdatedDate } } = snapshot
  const listed = journal.intents(caseId)
  const first = listed.findIndex(({ state }) => state !== 'watched')
  if (first === -1) return { ok: true, found: NOTHING_FOUND }
  const intents = listed.slice(first)
  const since = logSince(intents)
  const log = await readLog(turn, caseId, since)
  if (!log.ok) return log
  const { found, self, behind } = lookUp({ intents, entries: log.value, self: knownSelf(journal), content })
  const newest = log.value.at(-1)?.at ?? since
  const together = newest === null || lastUpdatedDate === null || Math.floor(newest / 1000) === Math.floor(lastUpdatedDate / 1000)
  const age = clock.now() - Math.max(...intents.map(({ at }) => at))
  if ((behind || !together) && age < LONGEST_LAG_MS) return { ok: false, fault: BEHIND }
  if (self !== null) await rememberSelf(journal, self)
  return { ok: true, found }
}

/**
 * Right after a call has landed: reads the log for what came between `snapshot`, on which it was planned, and the
 * call. What cannot be read now is read in the next turn.
 */
export async function watchSent({ snapshot: { caseId, content }, turn, journal, clock, onConclude }: {
  snapshot: Snapshot
  turn: Turn
  journal: Journal
  clock: Clock
  onConclude: () => void
}): Promise<void> {
  const intents = journal.intents(caseId).filter(({ state }) => state !== 'watched')
  const waits = intents.length === 0 || intents.some(({ state, watch }) => state === 'landed' && (watch?.spares.length ?? 0) > 0)
  if (waits || intents.every(({ state }) => state === 'unknown')) return
  const log = await readLog(turn, caseId, logSince(intents))
  if (!log.ok) return
  const { found, self, behind } = lookUp({ intents, entries: log.value, self: knownSelf(journal), content })
  if (behind) return
  if (self !== null) await rememberSelf(journal, self)
  await closeWatches({ caseId, content, found, putBack: false, journal, clock, onConclude })
}

/**
 * Concludes the watches that the log has answered. Gives the call that puts back metadata which one of them found
 * missing: until that has landed, its watch stays open.
 */
export async function closeWatches({ caseId, content, found, putBack, journal, clock, onConclude }: {
  caseId: string
  content: CaseContent
  found: ReadonlyMap<string, Found>
  /** Whether the service takes such a call. */
  putBack: boolean
  journal: Journal
  clock: Clock
  onConclude: () => void
}): Promise<PlannedCall | null> {
  const due = journal.intents(caseId).flatMap((intent) => {
    const about = found.get(intent.id)
    return intent.state === 'landed' && intent.watch !== null && about !== undefined ? [{ intent, about, spares: intent.watch.spares }] : []
  })
  for (const { spares } of due) {
    if (spares.length === 0) continue
    const missing = missingFrom(content[MAP_FIELD], spares)
    await learnMetadataMode(journal, missing.length > 0 ? 'replaces' : 'merges')
    if (missing.length > 0 && putBack) return puttingBack([...content[MAP_FIELD], ...missing])
  }
  if (due.length === 0) return null
  await journal.conclude(due.map(({ intent, about: { mergedWith, over } }) =>
    ({ at: clock.now(), caseId, edits: [], result: { kind: 'watched', intent: intent.id, mergedWith: [...mergedWith], over: [...over] } })))
  onConclude()
  return null
}

function puttingBack(put: PlannedCall['call']['put']): PlannedCall {
  return { call: { set: {}, add: {}, remove: {}, put }, meant: {}, edits: [], finishes: [], slots: [] }
}
