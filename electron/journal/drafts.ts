import type { EditsRecord, OutcomeRecord } from './records'
import { editsRecordSchema, outcomeRecordSchema, quickRecord } from './records'
import type { Memory } from './memory'
import type { Intent, NewOutcome, NoteValue, RecordedEdit } from '../ports/journal'
import { ends } from '#domain/outcome'

/*
 * Calls turned into records. Each is parsed on its way in by the schema that will read it back: a defect that
 * would write an unreadable line throws to its caller instead of damaging the journal.
 */

export function editRecord({ edit, generation }: RecordedEdit): EditsRecord {
  const record = { v: 1, kind: 'edit', edit, generation }
  return quickRecord(record) ?? editsRecordSchema.parse(record)
}

export function intentRecord(intent: Intent): EditsRecord {
  return editsRecordSchema.parse({ v: 1, kind: 'intent', intent })
}

export function refutedRecord(intentId: string): EditsRecord {
  return editsRecordSchema.parse({ v: 1, kind: 'refuted', intent: intentId })
}

export function noteRecord(name: string, value: NoteValue): EditsRecord {
  return editsRecordSchema.parse({ v: 1, kind: 'note', name, value })
}

/** Outcomes that lack nothing but their place: {@link placed} gives it when it is known. */
export function checkedOutcomes(outcomes: readonly NewOutcome[]): readonly NewOutcome[] {
  return outcomes.map(outcome => outcomeRecordSchema.parse({ v: 1, kind: 'outcome', outcome: { ...outcome, seq: 1 }, edits: [] }).outcome)
}

/** The next outcomes in order, numbered, each with its edits as they were recorded: those that had not ended before it. */
export function placed(outcomes: readonly NewOutcome[], memory: Pick<Memory, 'lastSeq' | 'editOf'>): OutcomeRecord[] {
  const endedBefore = new Set<string>()
  return outcomes.map(({ at, caseId, edits, result }, index) => {
    const outcome = { seq: memory.lastSeq() + index + 1, at, caseId, edits, result }
    const inFull = [...new Set(edits)].filter(id => !endedBefore.has(id)).flatMap(id => memory.editOf(id) ?? [])
    if (ends(outcome)) for (const id of edits) endedBefore.add(id)
    return { v: 1, kind: 'outcome', outcome, edits: inFull }
  })
}
