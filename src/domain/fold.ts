import type { FieldChange } from './edit'
import type { SlotValue } from './outcome'
import type { Slot } from './slot'
import { baseOf, sameValue, slotOf, wantedBy } from './slot'

/**
 * An edit ready to be sent. `mayHold`: values that we ourselves wrote, or may have written, into its slot since
 * it was made (the first half of a replace, a call whose reply was lost): finding one there is no one else's doing.
 */
export interface LiveEdit {
  id: string
  change: FieldChange
  mayHold: readonly SlotValue[]
  /** The change is the inverse of one that was, or may have been, sent: a wish only while that one still stands. */
  takesBack?: boolean
}

/** What the edits of one slot come to. */
export interface Wanted {
  slot: Slot
  value: SlotValue
  /** The slot may be written while it holds one of these: what the edits were made on, or what we put there. */
  bases: readonly SlotValue[]
  /** The edits lead back to where they began and none of them was sent: there is nothing to say. */
  cancelled: boolean
  /** Nothing but inverses: see {@link LiveEdit}. */
  takesBack: boolean
  edits: readonly string[]
}

/**
 * Folds edits, in the order made, into one wish a slot: the later wins. Bases chain backwards: an edit made on
 * an earlier edit's value stands on that edit's base, as the service has never seen the value between.
 */
export function fold(edits: readonly LiveEdit[]): Wanted[] {
  const bySlot = new Map<string, [LiveEdit, ...LiveEdit[]]>()
  for (const edit of edits) {
    const { id } = slotOf(edit.change)
    const earlier = bySlot.get(id)
    if (earlier === undefined) bySlot.set(id, [edit])
    else earlier.push(edit)
  }
  return [...bySlot.values()].map(foldSlot)
}

function foldSlot(edits: readonly [LiveEdit, ...LiveEdit[]]): Wanted {
  const last = edits.at(-1) ?? edits[0]
  const slot = slotOf(last.change)
  const bases: SlotValue[] = []
  let first = baseOf(last.change)
  for (const { change, mayHold } of edits.toReversed()) {
    // From the newest base on, which is nearly always the one: twenty thousand edits may wait in one slot.
    const linked = change === last.change || bases.findLastIndex(base => sameValue(slot.field, base, wantedBy(change))) !== -1
    // What is not linked was made on another history of the slot (a second shell's): it is overtaken, its base is not ours.
    if (!linked) break
    first = baseOf(change)
    bases.push(first, ...mayHold)
  }
  const value = wantedBy(last.change)
  const sent = edits.some(({ mayHold }) => mayHold.length > 0)
  const cancelled = !sent && edits.length > 1 && sameValue(slot.field, first, value)
  const takesBack = edits.every(edit => edit.takesBack === true)
  return { slot, value, bases, cancelled, takesBack, edits: edits.map(({ id }) => id) }
}
