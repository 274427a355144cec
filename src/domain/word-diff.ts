/** A piece of a text, and whether it stands in that text alone. */
export interface Piece { text: string, own: boolean }

/** Above so many pairs of words the middle of two texts counts as all different: they have little in common to show. */
const MOST_PAIRS = 4_000_000

/** `text` in pieces that join up to it; those that `other` has not, word by word, are its own. */
export function wordDiff(text: string, other: string): Piece[] {
  const [mine, theirs] = [wordsOf(text), wordsOf(other)]
  const start = sameLength(mine, theirs)
  const end = sameLength(mine.slice(start).reverse(), theirs.slice(start).reverse())
  const middle = mine.slice(start, mine.length - end)
  const own = ownWords(middle, theirs.slice(start, theirs.length - end))
  const flags = mine.map((_, index) => index >= start && index < mine.length - end && own[index - start] === true)
  // The space between two words that are its own belongs to them.
  const joins = (index: number): boolean => /^\s/.test(mine[index] ?? '') && flags[index - 1] === true && flags[index + 1] === true
  return joined(mine, flags.map((flag, index) => flag || joins(index)))
}

const wordsOf = (text: string): string[] => text.match(/\s+|[\p{L}\p{N}_-]+|[^\s\p{L}\p{N}_-]/gu) ?? []

function sameLength(a: readonly string[], b: readonly string[]): number {
  let length = 0
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1
  return length
}

/** Of each word of `a`, whether it is outside the longest run of words that both have in this order. */
function ownWords(a: readonly string[], b: readonly string[]): boolean[] {
  if (a.length * b.length > MOST_PAIRS) return a.map(() => true)
  const width = b.length + 1
  const lengths = new Uint16Array((a.length + 1) * width)
  const at = (row: number, column: number): number => lengths[row * width + column] ?? 0
  for (let row = a.length - 1; row >= 0; row -= 1) {
    for (let column = b.length - 1; column >= 0; column -= 1) {
      const same = a[row] === b[column]
      lengths[row * width + column] = same ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1))
    }
  }
  let column = 0
  return a.map((word, row) => {
    while (column < b.length && b[column] !== word && at(row, column + 1) === at(row, column)) column += 1
    const shared = b[column] === word && at(row, column) === at(row + 1, column + 1) + 1
    if (shared) column += 1
    return !shared
  })
}

function joined(words: readonly string[], own: readonly boolean[]): Piece[] {
  const pieces: Piece[] = []
  for (const [index, text] of words.entries()) {
    const last = pieces.at(-1)
    if (last !== undefined && last.own === own[index]) last.text += text
    else pieces.push({ text, own: own[index] === true })
  }
  return pieces
}
