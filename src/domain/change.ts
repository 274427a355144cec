import type { UpdateCall } from './call'
import type { CaseContent, SlotValue } from './case'
import type { FieldChange } from './edit'
import type { Entry, ListField, SetField } from './fields'
import { LIST_FIELDS, MAP_FIELD, SCALAR_FIELDS, SET_FIELDS } from './fields'
import { keyOf } from './key'
import type { Slot } from './slot'
import { baseOf, entrySlot, isListField, sameValue, scalarSlot, slotOf, wantedBy } from './slot'

/**
 * The content after the changes, in their order. A null scalar stays as it was, as the service cannot clear one;
 * an entry that changes keeps its place in the list.
 */
export function applyChanges(content: CaseContent, changes: readonly FieldChange[]): CaseContent {
  const scalars: Record<string, SlotValue> = {}
  const lists = new Map<ListField, Map<string, Entry>>()
  for (const change of changes) {
    const value = wantedBy(change)
    if (change.kind === 'set') scalars[change.field] = value
    else putEntry(listOf(change.field, content, lists), keyOf(change.field, change.entry), value)
  }
  return { ...content, ...scalars, ...Object.fromEntries([...lists].map(([field, entries]) => [field, [...entries.values()]])) }
}

function listOf(field: ListField, content: CaseContent, lists: Map<ListField, Map<string, Entry>>): Map<string, Entry> {
  const known = lists.get(field) ?? new Map(content[field].map(entry => [keyOf(field, entry), entry]))
  lists.set(field, known)
  return known
}

function putEntry(entries: Map<string, Entry>, key: string, value: SlotValue): void {
  if (value === null) entries.delete(key)
  else if (typeof value === 'object') entries.set(key, value)
}

/** The case as it is once the service has taken the call: deletions first, then additions. */
export function applyCall(content: CaseContent, call: UpdateCall): CaseContent {
  const next = { ...content, ...call.set }
  for (const field of SET_FIELDS) {
    const removed = new Set((call.remove[field] ?? []).map(entry => keyOf(field, entry)))
    const kept = removed.size === 0 ? next[field] : next[field].filter(entry => !removed.has(keyOf(field, entry)))
    next[field] = withEntries(field, kept, call.add[field] ?? [])
  }
  next[MAP_FIELD] = withEntries(MAP_FIELD, next[MAP_FIELD], call.put)
  return next
}

function withEntries(field: ListField, entries: readonly Entry[], added: readonly Entry[]): readonly Entry[] {
  if (added.length === 0) return entries
  const byKey = new Map(entries.map(entry => [keyOf(field, entry), entry]))
  for (const entry of added) byKey.set(keyOf(field, entry), entry)
  return [...byKey.values()]
}

/** What the call leaves in a slot; undefined where it does not touch it. Each list of the call is gone through once. */
export function callReader(call: UpdateCall): (slot: Slot) => SlotValue | undefined {
  const lists = new Map<ListField, ReadonlyMap<string, Entry | null>>()
  return ({ field, key }) => {
    if (!isListField(field)) return call.set[field]
    const entries = lists.get(field) ?? new Map(writesTo(field, call).map(([entry, value]) => [keyOf(field, entry), value]))
    lists.set(field, entries)
    return entries.get(key ?? '')
  }
}

/** Whether `call` writes all that `other` does. */
export function carries(call: UpdateCall, other: UpdateCall): boolean {
  const [read, readOther] = [callReader(call), callReader(other)]
  return slotsWritten(other).every((slot) => {
    const value = read(slot)
    return value !== undefined && sameValue(slot.field, value, readOther(slot) ?? null)
  })
}

export function slotsWritten(call: UpdateCall): Slot[] {
  const scalars = SCALAR_FIELDS.filter(field => call.set[field] !== undefined).map(scalarSlot)
  return [...scalars, ...LIST_FIELDS.flatMap(field => writesTo(field, call).map(([entry]) => entrySlot(field, entry)))]
}

function writesTo(field: ListField, { add, remove, put }: UpdateCall): Array<[entry: Entry, value: Entry | null]> {
  const added = field === MAP_FIELD ? put : add[field] ?? []
  const removed = field === MAP_FIELD ? [] : remove[field] ?? []
  return [...removed.map((entry): [Entry, null] => [entry, null]), ...added.map((entry): [Entry, Entry] => [entry, entry])]
}

/** The change that leads a slot from `base` to `value`; null where no change can (clearing a scalar or a metadata key). */
export function changeBetween(slot: Slot, base: SlotValue, value: SlotValue): FieldChange | null {
  const { field } = slot
  if (!isListField(field)) {
    if (value === null || typeof value === 'object' || (typeof base === 'object' && base !== null)) return null
    return { kind: 'set', field, value, base }
  }
  const before = typeof base === 'object' ? base : null
  if (value === null) return before === null || field === MAP_FIELD ? null : { kind: 'remove', field, entry: before }
  if (typeof value !== 'object') return null
  if (field === MAP_FIELD) return { kind: 'put', field, entry: value, base: before }
  return before === null ? { kind: 'add', field, entry: value } : { kind: 'replace', field, entry: value, base: before }
}

/** The change that takes this one back; null where the service offers none (it cannot clear a scalar or a metadata key). */
export function inverse(change: FieldChange): FieldChange | null {
  return changeBetween(slotOf(change), wantedBy(change), baseOf(change))
}

/** Nothing in it: such a call is never sent. */
export function isEmptyCall(call: UpdateCall): boolean {
  return call.put.length === 0
    && SCALAR_FIELDS.every(field => call.set[field] === undefined)
    && SET_FIELDS.every(field => call.add[field] === undefined && call.remove[field] === undefined)
}

/** Whether a case shows less than the call wrote: a read that was made before it, or a colleague's change since. */
export function lacks(content: CaseContent, call: UpdateCall): boolean {
  return SCALAR_FIELDS.some(field => call.set[field] !== undefined && !sameValue(field, content[field], call.set[field]))
    || SET_FIELDS.some(field => lacksEntries(field, content[field], call.add[field]) || holdsAny(field, content[field], call))
    || lacksEntries(MAP_FIELD, content[MAP_FIELD], call.put)
}

function lacksEntries(field: ListField, entries: readonly Entry[], added: readonly Entry[] = []): boolean {
  const byKey = new Map(entries.map(entry => [keyOf(field, entry), entry]))
  return added.some(entry => !sameValue(field, byKey.get(keyOf(field, entry)) ?? null, entry))
}

function holdsAny(field: SetField, entries: readonly Entry[], { add, remove }: UpdateCall): boolean {
  const added = new Set((add[field] ?? []).map(entry => keyOf(field, entry)))
  const removed = new Set((remove[field] ?? []).map(entry => keyOf(field, entry)))
  return entries.some(entry => removed.has(keyOf(field, entry)) && !added.has(keyOf(field, entry)))
}
