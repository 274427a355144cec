import type { Intent, NewOutcome } from '../../electron/ports/journal'
import type { Edit } from '#domain/edit'
import type { HeldReason, LoggedEdit } from '#domain/outcome'

/** Short ways to write down what a journal is told. Edits and intents are named by a number. */
export const CASES = ['1000000001', '1000000002', '1000000003'] as const

const AT = 1_760_000_000_000

export function editId(n: number): string {
  const hex = n.toString(16).padStart(12, '0')
  return `0199c000-0000-7000-8000-${hex}`
}

export function intentId(n: number): string {
  const hex = n.toString(16).padStart(12, '0')
  return `0199c000-0000-7000-9000-${hex}`
}

export function edit(n: number, { caseId = CASES[0], text = `Title ${n}` }: { caseId?: string, text?: string } = {}): Edit {
  return { id: editId(n), caseId, at: AT + n, supersedes: [], change: { kind: 'set', field: 'title', value: text, base: 'Phishing · “urgent”' } }
}

const CALL = { set: { title: 'T' }, add: { watchers: [{ email: 'a@example.com' }] }, remove: {}, put: [] }

/** One that is watched, unless `watch` says null. */
export function intent(n: number, edits: number[], { caseId = CASES[0], watch = WATCH }: { caseId?: string, watch?: Intent['watch'] } = {}): Intent {
  return { id: intentId(n), caseId, at: AT + n, edits: edits.map(editId), call: CALL, meant: { title: 'Meant' }, read: AT, besides: [], watch }
}

const WATCH: Intent['watch'] = { seen: AT - 1, spares: [{ key: 'k', value: 'v' }] }

/** A call landed that finishes the edits; of intent number 255 where none is named. */
export function outcome(edits: number[], caseId: string = CASES[0], ofIntent = 0xFF, requestId: string | null = 'r-1'): NewOutcome {
  return {
    at: AT,
    caseId,
    edits: edits.map(editId),
    result: { kind: 'sent', requestId, wrote: { set: { title: 'T' }, add: {}, remove: {}, put: [] }, intent: intentId(ofIntent), meant: {} },
  }
}

export const theirs: LoggedEdit = { at: AT + 5, principal: 'arn:aws:sts::111122223333:assumed-role/Responder/kim', action: 'Updated', message: 'Title' }

export function watched(ofIntent: number, over: readonly LoggedEdit[] = [], caseId: string = CASES[0]): NewOutcome {
  return { at: AT, caseId, edits: [], result: { kind: 'watched', intent: intentId(ofIntent), mergedWith: [], over } }
}

export function superseded(edits: number[], by: number, caseId: string = CASES[0]): NewOutcome {
  return { at: AT, caseId, edits: edits.map(editId), result: { kind: 'superseded', by: editId(by) } }
}

export const parked: HeldReason = { kind: 'parked', code: 'ValidationException', message: 'Not taken', requestId: 'r-2' }

export function held(edits: number[], reason: HeldReason = parked, caseId: string = CASES[0]): NewOutcome {
  return { at: AT, caseId, edits: edits.map(editId), result: { kind: 'held', reason } }
}
