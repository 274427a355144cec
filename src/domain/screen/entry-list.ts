import { refanged } from '../entry/enter-address'
import { regionName } from '../entry/regions'
import type { Entry, ListField } from '../fields'
import { KEY_MEMBER, OTHER_MEMBERS } from '../fields'
import { addressBytes } from '../ip'
import type { EntryRow } from './entry-rows'

/** By which member a list is sorted; null shows it as the service lists it. */
export type EntrySort = string | null

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** The rows in order of a member; those without it come last, and equal ones stay as they were. */
export function sortRows(field: ListField, rows: readonly EntryRow[], sort: EntrySort): readonly EntryRow[] {
  if (sort === null) return rows
  const keyed = rows.map(row => ({ row, text: row.entry[sort] ?? '', bytes: bytesOf(field, sort, row.entry) }))
  return keyed.sort((a, b) => {
    if (a.bytes !== null && b.bytes !== null) return compareBytes(a.bytes, b.bytes)
    if ((a.text === '') !== (b.text === '')) return a.text === '' ? 1 : -1
    return collator.compare(a.text, b.text)
  }).map(({ row }) => row)
}

/** Addresses in the order of their numbers, those of four bytes first. */
function bytesOf(field: ListField, sort: string, entry: Entry): readonly number[] | null {
  return field === 'threatActorIpAddresses' && sort === KEY_MEMBER[field] ? addressBytes(entry[sort] ?? '') : null
}

function compareBytes(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return a.length - b.length
  const at = a.findIndex((byte, index) => byte !== b[index])
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0)
}

/** The rows that hold every word of a text somewhere; addresses may be written as reports do, regions by their place. */
export function filterRows(field: ListField, rows: readonly EntryRow[], text: string): readonly EntryRow[] {
  const words = refanged(text).toLowerCase().split(/\s+/).filter(word => word !== '')
  if (words.length === 0) return rows
  return rows.filter(({ entry }) => {
    const name = field === 'impactedAwsRegions' ? regionName(entry['region'] ?? '') ?? '' : ''
    const all = `${Object.values(entry).join('\n')}\n${name}`.toLowerCase()
    return words.every(word => all.includes(word))
  })
}

/** One key a line. */
export function asList(field: ListField, entries: readonly Entry[]): string {
  return entries.map(entry => entry[KEY_MEMBER[field]] ?? '').join('\n')
}

/** A first row of column names, then one entry a row: what a paste of this app reads back. */
export function asCsv(field: ListField, entries: readonly Entry[]): string {
  const members = [KEY_MEMBER[field], ...OTHER_MEMBERS[field]]
  return [members, ...entries.map(entry => members.map(member => entry[member] ?? ''))].map(row => row.map(csvCell).join(',')).join('\n')
}

/** A spreadsheet takes what begins so for a formula, and these texts come from attackers: a quote before it has it read as text. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",;\t\n\r]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
