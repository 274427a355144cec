import type { CaseContent, Snapshot } from '#domain/case'
import type { Entry } from '#domain/fields'
import { applyCall, lacks } from '#domain/change'
import { MAP_FIELD } from '#domain/fields'
import { keyOf } from '#domain/key'
import { listFull, roomFor } from '#domain/list-limit'
import type { LoggedEdit, Lost } from '#domain/outcome'
import type { PlannedCall } from '#domain/plan'
import type { Clock } from '../ports/clock'
import type { Journal, OpenIntent } from '../ports/journal'
import type { Fault } from '../ports/service'
import { compareTimes } from './compare-times'
import type { Found, Self } from './look-up'
import { isOwn, knownSelf, logSince, lookUp, NOTHING_FOUND, readLog, rememberSelf, withoutLog } from './look-up'
import { learnMetadataMode } from './metadata-mode'
import { missingFrom } from './settle'
import { codeOf } from './park'
import type { Turn } from './traffic'

/** For so long a log that does not yet show what the case shows is read again; then what it shows is all there is. */
const LONGEST_LAG_MS = 60_000
const BEHIND: Fault = { kind: 'unknown', detail: 'the log of edits is behind', answered: true, retryAfterMs: null }

/** More entries than this say nothing more to anybody who reads them. */
export const MOST_TOLD = 50

/**
 * The case's intents from the oldest on that is unknown or whose watch is due; those before it whose calls may have
 * landed since come last.
 */
function toLookUp(journal: Journal, caseId: string): readonly OpenIntent[] {
  const listed = journal.intents(caseId)
  const at = listed.findIndex(({ state }) => state !== 'watched')
  const first = listed[at]
  return first === undefined ? [] : [...listed.slice(at), ...listed.slice(0, at).filter(({ id }) => first.besides.includes(id))]
}

interface Look { found: ReadonlyMap<string, Found>, behind: boolean, together: boolean }

/** `updated`: the case's lastUpdatedDate as just read; undefined where it was read before the newest call. */
async function look({ intents, content, updated, caseId, turn, journal }: {
  intents: readonly OpenIntent[]
  content: CaseContent
  updated: number | null | undefined
  caseId: string
  turn: Turn
  journal: Journal
}): Promise<{ ok: true, value: Look } | { ok: false, fault: Fault }> {
  const since = logSince(intents)
  const log = await readLog(turn, caseId, since)
  if (!log.ok) {
    const { fault } = log
    // A role may be allowed to write a case and not to see who else does.
    if (fault.kind !== 'refused' && fault.kind !== 'validation') return log
    return { ok: true, value: { found: withoutLog(intents, content, codeOf(fault)), behind: false, together: true } }
  }
  const newest = log.value.at(-1)?.at ?? since
  const together = newest === null || updated == null || compareTimes(newest, updated) === 0
  const landed = intents.findLast(({ state }) => state !== 'unknown')
  const whole = updated !== undefined && together && landed !== undefined && !lacks(content, landed.call)
  // In whole seconds a log that lacks our entry may end as the case does: who we are is not learnt anew by that.
  const known = knownSelf(journal)
  const sure = known === null || (updated != null && updated % 1000 !== 0)
  const { found, self, behind } = lookUp({ intents, entries: log.value, self: known, content, whole: whole && sure })
  if (self !== null && !behind) await rememberSelf(journal, self)
  return { ok: true, value: { found, behind: behind || (!isPast(log.value, updated, self) && isUnseen(intents, content)), together } }
}

/**
 * Whether a case of the date `updated` is as new as our newest entry in its log for certain: while nobody knows which entries
 * are ours a log that is as old as the case passes for whole, and in whole seconds so does a case that is as old as the log.
 */
function isPast(entries: readonly LoggedEdit[], updated: number | null | undefined, self: Self | null): boolean {
  if (self === null) return false
  if (updated == null || updated % 1000 !== 0) return true
  const ours = entries.findLast(entry => isOwn(entry, self))
  return ours !== undefined && ours.at !== null && ours.at < updated
}

/** Whether the case lacks the newest metadata that we have put there, and with it what may have vanished by that. */
function isUnseen(intents: readonly OpenIntent[], content: CaseContent): boolean {
  const landed = intents.filter(({ state, call: { put } }) => state === 'landed' && put.length > 0)
  const newest = landed.at(-1)
  return newest !== undefined && lacks(content, { set: {}, add: {}, remove: {}, put: newest.call.put })
    && landed.some(({ watch }) => (watch?.spares.length ?? 0) > 0)
}

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
  const intents = toLookUp(journal, caseId)
  if (intents.length === 0) return { ok: true, found: NOTHING_FOUND }
  const looked = await look({ intents, content, updated: lastUpdatedDate, caseId, turn, journal })
  if (!looked.ok) return looked
  const { found, behind, together } = looked.value
  const age = clock.now() - Math.max(...intents.map(({ at }) => at))
  return (behind || !together) && age < LONGEST_LAG_MS ? { ok: false, fault: BEHIND } : { ok: true, found }
}

/**
 * Right after `call` has landed: reads the log for what came between `snapshot`, on which it was planned, and the
 * call. What cannot be read now is read in the next turn.
 */
