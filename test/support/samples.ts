import type { Snapshot } from '#domain/case'
import { emptyContent } from '#domain/case'
import type { Edit } from '#domain/edit'
import type { Outcome } from '#domain/outcome'
import type { Status } from '#domain/status'

/** A valid edit id that sorts by `n`. */
export function editId(n: number): string {
  return `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
}

export const CASE = '1234567890'

export function titleEdit(n: number, value = `Title ${n}`, { caseId = CASE, base = null }: { caseId?: string, base?: string | null } = {}): Edit {
  return editOf(n, { kind: 'set', field: 'title', value, base }, caseId)
}

export function editOf(n: number, change: Edit['change'], caseId = CASE): Edit {
  return { id: editId(n), caseId, at: 1_700_000_000_000 + n, supersedes: [], change }
}

export function snapshotOf(part: Partial<Snapshot> & { updated?: number | null, title?: string } = {}): Snapshot {
  const { updated = 1000, title = 'As read', ...rest } = part
  return {
    caseId: CASE,
    readAt: 5000,
    complete: true,
    gone: false,
    facts: {
      caseArn: null,
      caseStatus: 'Submitted',
      createdDate: 500,
      lastUpdatedDate: updated,
      closedDate: null,
      resolverType: 'Self',
      pendingAction: null,
      closureCode: null,
    },
    content: { ...emptyContent(), title },
    ...rest,
  }
}

/** The outcome of one call that wrote `title`. */
export function sentOutcome(seq: number, edits: readonly string[], title: string, caseId = CASE): Outcome {
  return { seq, at: 2000 + seq, caseId, edits, result: { kind: 'sent', requestId: `r-${seq}`, wrote: { set: { title }, add: {}, remove: {}, put: [] }, intent: '0199c000-0000-7000-8000-0000000000ff', meant: {} } }
}

/** A host at rest, online and in practice, but for `part`. */
export function statusOf(part: Partial<Status> = {}): Status {
  return {
    drain: { state: 'idle' },
    sending: [],
    waits: [],
    signIn: { state: 'none' },
    throttledUntil: null,
    pausedAt: null,
    pull: { lastAt: 1, toRead: 0 },
    disk: { state: 'enough', freeBytes: null },
    ...part,
  }
}
