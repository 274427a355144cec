import type { UpdateCall } from '../call'
import type { SlotValue, Snapshot } from '../case'
import type { Edit } from '../edit'
import { MAP_FIELD, SCALAR_FIELDS } from '../fields'
import type { Slot } from '../slot'
import { baseOf, entrySlot, sameValue, scalarSlot, slotOf, valueAt, wantedBy } from '../slot'

/** What stood in a slot before a call of ours: as the case was `read`, or as the responder had it before them when it was `edited`. */
export interface Stood { value: SlotValue, at: number, when: 'read' | 'edited' }

/** What stood in each slot before one call of ours, where anybody here has seen that. */
export type Before = (slot: Slot) => Stood | null

/** What one call of ours put in the place of what stood there, as far as that is known. */
export interface Replaced { slot: Slot, was: NonNullable<SlotValue>, wrote: NonNullable<SlotValue>, at: number, when: Stood['when'] }

/** The case as it was last read before the call. */
export function beforeByRead({ content, readAt }: Snapshot): Before {
  return slot => ({ value: valueAt(content, slot), at: readAt, when: 'read' })
}

/** By the edits that the call finished: each carries what it was made on. Of one slot the first says what stood before them all. */
export function beforeByEdits(edits: readonly Edit[]): Before {
  const firsts = new Map<string, Stood>()
  for (const { at, change } of [...edits].sort((a, b) => a.id < b.id ? -1 : 1)) {
    const { id } = slotOf(change.kind === 'undo' ? change.undone : change)
    const value = change.kind === 'undo' ? wantedBy(change.undone) : baseOf(change)
    if (!firsts.has(id)) firsts.set(id, { value, at, when: 'edited' })
  }
  return ({ id }) => firsts.get(id) ?? null
}

/**
 * Each slot in which a call may have replaced what a colleague wrote, with what was last seen there before it: not what was
 * written in between, which nobody here has seen. Entries of sets stand side by side and are not among them; what was empty
 * cannot be put back, as the service clears neither a field nor a metadata key.
 */
export function replacedSlots({ set, put }: UpdateCall, before: Before): Replaced[] {
  const scalars = SCALAR_FIELDS.map(field => ({ slot: scalarSlot(field), wrote: set[field] ?? null }))
  const entries = put.map(entry => ({ slot: entrySlot(MAP_FIELD, entry), wrote: entry }))
  return [...scalars, ...entries].flatMap(({ slot, wrote }): Replaced[] => {
    const { value: was = null, at = 0, when = 'read' } = before(slot) ?? {}
    return wrote === null || was === null || sameValue(slot.field, was, wrote) ? [] : [{ slot, was, wrote, at, when }]
  })
}
