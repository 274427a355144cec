import type { UpdateCall } from '../call'
import type { Snapshot } from '../case'
import { MAP_FIELD, SCALAR_FIELDS } from '../fields'
import type { SlotValue } from '../outcome'
import type { Slot } from '../slot'
import { entrySlot, sameValue, scalarSlot, valueAt } from '../slot'

/** What one call of ours put in the place of what stood there, as far as that is known. */
export interface Replaced { slot: Slot, was: NonNullable<SlotValue>, wrote: NonNullable<SlotValue> }

/**
 * Each slot in which a call may have replaced what a colleague wrote, with what was last seen there before it: not what was
 * written in between, which nobody here has seen. Entries of sets stand side by side and are not among them; what was empty
 * cannot be put back, as the service clears neither a field nor a metadata key.
 */
export function replacedSlots({ set, put }: UpdateCall, { content }: Snapshot): Replaced[] {
  const scalars = SCALAR_FIELDS.map(field => ({ slot: scalarSlot(field), wrote: set[field] ?? null }))
  const entries = put.map(entry => ({ slot: entrySlot(MAP_FIELD, entry), wrote: entry }))
  return [...scalars, ...entries].flatMap(({ slot, wrote }): Replaced[] => {
    const was = valueAt(content, slot)
    return wrote === null || was === null || sameValue(slot.field, was, wrote) ? [] : [{ slot, was, wrote }]
  })
}
