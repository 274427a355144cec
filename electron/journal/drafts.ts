import type { EditsRecord, OutcomeRecord } from './records'
import { editsRecordSchema, outcomeRecordSchema } from './records'
import type { Memory } from './memory'
import type { Intent, NewOutcome, NoteValue, RecordedEdit } from '../ports/journal'
import type { Outcome } from '#domain/outcome'

/*
 * Calls turned into records. Each is parsed on its way in by the schema that will read it back: a defect that
 * would write an unreadable line throws to its caller instead of damaging the journal.
 */

export function editRecord({ edit, generation }: RecordedEdit): EditsRecord {
  return editsRecordSchema.parse({ v: 1, kind: 'edit', edit, generation })
}

export function intentRecord(intent: Intent, memory: Memory): EditsRecord {
  return editsRecordSchema.parse({ v: 1, kind: 'intent', intent, after: memory.lastSeq() })
}

export function refutedRecord({ caseId, at, edits }: Intent): EditsRecord {
  return editsRecordSchema.parse({ v: 1, kind: 'refuted', caseId, at, edits })
}

export function noteRecord(name: string, value: NoteValue): EditsRecord {
  return editsRecordSchema.parse({ v: 1, kind: 'note', name, value })
}

/** Outcomes that lack nothing but their place: {@link numbered} gives it when it is known. */
export function checkedOutcomes(outcomes: readonly NewOutcome[]): readonly NewOutcome[] {
  return outcomes.map(outcome => outcomeRecordSchema.parse({ v: 1, kind: 'outcome', outcome: { ...outcome, seq: 1 } }).outcome)
}

export function numbered({ at, caseId, edits, result }: NewOutcome, seq: number): Outcome {
  return { seq, at, caseId, edits, result }
}

export function outcomeRecord(outcome: Outcome): OutcomeRecord {
  return { v: 1, kind: 'outcome', outcome }
}
