import fc from 'fast-check'
import { expect, it } from 'vitest'
import { wordDiff } from '#domain/words/word-diff'

const own = (text: string, other: string) => wordDiff(text, other).filter(piece => piece.own).flatMap(piece => piece.text.trim().split(/\s+/))

it('marks the words that the other text has not', () => {
  expect(own('Mining contained by Mia', 'Mining on EC2')).toEqual(['contained', 'by', 'Mia'])
  expect(own('Mining: contained', 'Mining on EC2')).toEqual([':', 'contained'])
  expect(own('a b c d', 'a c d')).toEqual(['b'])
  expect(own('b x c', 'a b c')).toEqual(['x'])
  expect(own('same text', 'same text')).toEqual([])
})

it('loses no letter of the text, and marks none of what the other one begins with', () => {
  const word = fc.constantFrom('a', 'b', 'c', ' ', '\n', 'd ')
  const text = fc.array(word, { maxLength: 12 }).map(words => words.join(''))
  fc.assert(fc.property(text, text, (mine, theirs) => {
    const pieces = wordDiff(mine, theirs)
    expect(pieces.map(piece => piece.text).join('')).toBe(mine)
    expect(wordDiff(mine, mine).every(piece => !piece.own)).toBe(true)
    const kept = pieces.filter(piece => !piece.own).map(piece => piece.text).join('')
    expect(isWithin(kept, theirs)).toBe(true)
  }))
})

/** Whether all of `part` stands in `whole`, in this order. */
function isWithin(part: string, whole: string): boolean {
  let at = 0
  for (const letter of part) {
    at = whole.indexOf(letter, at) + 1
    if (at === 0) return false
  }
  return true
}
