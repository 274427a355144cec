import type { EditsRecord, JournalRecord } from './records'
import type { Intent, Journal, NoteValue, UnsettledEdit } from '../ports/journal'
import type { HeldReason, Outcome } from '#domain/outcome'
import { ends } from '#domain/outcome'

/** The half of the port that only reads. */
export type Queries = Pick<Journal, 'unsettled' | 'intents' | 'knows' | 'endOf' | 'outcomesAfter' | 'noted'>

/** What the records say, taken together. The two files can be taken in one after the other: the result is the same. */
export interface Memory {
  queries: Queries
  apply(record: JournalRecord): void
  /** The `seq` of the newest outcome, 0 before the first. */
  lastSeq(): number
  /** How many records of edits.log still say something. */
  liveCount(): number
  /** Those records, fit to be written again in place of all there are. */
  live(): Iterable<EditsRecord>
}

type IntentRecord = Extract<EditsRecord, { kind: 'intent' }>

const NONE: ReadonlyMap<string, UnsettledEdit> = new Map()

/** An empty memory. No query on one id or one case looks at other cases' edits. */
export function createMemory(): Memory {
  const unsettled = new Map<string, UnsettledEdit>()
  const byCase = new Map<string, Map<string, UnsettledEdit>>()
  const ended = new Map<string, Outcome>()
  const held = new Map<string, HeldReason>()
  const intents = new Map<string, IntentRecord[]>()
  let intentCount = 0
  const notes = new Map<string, NoteValue>()
  const outcomes: Outcome[] = []
  /** Of each case, the `seq` of its newest outcome. */
  const newest = new Map<string, number>()

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
      openIntents(caseId)
    }
  }

  function hold(id: string, reason: HeldReason): void {
    if (ended.has(id)) return
    held.set(id, reason)
    const recorded = unsettled.get(id)
    if (recorded !== undefined) put({ ...recorded, held: reason })
  }

  /** One that finishes no edit of its own is over with the next outcome of its case: a lane does one thing at a time. */
  function isOpen({ intent, after }: IntentRecord): boolean {
    if (intent.edits.length === 0) return (newest.get(intent.caseId) ?? 0) <= after
    return intent.edits.some(matters)
  }

  /** What was sent of an edit matters to the one that takes its place too: it may have to be taken back. */
  function matters(id: string): boolean {
    const passed = new Set<string>()
    let last = id
    for (let end = ended.get(last); end !== undefined; end = ended.get(last)) {
      if (end.result.kind !== 'superseded' || passed.has(last)) return false
      passed.add(last)
      last = end.result.by
    }
    return true
  }

  // An intent once over stays over, so what is over can be forgotten whenever somebody looks.
  function openIntents(caseId: string): readonly IntentRecord[] {
    const before = intents.get(caseId)
    if (before === undefined) return []
    const open = before.filter(isOpen)
    intentCount -= before.length - open.length
    if (open.length === 0) intents.delete(caseId)
    else intents.set(caseId, open)
    return open
  }

  function takeBack({ caseId, at, edits }: Extract<EditsRecord, { kind: 'refuted' }>): void {
    const ofCase = intents.get(caseId)
    const index = ofCase?.findLastIndex(({ intent }) => intent.at === at && intent.edits.join() === edits.join()) ?? -1
    if (index === -1) return
    ofCase?.splice(index, 1)
    intentCount--
  }

  function applyOutcome(outcome: Outcome): void {
    outcomes.push(outcome)
    newest.set(outcome.caseId, outcome.seq)
    for (const id of outcome.edits) {
      if (outcome.result.kind === 'held') hold(id, outcome.result.reason)
      else if (ends(outcome)) end(id, outcome)
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
      case 'intent': {
        const { caseId } = record.intent
        const ofCase = intents.get(caseId)
        if (ofCase === undefined) intents.set(caseId, [record])
        else ofCase.push(record)
        intentCount++
        return
      }
      case 'refuted':
        takeBack(record)
        return
      case 'note':
        notes.set(record.name, record.value)
        return
      case 'outcome':
        applyOutcome(record.outcome)
    }
  }

  function* live(): Iterable<EditsRecord> {
    for (const { edit, generation } of unsettled.values()) yield { v: 1, kind: 'edit', edit, generation }
    for (const caseId of [...intents.keys()]) yield* openIntents(caseId)
    for (const [name, value] of notes) yield { v: 1, kind: 'note', name, value }
  }

  return {
    queries: {
      unsettled: caseId => [...(caseId === undefined ? unsettled : byCase.get(caseId) ?? NONE).values()],
      intents: (caseId): readonly Intent[] => openIntents(caseId).map(record => record.intent),
      knows,
      endOf: id => ended.get(id) ?? null,
      outcomesAfter: (seq, most) => outcomes.slice(seq, seq + most),
      noted: name => notes.get(name) ?? null,
    },
    apply,
    lastSeq: () => outcomes.length,
    liveCount: () => unsettled.size + intentCount + notes.size,
    live,
  }
}
