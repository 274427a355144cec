import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fold } from '#domain/fold'
import { merge } from '#domain/merge'
import { mergeTexts, suggestText } from '#domain/text-merge'

const merged = (base: string, mine: string, theirs: string) => mergeTexts('description', base, mine, theirs)

describe('two people change one text', () => {
  it.each([
    ['in different lines', 'one\ntwo\nthree', 'ONE\ntwo\nthree', 'one\ntwo\nTHREE', 'ONE\ntwo\nTHREE'],
    ['at both ends of a line', 'one two three', 'ONE two three', 'one two THREE', 'ONE two THREE'],
    ['one of them only by adding below', 'seen at 17:40', 'seen at 17:40\n\nKey deactivated.', 'Seen at 17:40', 'Seen at 17:40\n\nKey deactivated.'],
    ['both in the same way', 'one two three', 'one 2 three', 'one 2 three', 'one 2 three'],
    ['by taking different words away', 'a b c d', 'b c d', 'a b c', 'b c'],
  ])('%s: both changes are kept', (_, base, mine, theirs, both) => {
    expect(merged(base, mine, theirs)).toBe(both)
  })

  it.each([
    ['the same word', 'one two three', 'one 2 three', 'one II three'],
    ['neighbouring words', 'one two three', 'ONE two three', 'one TWO three'],
    ['the same end', 'one', 'one two', 'one three'],
    ['all of it', 'one', 'two', 'three'],
    ['what the other took away', 'one two three', 'one 2 three', 'one three'],
  ])('in %s: nobody can say which is right', (_, base, mine, theirs) => {
    expect(merged(base, mine, theirs)).toBeNull()
  })

  it('whosever text is whose', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', '\n', ' '), { maxLength: 12 }).map(pieces => pieces.join(' '))
    fc.assert(fc.property(text, text, text, (base, mine, theirs) => {
      expect(merged(base, mine, theirs)).toBe(merged(base, theirs, mine))
    }))
  })

  it('keeps a change that meets none', () => {
    const text = fc.string({ minLength: 1, maxLength: 40 })
    fc.assert(fc.property(text, text, (base, mine) => {
      expect(merged(base, mine, base)).toBe(mine)
      expect(merged(base, base, mine)).toBe(mine)
    }))
  })

  it('to more than the field can hold: it is asked about', () => {
    const base = `${'x'.repeat(148)} middle ${'y'.repeat(140)}`
    expect(mergeTexts('title', base, `${base} and`, `now ${base}`)).toBeNull()
    expect(mergeTexts('description', base, `${base} and`, `now ${base}`)).toBe(`now ${base} and`)
  })

  it('of so few words said so often that no comparison ends in time: it is asked about', () => {
    const base = 'la '.repeat(2600)
    expect(merged(base, `oh ${base}`, `${base}oh`)).toBeNull()
  })
})

describe('a text to start from where two conflict', () => {
  it.each([
    ['one touching word among others that do not touch', 'a b c d e', 'a B c d e', 'a BB c d E', 'a B c d E', 1],
    ['a line that both changed, and one that only theirs did', 'seen\nby Mia', 'seen at noon\nby Mia', 'seen at night\nby Noa', 'seen at noon\nby Noa', 1],
    ['nothing that touches', 'one two three', 'ONE two three', 'one two THREE', 'ONE two THREE', 0],
  ])('%s: has theirs wherever it does not touch mine', (_, base, mine, theirs, text, clashes) => {
    expect(suggestText(base, mine, theirs)).toEqual({ text, clashes })
  })

  it('is none where it would be one of the two', () => {
    expect(suggestText('one', 'two', 'three')).toBeNull()
    expect(suggestText('one', 'one', 'three')).toBeNull()
  })
})

describe('a text that was merged once', () => {
  const written = [{ value: 'ONE two THREE', meant: 'ONE two three' }]
  const edit = (base: string, value: string, passed?: 'surely') =>
    ({ id: 'e', change: { kind: 'set' as const, field: 'title' as const, base, value }, written, passed })

  it('holds our words and is not sent again', () => {
    const [wish] = fold([edit('one two three', 'ONE two three', 'surely')])
    expect(wish && merge(wish, 'ONE two THREE')).toEqual({ kind: 'alreadySo' })
  })

  it('keeps the colleague\'s words when ours change again', () => {
    const [wish] = fold([edit('ONE two three', 'EINS two three')])
    expect(wish && merge(wish, 'ONE two THREE')).toEqual({ kind: 'write', value: 'EINS two THREE' })
  })
})
