import { diff3Merge } from 'node-diff3'
import type { Field } from './fields'
import { TEXT_LIMIT } from './fields'

/** Free texts, in which two people may have changed different places. */
const MERGED_FIELDS = ['title', 'description'] as const
export type MergedField = typeof MERGED_FIELDS[number]

export function isMergedField(field: Field): field is MergedField {
  return MERGED_FIELDS.some(merged => merged === field)
}

const LINES = /[^\n]*\n|[^\n]+$/g
/** A word with the space before it: changes of neighbouring words so touch, and only a whole word between them parts them. */
const WORDS = /\s*\S+|\s+$/g

/**
 * How often a piece of one text may stand in the other, summed over all pieces: prose of 8,000 characters comes to
 * about 15,000. The comparison takes time by it, minutes for a text of one word said four thousand times.
 */
const MOST_PAIRS = 30_000

/**
 * Both people's changes of one text, line by line, and within lines both changed word by word; null where the changes
 * touch, or where the field could not hold what comes of them. It does not matter whose text is whose.
 */
export function mergeTexts(field: MergedField, base: string, mine: string, theirs: string): string | null {
  const text = byLinesAndWords([mine, base, theirs], () => null)
  if (text === null) return null
  const [least, most] = TEXT_LIMIT[field]
  const length = [...text].length
  return length < least || length > most ? null : text
}

/** Something to start from where two texts conflict: `clashes` counts the places that both changed, which hold mine. */
export interface Suggestion { text: string, clashes: number }

/** Both people's changes wherever they do not touch; null where that would be one of the two texts, or takes too long to find. */
export function suggestText(base: string, mine: string, theirs: string): Suggestion | null {
  let clashes = 0
  const text = byLinesAndWords([mine, base, theirs], ([my]) => {
    clashes += 1
    return my
  })
  return text === null || text === mine || text === theirs ? null : { text, clashes }
}

type Texts = readonly [mine: string, base: string, theirs: string]
/** What is to stand where changes touch; null gives up. */
type Settle = (touching: Texts) => string | null

function byLinesAndWords(texts: Texts, settle: Settle): string | null {
  return mergePieces(texts, LINES, touching => mergePieces(touching, WORDS, settle))
}

function mergePieces([mine, base, theirs]: Texts, pieces: RegExp, settle: Settle): string | null {
  const a = mine.match(pieces) ?? []
  const o = base.match(pieces) ?? []
  const b = theirs.match(pieces) ?? []
  if (pairs(o, a) + pairs(o, b) > MOST_PAIRS) return null
  const merged: string[] = []
  for (const { ok, conflict } of diff3Merge([...a], [...o], [...b], { excludeFalseConflicts: true })) {
    const text = ok?.join('') ?? (conflict === undefined ? '' : settle([conflict.a.join(''), conflict.o.join(''), conflict.b.join('')]))
    if (text === null) return null
    merged.push(text)
  }
  return merged.join('')
}

function pairs(some: readonly string[], others: readonly string[]): number {
  const counts = new Map<string, number>()
  for (const piece of others) counts.set(piece, (counts.get(piece) ?? 0) + 1)
  return some.reduce((sum, piece) => sum + (counts.get(piece) ?? 0), 0)
}
