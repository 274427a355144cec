import { createOpenIntents } from './open-intents'
import type { EditsRecord, JournalRecord, OutcomeRecord } from './records'
import type { Journal, LastDecided, NoteValue, UnsettledEdit } from '../ports/journal'
import { dismissedNote } from '../ports/journal'
import type { Edit } from '#domain/edit'
import type { HeldReason, Outcome } from '#domain/outcome'
import { ends, isReport } from '#domain/outcome'
import { slotOf } from '#domain/slot'
import { lastOf } from '#domain/succession'

/** The half of the port that only reads, and reads no disk. */
export type Queries = Pick<Journal,
  'unsettled' | 'intents' | 'casesToLookUp' | 'knows' | 'endOf' | 'wasAsked' | 'lastDecided' | 'outcomesAfter' | 'reports' | 'noted'>

/**
 * What the records say, taken together. All of edits.log can be taken in before all of outcomes.log: the result is
 * the same as of both in the order of time.
 */
export interface Memory {
  queries: Queries
  apply(record: JournalRecord): void
  /** An edit as recorded; null once it has ended, for then it is no longer kept here. */
  editOf(id: string): Edit | null
  /** The `seq` of the newest outcome, 0 before the first. */
  lastSeq(): number
  /** How many records of edits.log still say something. */
  liveCount(): number
  /** Those records, fit to be written again in place of all there are. */
  live(): Iterable<EditsRecord>
}

const NONE: ReadonlyMap<string, UnsettledEdit> = new Map()

/** An empty memory. No query on one id or one case looks at other cases' edits. */
export function createMemory(): Memory {
  const unsettled = new Map<string, UnsettledEdit>()
  const byCase = new Map<string, Map<string, UnsettledEdit>>()
  const ended = new Map<string, Outcome>()
  const held = new Map<string, HeldReason>()
  const asked = new Set<string>()
  const intents = createOpenIntents(matters)
  /** By case and slot. */
  const lastDecided = new Map<string, LastDecided>()
  const notes = new Map<string, NoteValue>()
  const outcomes: Outcome[] = []
  const reports: Outcome[] = []

  function put(recorded: UnsettledEdit): void {
    const { id, caseId } = recorded.edit
    const ofCase = byCase.get(caseId) ?? new Map<string, UnsettledEdit>()
    unsettled.set(id, recorded)
    byCase.set(caseId, ofCase.set(id, recorded))
  }

  function end(id: string, outcome: Outcome): void {
    if (!ended.has(id)) ended.set(id, outcome)
    held.delete(id)
    const caseId = unsettled.get(id)?.edit.caseId
    if (caseId === undefined) return
    unsettled.delete(id)
    const ofCase = byCase.get(caseId)
    ofCase?.delete(id)
    if (ofCase?.size === 0) {
      byCase.delete(caseId)
      intents.tidy(caseId)
    }
  }

  function hold(id: string, reason: HeldReason): void {
    if (reason.kind === 'conflict') asked.add(id)
    if (ended.has(id)) return
    held.set(id, reason)
    const recorded = unsettled.get(id)
    if (recorded !== undefined) put({ ...recorded, held: reason })
  }

  /** What was sent of an edit matters to the one that takes its place too: it may have to be taken back. */
  function matters(id: string): boolean {
    return !ended.has(lastOf(id, (taken) => {
      const result = ended.get(taken)?.result
      return result?.kind === 'superseded' ? result.by : undefined
    }))
  }

  function decide({ id, at, caseId, change }: Edit): void {
    const place = placeOf(caseId, slotOf(change.kind === 'undo' ? change.undone : change).id)
    const known = lastDecided.get(place)
    if (known === undefined || known.id < id) lastDecided.set(place, { id, at })
  }

  function applyOutcome({ outcome, edits }: OutcomeRecord): void {
    const { result } = outcome
    outcomes.push(outcome)
    for (const id of outcome.edits) {
      if (result.kind === 'held') hold(id, result.reason)
      else if (ends(outcome)) end(id, outcome)
    }
    // An undo that had nothing to take back decides nothing.
    if (result.kind === 'alreadySo' || result.kind === 'cancelled') edits.filter(({ change }) => change.kind !== 'undo').forEach(decide)
    if (result.kind === 'sent') {
      edits.forEach(decide)
      intents.land(result.intent, result.requestId)
    }
    if (result.kind === 'watched') {
      if (isReport(outcome)) reports.push(outcome)
      intents.watched(result.intent, result.over.length > 0)
    }
  }

  function knows(id: string): boolean {
    return unsettled.has(id) || ended.has(id)
  }

  function apply(record: JournalRecord): void {
    switch (record.kind) {
      case 'edit': {
        const { edit, generation } = record
        if (!knows(edit.id)) put({ edit, generation, held: held.get(edit.id) ?? null })
        return
      }
      case 'intent':
        intents.add(record.intent)
        return
      case 'refuted':
        intents.refute(record.intent)
        return
      case 'note':
        notes.set(record.name, record.value)
        return
      case 'outcome':
        applyOutcome(record)
    }
  }

  function* live(): Iterable<EditsRecord> {
    for (const { edit, generation } of unsettled.values()) yield { v: 1, kind: 'edit', edit, generation }
    for (const intent of intents.all()) yield { v: 1, kind: 'intent', intent }
    for (const [name, value] of notes) yield { v: 1, kind: 'note', name, value }
  }

  return {
    queries: {
      unsettled: caseId => [...(caseId === undefined ? unsettled : byCase.get(caseId) ?? NONE).values()],
      intents: intents.of,
      casesToLookUp: intents.casesToLookUp,
      knows,
      endOf: id => ended.get(id) ?? null,
      wasAsked: id => asked.has(id),
      lastDecided: (caseId, slotId) => lastDecided.get(placeOf(caseId, slotId)) ?? null,
      outcomesAfter: (seq, most) => outcomes.slice(seq, seq + most),
      reports: () => reports.filter(({ seq }) => !notes.has(dismissedNote(seq))),
      noted: name => notes.get(name) ?? null,
    },
    apply,
    editOf: id => unsettled.get(id)?.edit ?? null,
    lastSeq: () => outcomes.length,
    liveCount: () => unsettled.size + intents.count() + notes.size,
    live,
  }
}

/** Case ids are digits, so that no two pairs read the same. */
function placeOf(caseId: string, slotId: string): string {
  return `${caseId}/${slotId}`
}
