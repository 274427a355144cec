import type { Snapshot } from './case'
import { changeBetween } from './change'
import type { Edit } from './edit'
import type { SlotValue } from './outcome'
import type { Slot } from './slot'
import { baseOf, sameValue, valueAt, wantedBy } from './slot'
import type { OpenEdit } from './view'
import { openAt, viewOf } from './view'

/** What an edit says, before it is given an id and a time. */
export type Draft = Pick<Edit, 'supersedes' | 'change'>

/**
 * The edit that makes a slot hold `value`, on top of what the screen shows; null where it shows that already, or
 * no change can lead there. Where edits of the slot are held, the responder has seen why: the new one takes their
 * place and is made on what the service holds. `value` null takes an entry away. `seen` is what a field held before
 * it was typed into: where a colleague's change has arrived since, the edit is made on what the responder saw.
 */
export function draftEdit(snapshot: Snapshot, open: readonly OpenEdit[], slot: Slot, value: SlotValue, seen?: SlotValue): Draft | null {
  const here = openAt(slot, open)
  const decides = here.some(({ held }) => held !== null)
  const base = !decides && seen !== undefined ? seen : valueAt(decides ? snapshot.content : viewOf(snapshot, open).content, slot)
  const supersedes = decides ? here.map(({ edit }) => edit.id) : []
  if (!sameValue(slot.field, base, value)) {
    const change = changeBetween(slot, base, value)
    return change === null ? null : { supersedes, change }
  }
  return decides ? draftUndo(open, slot) : null
}

/** Takes back all open edits of a slot: what was never sent just ends, what was sent meanwhile is inverted. */
export function draftUndo(open: readonly OpenEdit[], slot: Slot): Draft | null {
  const here = openAt(slot, open)
  const [first, last] = [here.at(0), here.at(-1)]
  if (first === undefined || last === undefined) return null
  // Edits that cancel each other leave no way between their ends; the first one, inverted, leads back to the same.
  const undone = changeBetween(slot, baseOf(first.change), wantedBy(last.change)) ?? first.change
  return { supersedes: here.map(({ edit }) => edit.id), change: { kind: 'undo', undone } }
}

/** Sends what is held once more, as it is, made on what the service is now known to hold. */
export function draftRetry(snapshot: Snapshot, open: readonly OpenEdit[], slot: Slot): Draft | null {
  const last = openAt(slot, open).at(-1)
  return last === undefined ? null : draftEdit(snapshot, open, slot, wantedBy(last.change))
}
