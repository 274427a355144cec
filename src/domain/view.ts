import type { Snapshot } from './case'
import { applyChanges, inverse } from './change'
import type { Edit, FieldChange } from './edit'
import type { HeldReason } from './outcome'
import type { Slot } from './slot'
import { slotOf } from './slot'

/** An edit without an ending: waiting to be sent, or held. */
export interface OpenEdit { edit: Edit, held: HeldReason | null }

/** How one slot differs from what is synced; slots that do not differ have no mark. */
export type Mark
  = { kind: 'waiting', since: number, edits: readonly Edit[] }
    | { kind: 'held', since: number, reason: HeldReason, edits: readonly Edit[] }

export interface CaseView { content: Snapshot['content'], marks: ReadonlyMap<string, Mark> }

/** What the screen shows of a case: its last snapshot plus its edits without an ending, in the order made. */
export function viewOf(snapshot: Snapshot, open: readonly OpenEdit[]): CaseView {
  const shown = shownEdits(open)
  const content = applyChanges(snapshot.content, shown.map(({ change }) => change))
  return { content, marks: markSlots(shown) }
}

/** The marks alone, for whoever has no need of the case's content. */
export function marksOf(open: readonly OpenEdit[]): ReadonlyMap<string, Mark> {
  return markSlots(shownEdits(open))
}

/** An edit, or the inverse that an undo comes to. */
export interface ShownEdit extends OpenEdit { change: FieldChange }

function shownEdits(open: readonly OpenEdit[]): ShownEdit[] {
  const ids = new Set(open.map(({ edit }) => edit.id))
  const taken = supersededBy(open)
  return open.flatMap(({ edit, held }) => {
    const change = taken.has(edit.id) ? null : shownChange(edit, held, ids)
    return change === null ? [] : [{ edit, held, change }]
  })
}

function markSlots(shown: readonly ShownEdit[]): ReadonlyMap<string, Mark> {
  const marks = new Map<string, Mark>()
  for (const { edit, held, change } of shown) {
    const { id } = slotOf(change)
    marks.set(id, nextMark(marks.get(id), edit, held))
  }
  return marks
}

/** Ids that a later open edit takes the place of: they no longer show. */
function supersededBy(open: readonly OpenEdit[]): ReadonlySet<string> {
  return new Set(open.filter(({ held }) => held === null).flatMap(({ edit }) => edit.supersedes))
}

/** An undo of edits that all still wait shows as if they were never made; of sent ones, and where it is held, as their inverse. */
function shownChange({ change, supersedes }: Edit, held: HeldReason | null, ids: ReadonlySet<string>): FieldChange | null {
  if (change.kind !== 'undo') return change
  return held === null && supersedes.every(id => ids.has(id)) ? null : inverse(change.undone)
}

function nextMark(earlier: Mark | undefined, edit: Edit, held: HeldReason | null): Mark {
  const since = earlier?.since ?? edit.at
  const edits = [...(earlier?.edits ?? []), edit]
  const reason = held ?? (earlier?.kind === 'held' ? earlier.reason : null)
  return reason === null ? { kind: 'waiting', since, edits } : { kind: 'held', since, reason, edits }
}

/**
 * The edits of one slot that an undo or a decision would take the place of: open, and superseded by nothing yet.
 * An undo that waits ends by itself; one that is held needs a decision like any other edit.
 */
export function openAt(slot: Slot, open: readonly OpenEdit[]): readonly ShownEdit[] {
  return shownEdits(open).filter(({ edit, held, change }) => (edit.change.kind !== 'undo' || held !== null) && slotOf(change).id === slot.id)
}