export async function watchSent(call: PlannedCall['call'], { snapshot: { caseId, content }, turn, journal, clock, onConclude }: {
  snapshot: Snapshot
  turn: Turn
  journal: Journal
  clock: Clock
  onConclude: () => void
}): Promise<void> {
  const intents = toLookUp(journal, caseId)
  const due = intents.filter(({ state }) => state === 'landed')
  if (due.length === 0 || due.some(({ watch }) => (watch?.spares.length ?? 0) > 0)) return
  // Until it is known who we are, a log alone does not tell whose the newest entry is.
  if (knownSelf(journal) === null) return
  const looked = await look({ intents, content, updated: undefined, caseId, turn, journal })
  if (!looked.ok || looked.value.behind) return
  await closeWatches({ caseId, content: applyCall(content, call), found: looked.value.found, refusal: null, journal, clock, onConclude })
}

/**
 * The case as it is once what a call of ours wiped of its metadata is back. Nobody can take metadata away: what is gone that
 * a call left unsaid was wiped, most likely by that call, be it that nobody can tell whether it landed. To put it back loses nothing.
 *
 * It bears the date of before that call: should the journal be lost, and with it what was to be put back, then the page's
 * mirror counts as old and is read anew.
 */
export function withWiped(snapshot: Snapshot, intents: readonly OpenIntent[]): Snapshot {
  const { content, facts } = snapshot
  const [wiped] = intents.filter(({ state }) => state !== 'watched')
    .map(intent => ({ intent, back: toPutBack(content, intent, intents) })).filter(({ back }) => back.length > 0)
  if (wiped === undefined) return snapshot
  const lastUpdatedDate = wiped.intent.read ?? facts.lastUpdatedDate
  return { ...snapshot, facts: { ...facts, lastUpdatedDate }, content: { ...content, [MAP_FIELD]: [...content[MAP_FIELD], ...wiped.back] } }
}

/** What is gone of the metadata that a call left unsaid, and how the case or the service will not have it back. `intents`: of the case. */
export function lostBy(intent: OpenIntent, intents: readonly OpenIntent[], content: CaseContent, refusal: string | null): { lost?: Lost } {
  const entries = goneSince(content, intent, intents)
  return entries.length === 0 ? {} : { lost: { entries, message: refusal ?? listFull(MAP_FIELD, content[MAP_FIELD].length) } }
}

/** As much of what is missing as the case has room for. */
function toPutBack(content: CaseContent, intent: OpenIntent, intents: readonly OpenIntent[]): readonly Entry[] {
  return goneSince(content, intent, intents).slice(0, roomFor(MAP_FIELD, content[MAP_FIELD].length))
}

/** Of what the call left unsaid, as the calls left it that landed since: it may have landed after them. */
function goneSince(content: CaseContent, intent: OpenIntent, intents: readonly OpenIntent[]): readonly Entry[] {
  const { call: { put }, watch } = intent
  if (put.length === 0) return []
  const since = intents.slice(intents.indexOf(intent) + 1).filter(({ state }) => state !== 'unknown').flatMap(({ call }) => call.put)
  const newest = new Map([...watch?.spares ?? [], ...since].map(entry => [keyOf(MAP_FIELD, entry), entry]))
  return missingFrom([...put, ...content[MAP_FIELD]], [...newest.values()])
}

/**
 * Concludes the watches that the log has answered. Gives the call that puts back metadata which one of them found
 * missing: until that has landed, its watch stays open. What cannot be put back is told with it.
 */
export async function closeWatches({ caseId, content, found, refusal, journal, clock, onConclude }: {
  caseId: string
  content: CaseContent
  found: ReadonlyMap<string, Found>
  /** How the service refused such a call; null where it has not. */
  refusal: string | null
  journal: Journal
  clock: Clock
  onConclude: () => void
}): Promise<PlannedCall | null> {
  const intents = journal.intents(caseId)
  const lookedUp = intents.flatMap((intent) => {
    const about = found.get(intent.id)
    return intent.state !== 'watched' && intent.watch !== null && about !== undefined ? [{ intent, about, watch: intent.watch }] : []
  })
  for (const { intent, watch } of lookedUp) {
    const back = toPutBack(content, intent, intents)
    // Of a call that may not have landed what is still there tells nothing.
    const isTelling = back.length > 0 || (intent.state === 'landed' && watch.spares.length > 0)
    if (isTelling) await learnMetadataMode(journal, goneSince(content, intent, intents).length > 0 ? 'replaces' : 'merges')
    if (back.length > 0 && refusal === null) return puttingBack([...content[MAP_FIELD], ...back])
  }
  const due = lookedUp.filter(({ intent }) => intent.state === 'landed')
  if (due.length === 0) return null
  await journal.conclude(due.map(({ intent, about: { mergedWith, over, unread } }) => ({
    at: clock.now(),
    caseId,
    edits: [],
    result: {
      kind: 'watched',
      intent: intent.id,
      mergedWith: mergedWith.slice(-MOST_TOLD),
      over: over.slice(-MOST_TOLD),
      ...unread !== undefined && { unread },
      ...lostBy(intent, intents, content, refusal),
    },
  })))
  onConclude()
  return null
}

function puttingBack(put: PlannedCall['call']['put']): PlannedCall {
  return { call: { set: {}, add: {}, remove: {}, put }, meant: {}, edits: [], finishes: [], slots: [] }
}
