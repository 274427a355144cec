import { enterEntry } from './enter-entry'
import type { Entered } from './entered'
import type { Entry, ListField } from '../fields'
import { KEY_MEMBER } from '../fields'

/**
 * The entry with one member as typed. Its key stays as it is written, and so do members this version does not know;
 * an optional member that was emptied goes.
 */
export function enterMember(field: ListField, entry: Entry, member: string, text: string): Entered<Entry> {
  const key = KEY_MEMBER[field]
  const entered = enterEntry(field, { ...entry, [member]: text })
  if (!entered.ok) return entered
  const others = Object.entries(entry).filter(([name]) => name !== member)
  return { ...entered, value: { ...Object.fromEntries(others), ...entered.value, [key]: entry[key] ?? '' } }
}
