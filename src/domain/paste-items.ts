import type { ListField } from './fields'
import { KEY_MEMBER } from './fields'

/** One entry as it stands in a pasted text: its own words, and the members read out of them, not yet checked. */
export interface PastedItem { text: string, members: Record<string, string> }

/** The items of a pasted text, in its order. */
export function* pastedItems(field: ListField, text: string): Generator<PastedItem> {
  for (const item of text.split(/[\n\r\t;]+/)) {
    if (item.trim() !== '') yield { text: item.trim(), members: { [KEY_MEMBER[field]]: item } }
  }
}
