import type { SlotValue, Snapshot } from './case'
import { changeBetween } from './change'
import type { Draft } from './compose'
import { draftUndo } from './compose'
import type { Edit, FieldChange } from './edit'
import type { Outcome } from './outcome'
import type { Slot } from './slot'
import { baseOf, sameValue, slotOf, valueAt, wantedBy } from './slot'
import { lastOf } from './succession'
import type { OpenEdit, ShownEdit } from './view'
import { openAt, shownEdits, viewOf } from './view'

/** One edit of an action, with what it takes to lead its slot back. */
export interface Step {
  edit: Edit
  slot: Slot
  /** What the screen showed in the slot once the edit was made. */
  after: SlotValue
  /** What those edits came to whose place it took, and whether they were held; null where it took none's. */
  former: { change: FieldChange, held: boolean } | null
}

/** The steps of one action: `edits`, just made over `open`. */
export function stepsOf(snapshot: Snapshot, open: readonly OpenEdit[], edits: readonly Edit[]): Step[] {
  const taken = edits.some(({ supersedes }) => supersedes.length > 0) ? shownEdits(open) : []
  const before = new Map(taken.map(shown => [shown.edit.id, shown]))
  const after = shownAfter(snapshot, open, edits)
  return edits.map((edit) => {
    const slot = slotOf(edit.change.kind === 'undo' ? edit.change.undone : edit.change)
    const former = formerOf(edit.supersedes.flatMap(id => before.get(id) ?? []))
    return { edit, slot, after: after(slot), former }
  })
}

/** Among plain edits the newest of a slot says what shows there: hundreds that wait besides need not be gone through. */
function shownAfter(snapshot: Snapshot, open: readonly OpenEdit[], edits: readonly Edit[]): (slot: Slot) => SlotValue {
  const plain = edits.flatMap(({ change }) => change.kind === 'undo' ? [] : change)
  if (plain.length === edits.length) {
    const wanted = new Map(plain.map(change => [slotOf(change).id, wantedBy(change)]))
    return slot => wanted.get(slot.id) ?? null
  }
  const { content } = viewOf(snapshot, [...open, ...edits.map(edit => ({ edit, held: null }))])
  return slot => valueAt(content, slot)
}

/** A conflict was about the base it names: made on that once more, it is asked about once more. */
function formerOf(taken: readonly ShownEdit[]): Step['former'] {
  const last = taken.at(-1)
  if (last === undefined) return null
  const slot = slotOf(last.change)
  const first = taken.find(({ change }) => slotOf(change).id === slot.id) ?? last
  const base = last.held?.kind === 'conflict' ? last.held.base : baseOf(first.change)
  return { change: changeBetween(slot, base, wantedBy(last.change)) ?? last.change, held: taken.some(({ held }) => held !== null) }
}

/** Where an action is taken back: the case as it is now, and what ended each edit, as far as this page has heard. */
export interface Present {
  snapshot: Snapshot
  open: readonly OpenEdit[]
  endOf: (id: string) => Outcome['result'] | null
}

/**
 * What taking a step back comes to.
 * - `changed`: the slot no longer shows what the step left there, so that someone else's change would go with it.
 * - `fixed`: it was sent, and the service has no way back: it cannot clear a scalar or a metadata key.
 * - `notOurs`: the service held that value already, so that there is nothing of ours to take back.
 * - `nothing`: the step left everything as it was.
 */
export type Back = { kind: 'draft', draft: Draft } | { kind: 'changed' | 'fixed' | 'notOurs' | 'nothing' }

/**
 * Takes one step back: an edit that still waits just ends, and what it took the place of is drafted again; one that was
 * sent meanwhile gets its inverse. Bringing back what was taken back is the same, as that is a step as well.
 */
export function takeBack(step: Step, { snapshot, open, endOf }: Present): Back {
  const { edit, slot, after, former } = step
  const shown = valueAt(viewOf(snapshot, open).content, slot)
  if (!sameValue(slot.field, shown, after)) return { kind: 'changed' }
  const here = openAt(slot, open)
  const held = here.some(one => one.held !== null)
  const leads = former !== null && !says(former.change, slot, shown)
  if (edit.change.kind === 'undo') {
    if (held) return drafted(draftUndo(open, slot))
    return leads ? drafted({ supersedes: [], change: former.change }) : { kind: 'nothing' }
  }
  const { change } = edit
  const id = inItsPlace(edit.id, { open, endOf })
  // What was taken back and brought back is another edit, which says the same.
  const own = here.find(one => one.edit.id === id) ?? here.findLast(one => saysTheSame(one.change, change, slot))
  if (own === undefined) {
    const to = former?.held === false ? wantedBy(former.change) : baseOf(change)
    return takeBackSent(to, { slot, shown, end: endOf(id) })
  }
  if (former !== null && !leads && (held || saysTheSame(former.change, own.change, slot))) return { kind: 'nothing' }
  if (former !== null) return drafted({ supersedes: held ? here.map(one => one.edit.id) : [own.edit.id], change: former.change })
  if (held) return drafted(draftUndo(open, slot))
  return own === here.at(-1) ? drafted({ supersedes: [own.edit.id], change: { kind: 'undo', undone: own.change } }) : { kind: 'changed' }
}

function takeBackSent(to: SlotValue, { slot, shown, end }: { slot: Slot, shown: SlotValue, end: Outcome['result'] | null }): Back {
  if (end?.kind === 'alreadySo') return { kind: 'notOurs' }
  if (sameValue(slot.field, shown, to)) return { kind: 'nothing' }
  const change = changeBetween(slot, shown, to)
  return change === null ? { kind: 'fixed' } : drafted({ supersedes: [], change })
}

function drafted(draft: Draft | null): Back {
  return draft === null ? { kind: 'nothing' } : { kind: 'draft', draft }
}

/** Whether the change would leave the slot as it is. */
function says(change: FieldChange, slot: Slot, shown: SlotValue): boolean {
  return slotOf(change).id === slot.id && sameValue(slot.field, wantedBy(change), shown)
}

function saysTheSame(a: FieldChange, b: FieldChange, { field }: Slot): boolean {
  return a.kind === b.kind && sameValue(field, baseOf(a), baseOf(b)) && sameValue(field, wantedBy(a), wantedBy(b))
}

/** The edit that in the end took the place of this one. */
function inItsPlace(id: string, { open, endOf }: Pick<Present, 'open' | 'endOf'>): string {
  const successor = (taken: string): string | undefined => {
    const end = endOf(taken)
    return end?.kind === 'superseded' ? end.by : open.find(({ edit, held }) => held === null && edit.supersedes.includes(taken))?.edit.id
  }
  return lastOf(id, successor)
}
