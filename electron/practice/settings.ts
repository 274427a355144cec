import { KEY_MEMBER, type Entry, type ListField, type SetField } from '#domain/fields'
import type { UpdateCall } from '#domain/call'
import { z } from '#domain/zod'
import type { FieldComplaint } from './errors'

/** What nobody knows of the real service and this one can be told to do either way. */
export const settingsSchema = z.strictObject({
  /** Whether the metadata of a call joins what the case holds or takes its place. */
  caseMetadata: z.enum(['merge', 'replace']),
})
export type Settings = z.infer<typeof settingsSchema>

export const DEFAULT_SETTINGS: Settings = { caseMetadata: 'merge' }

/**
 * The rest of this file decides, one function each, what the model leaves open (SERVICE section 5); whatever the
 * real service does, a client has to come out right.
 */

/** Two entries with one key are the same entry. E-mail addresses are compared without regard to case. */
export function keyOf(field: ListField, entry: Entry): string {
  const key = entry[KEY_MEMBER[field]] ?? ''
  return field === 'watchers' ? key.toLowerCase() : key
}

/** An entry that exists is overwritten in its place, not ignored and not doubled. */
export function withAdded(field: ListField, held: readonly Entry[], added: readonly Entry[]): Entry[] {
  const byKey = new Map(held.map(entry => [keyOf(field, entry), entry]))
  for (const entry of added) byKey.set(keyOf(field, entry), entry)
  return [...byKey.values()]
}

/** Deleting goes by the key, whatever else the entry carries; what is absent is passed over. */
export function withoutDeleted(field: SetField, held: readonly Entry[], deleted: readonly Entry[]): Entry[] {
  const keys = new Set(deleted.map(entry => keyOf(field, entry)))
  return held.filter(entry => !keys.has(keyOf(field, entry)))
}

export function withMetadata({ caseMetadata }: Settings, held: readonly Entry[], given: readonly Entry[]): Entry[] {
  return withAdded('caseMetadata', caseMetadata === 'merge' ? held : [], given)
}

/** One key in both lists of a call is refused. */
export function complaintsOfBothLists(field: SetField, { add, remove }: Pick<UpdateCall, 'add' | 'remove'>): FieldComplaint[] {
  const deleted = new Set((remove[field] ?? []).map(entry => keyOf(field, entry)))
  return (add[field] ?? []).flatMap((entry, index) => deleted.has(keyOf(field, entry))
    ? [{ name: `${field}ToAdd[${index}]`, message: `Member must not also be in ${field}ToDelete` }]
    : [])
}
