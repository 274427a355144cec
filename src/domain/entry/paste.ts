import { enterEntry } from './enter-entry'
import type { Entry, ListField } from '../fields'
import { KEY_MEMBER } from '../fields'
import { keyOf, sameEntry } from '../key'
import { listFull, roomFor } from '../list-limit'
import { pastedItems } from './paste-items'

/**
 * What a pasted text would do to a list. Every item of it stands in exactly one of `fresh`, `there`, `changes` and
 * `refused`; `corrected` repeats those of the first three that are not taken letter for letter.
 */
export interface PastePreview {
  /** To be added. */
  fresh: Entry[]
  /** In the list already, or earlier in the paste. */
  there: Entry[]
  /** In the list already, but with another name, user agent, metadata value: `to` keeps what the paste does not name. */
  changes: Array<{ from: Entry, to: Entry }>
  corrected: Array<{ from: string, entry: Entry, how: string }>
  refused: Array<{ text: string, reason: string }>
  /** The names of columns that hold nothing of the list. */
  leftOut: readonly string[]
}

/** Reads many entries out of a pasted text; in time linear to its length. Adds nothing, decides nothing. */
export function readPaste(field: ListField, text: string, present: readonly Entry[]): PastePreview {
  const { items, leftOut } = pastedItems(field, text)
  const preview: PastePreview = { fresh: [], there: [], changes: [], corrected: [], refused: [], leftOut }
  const standing = new Map(present.map(entry => [keyOf(field, entry), entry]))
  const pasted = new Map<string, Entry>()
  for (const { text: from, members } of items) {
    const entered = enterEntry(field, members)
    const refuse = (reason: string) => preview.refused.push({ text: from, reason })
    if (!entered.ok) {
      refuse(entered.reason)
      continue
    }
    const key = keyOf(field, entered.value)
    const earlier = pasted.get(key)
    const stands = standing.get(key)
    const entry = stands === undefined ? entered.value : { ...stands, ...entered.value, [KEY_MEMBER[field]]: stands[KEY_MEMBER[field]] ?? '' }
    if (earlier !== undefined && !adds(field, earlier, entered.value)) preview.there.push(entry)
    else if (earlier !== undefined) {
      refuse('This stands more than once in the paste, with different details: the first is taken.')
      continue
    }
    else if (stands !== undefined && sameEntry(field, stands, entry)) preview.there.push(entry)
    else if (stands !== undefined) preview.changes.push({ from: stands, to: entry })
    else if (roomFor(field, present.length + preview.fresh.length) === 0) {
      refuse(listFull(field, present.length, preview.fresh.length))
      continue
    }
    else preview.fresh.push(entry)
    if (earlier === undefined) pasted.set(key, entry)
    if (entered.corrected !== null) preview.corrected.push({ from, entry, how: entered.corrected })
  }
  return preview
}

/** Whether the entry says anything that the other of the same key does not. */
function adds(field: ListField, known: Entry, entry: Entry): boolean {
  return !sameEntry(field, known, { ...known, ...entry })
}
