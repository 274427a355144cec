import { diffWordsWithSpace } from 'diff'

/** A piece of a text, and whether it stands in that text alone. */
export interface Piece { text: string, own: boolean }

/** Two texts with less than this in common take long to compare and have little to show: they count as all different. */
const MOST_MS = 100

/** `text` in pieces that join up to it; those that `other` has not, word by word, are its own. */
export function wordDiff(text: string, other: string): Piece[] {
  const changes = diffWordsWithSpace(other, text, { timeout: MOST_MS })
  if (changes === undefined) return text === '' ? [] : [{ text, own: true }]
  return changes.filter(({ removed }) => !removed).map(({ value, added }) => ({ text: value, own: added }))
}
