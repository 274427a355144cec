import type { Intent, NewOutcome } from '../../electron/ports/journal'
import type { Edit } from '#domain/edit'
import type { HeldReason } from '#domain/outcome'

/** Short ways to write down what a journal is told. Edits are named by a number. */
export const CASES = ['1000000001', '1000000002', '1000000003'] as const

const AT = 1_760_000_000_000

export function editId(n: number): string {
  const hex = n.toString(16).padStart(12, '0')
  return `0199c000-0000-7000-8000-${hex}`
}

export function edit(n: number, { caseId = CASES[0], text = `Title ${n}` }: { caseId?: string, text?: string } = {}): Edit {
  return { id: editId(n), caseId, at: AT + n, supersedes: [], change: { kind: 'set', field: 'title', value: text, base: 'Phishing · “urgent”' } }
}

export function intent(edits: number[], { caseId = CASES[0], at = AT }: { caseId?: string, at?: number } = {}): Intent {
  return { caseId, at, edits: edits.map(editId), call: { set: { title: 'T' }, add: { watchers: [{ email: 'a@example.com' }] }, remove: {}, put: [] } }
}

export function outcome(edits: number[], caseId: string = CASES[0]): NewOutcome {
  return {
    at: AT,
    caseId,
    edits: edits.map(editId),
    result: { kind: 'sent', requestId: 'r-1', wrote: { set: { title: 'T' }, add: {}, remove: {}, put: [] }, intent: '0199c000-0000-7000-8000-0000000000ff', meant: {} },
  }
}

export const parked: HeldReason = { kind: 'parked', code: 'ValidationException', message: 'Not taken', requestId: 'r-2' }

export function held(edits: number[], reason: HeldReason = parked, caseId: string = CASES[0]): NewOutcome {
  return { at: AT, caseId, edits: edits.map(editId), result: { kind: 'held', reason } }
}
