import type { CaseContent, SlotValue } from './case'
import type { FieldChange } from './edit'
import type { Entry, Field, ListField, ScalarField } from './fields'
import { DATE_FIELDS, LIST_FIELDS } from './fields'
import { keyOf, sameEntry } from './key'

/**
 * The smallest part of a case that changes as one: a scalar field, or what stands under one key of a list.
 * `id` names it within its case.
 */
export interface Slot { id: string, field: Field, key: string | null }

export function isListField(field: Field): field is ListField {
  return LIST_FIELDS.some(list => list === field)
}

export function scalarSlot(field: ScalarField): Slot {
  return { id: field, field, key: null }
}

export function entrySlot(field: ListField, entry: Entry): Slot {
  const key = keyOf(field, entry)
  return { id: `${field}/${key}`, field, key }
}

// A change never changes, and its slot is asked for each time its case is drawn, folded or planned.
const slots = new WeakMap<FieldChange, Slot>()

export function slotOf(change: FieldChange): Slot {
  if (change.kind === 'set') return scalarSlot(change.field)
  const known = slots.get(change)
  if (known !== undefined) return known
  const slot = entrySlot(change.field, change.entry)
  slots.set(change, slot)
  return slot
}

/** What the change wants to stand in its slot. */
export function wantedBy(change: FieldChange): SlotValue {
  if (change.kind === 'set') return change.value
  return change.kind === 'remove' ? null : change.entry
}

/** What stood in the slot when the change was made. */
export function baseOf(change: FieldChange): SlotValue {
  switch (change.kind) {
    case 'set':
    case 'replace':
    case 'put': return change.base
    case 'remove': return change.entry
    case 'add': return null
  }
}

const entriesOf = new WeakMap<CaseContent, Map<ListField, ReadonlyMap<string, Entry>>>()

/** What a case holds in a slot. Each list of a content is gone through once, however many of its slots are asked for. */
export function valueAt(content: CaseContent, { field, key }: Slot): SlotValue {
  if (!isListField(field)) return content[field]
  const lists = entriesOf.get(content) ?? new Map<ListField, ReadonlyMap<string, Entry>>()
  entriesOf.set(content, lists)
  const entries = lists.get(field) ?? new Map(content[field].map(entry => [keyOf(field, entry), entry]))
  lists.set(field, entries)
  return entries.get(key ?? '') ?? null
}

/** Dates are compared at whole seconds: some clients drop the fraction on the wire. */
export function sameValue(field: Field, a: SlotValue, b: SlotValue): boolean {
  if (a === null || b === null) return a === b
  if (isListField(field)) return typeof a === 'object' && typeof b === 'object' && sameEntry(field, a, b)
  if (DATE_FIELDS.some(date => date === field)) {
    return typeof a === 'number' && typeof b === 'number' && Math.floor(a / 1000) === Math.floor(b / 1000)
  }
  return a === b
}
