import type { SlotValue, Snapshot } from './case'
import { applyChanges, inverse } from './change'
import type { Edit, FieldChange } from './edit'
import type { HeldReason } from './outcome'
import type { Slot } from './slot'
import { baseOf, sameValue, slotOf, valueAt, wantedBy } from './slot'
import { isMergedField, mergeTexts } from './text-merge'

/** An edit without an ending: waiting to be sent, or held. */
export interface OpenEdit { edit: Edit, held: HeldReason | null }

/** How one slot differs from what is synced; slots that do not differ have no mark. */
export type Mark
  = { kind: 'waiting', since: number, edits: readonly Edit[] }
    | { kind: 'held', since: number, reason: HeldReason, edits: readonly Edit[] }

export interface CaseView { content: Snapshot['content'], marks: ReadonlyMap<string, Mark> }

/** An edit, or the inverse that an undo comes to. */
export interface ShownEdit extends OpenEdit { change: FieldChange }

/** What a list of open edits comes to, in the order made; those that another took the place of are left out. */
interface Sum {
  /** What has a mark: not an undo of edits that all still wait, which count as never made. */
  edits: readonly ShownEdit[]
  /** What is laid over the snapshot. */
  changes: readonly ShownChange[]
}

/** What a list of open edits shows by itself, and over the snapshot it was last seen on. */
interface Shown extends Sum {
  bySlot: ReadonlyMap<string, readonly ShownEdit[]>
  slots: ReadonlyArray<{ slot: Slot, mark: Mark }>
  marks: ReadonlyMap<string, Mark>
  over?: { snapshot: Snapshot, view: CaseView }
}

/** `takesBack`: the inverse of an undone change, which does something only where that change, or a part of it, is to be seen. */
interface ShownChange { change: FieldChange, takesBack: boolean, past: readonly SlotValue[] }

// Twenty thousand edits may be open, and each edit draws every list anew: only what changed is worked out again.
const shownOf = new WeakMap<readonly OpenEdit[], Shown>()

/** What the screen shows of a case: its last snapshot plus its edits without an ending, in the order made. Changes neither. */
export function viewOf(snapshot: Snapshot, open: readonly OpenEdit[]): CaseView {
  const shown = show(open)
  if (shown.changes.length === 0) return { content: snapshot.content, marks: shown.marks }
  if (shown.over?.snapshot === snapshot) return shown.over.view
  const view = { content: applyChanges(snapshot.content, effective(snapshot.content, shown.changes)), marks: shown.marks }
  shown.over = { snapshot, view }
  return view
}

/** What was undone may have been sent, and not be seen here yet, or have been changed by a colleague since. */
function effective(content: Snapshot['content'], changes: readonly ShownChange[]): FieldChange[] {
  const changed = new Map<string, SlotValue>()
  return changes.flatMap(({ change, takesBack, past }) => {
    const slot = slotOf(change)
    const here = changed.get(slot.id)
    const stands = here === undefined ? valueAt(content, slot) : here
    const shown = takesBack ? takenBack(change, past, stands) : change
    if (shown === null) return []
    changed.set(slot.id, wantedBy(shown))
    return shown
  })
}

/** What is taken back of what stands there; null where nothing of it is there. */
function takenBack(change: FieldChange, past: readonly SlotValue[], stands: SlotValue): FieldChange | null {
  const [base, wanted] = [baseOf(change), wantedBy(change)]
  // Of a replace, the delete alone may have been sent.
  if ([base, ...past].some(value => sameValue(change.field, stands, value)) || (change.kind === 'replace' && stands === null)) return change
  // Of a text a colleague may have changed other places, be it that our call carried both.
  if (change.kind !== 'set' || !isMergedField(change.field)) return null
  if (typeof stands !== 'string' || typeof base !== 'string' || typeof wanted !== 'string') return null
  const value = mergeTexts(change.field, base, wanted, stands)
  return value === null ? null : { ...change, value }
}

/** The slots that differ, in the order first touched, for whoever has no need of the case's content. */
export function markedSlots(open: readonly OpenEdit[]): ReadonlyArray<{ slot: Slot, mark: Mark }> {
  return show(open).slots
}

function show(open: readonly OpenEdit[]): Shown {
  const known = shownOf.get(open)
  if (known !== undefined) return known
  const sum = sumOf(open)
  const bySlot = new Map<string, ShownEdit[]>()
  const touched: Slot[] = []
  for (const edit of sum.edits) {
    const slot = slotOf(edit.change)
    const earlier = bySlot.get(slot.id)
    if (earlier !== undefined) {
      earlier.push(edit)
      continue
    }
    bySlot.set(slot.id, [edit])
    touched.push(slot)
  }
  const slots = touched.map(slot => ({ slot, mark: markOf(bySlot.get(slot.id) ?? []) }))
  const marks = new Map(slots.map(({ slot, mark }) => [slot.id, mark]))
  const shown = { ...sum, bySlot, slots, marks }
  shownOf.set(open, shown)
  return shown
}

/** The open edits that have a mark, each with what it comes to on the screen, in the order made. */
export function shownEdits(open: readonly OpenEdit[]): readonly ShownEdit[] {
  return show(open).edits
}

function sumOf(open: readonly OpenEdit[]): Sum {
  const ids = new Set(open.map(({ edit }) => edit.id))
  const taken = supersededBy(open)
  const recovered = new Set(open.filter(({ held }) => held?.kind === 'recovered').map(({ edit }) => edit.id))
  const edits: ShownEdit[] = []
  const changes: ShownChange[] = []
  for (const { edit, held } of open) {
    if (taken.has(edit.id)) continue
    const change = edit.change.kind === 'undo' ? inverse(edit.change.undone) : edit.change
    if (change === null) continue
    const takesBack = edit.change.kind === 'undo' && held === null
    // Nobody knows any more whether it was sent: to discard it leaves what stands at the service.
    if (takesBack && edit.supersedes.some(id => recovered.has(id))) continue
    const past = edit.change.kind === 'undo' ? edit.change.past ?? [] : []
    changes.push({ change, takesBack, past })
    if (!takesBack || !edit.supersedes.every(id => ids.has(id))) edits.push({ edit, held, change })
  }
  return { edits, changes }
}

/** Ids that a later open edit takes the place of: they no longer show. */
function supersededBy(open: readonly OpenEdit[]): ReadonlySet<string> {
  return new Set(open.filter(({ held }) => held === null).flatMap(({ edit }) => edit.supersedes))
}

// By the last edit of a slot: a mark that stays as it was stays the same object, and what shows it is not drawn anew.
const marked = new WeakMap<Edit, { here: readonly ShownEdit[], mark: Mark }>()

/** The edits of one slot, at least one. */
function markOf(here: readonly ShownEdit[]): Mark {
  const last = here.at(-1)?.edit
  const known = last === undefined ? undefined : marked.get(last)
  if (known !== undefined && isSame(known.here, here)) return known.mark
  const since = here[0]?.edit.at ?? 0
  const edits = here.map(({ edit }) => edit)
  const reason = here.findLast(({ held }) => held !== null)?.held ?? null
  const mark: Mark = reason === null ? { kind: 'waiting', since, edits } : { kind: 'held', since, reason, edits }
  if (last !== undefined) marked.set(last, { here, mark })
  return mark
}

function isSame(a: readonly OpenEdit[], b: readonly OpenEdit[]): boolean {
  return a.length === b.length && a.every(({ edit, held }, index) => edit === b[index]?.edit && held === b[index].held)
}

/**
 * The edits of one slot that an undo or a decision would take the place of: open, and superseded by nothing yet.
 * An undo that waits ends by itself; one that is held needs a decision like any other edit.
 */
export function openAt(slot: Slot, open: readonly OpenEdit[]): readonly ShownEdit[] {
  return (show(open).bySlot.get(slot.id) ?? []).filter(({ edit, held }) => edit.change.kind !== 'undo' || held !== null)
}
