import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Piece } from '#domain/words/three-texts'
import { threeTexts, withSkips } from '#domain/words/three-texts'

const marked = (pieces: readonly Piece[] | null) => (pieces ?? []).filter(({ kind }) => kind !== 'same').map(({ text, title }) => [text, title])
const joined = (pieces: readonly Piece[] | null) => pieces?.map(({ text }) => text).join('') ?? null

it('marks what each put in, and in the text of before what either took away and who', () => {
  const { base, theirs, mine } = threeTexts({ base: 'Key leaked in march by Mia', theirs: 'Key leaked in april', mine: 'Key used in may by Mia' })
  expect(marked(theirs)).toEqual([['april', undefined]])
  expect(marked(mine)).toEqual([['used', undefined], ['may', undefined]])
  expect(marked(base)).toEqual([['leaked', 'Not in mine'], ['march', 'In neither theirs nor mine'], ['by Mia', 'Not in theirs']])
})

it('marks words that all differ as one stretch, and never a space beside one that does not', () => {
  const { base, theirs, mine } = threeTexts({ base: 'Mining after a takeover', theirs: 'Build pipeline abused', mine: 'Mining after a takeover (contained)' })
  expect(marked(theirs)).toEqual([['Build pipeline abused', undefined]])
  expect(marked(base)).toEqual([['Mining after a takeover', 'Not in theirs']])
  expect(marked(mine)).toEqual([['(contained)', undefined]])
})

it('marks nothing where nothing was before, and says so where there is nothing', () => {
  expect(threeTexts({ base: null, theirs: 'one', mine: null })).toEqual({ base: null, theirs: [{ kind: 'same', text: 'one' }], mine: null })
})

it('loses no letter of any text', () => {
  const text = fc.array(fc.constantFrom('a', 'b', ' ', '\n', 'c d'), { maxLength: 10 }).map(words => words.join(''))
  fc.assert(fc.property(text, text, text, (base, theirs, mine) => {
    const texts = threeTexts({ base, theirs, mine })
    expect([joined(texts.base), joined(texts.theirs), joined(texts.mine)]).toEqual([base, theirs, mine])
  }))
})

it('leaves out the long stretch in which nobody changed anything, and no word of what differs', () => {
  const filler = 'the same words again and again '.repeat(60)
  const { mine } = threeTexts({ base: `${filler}end`, theirs: `${filler}end`, mine: `New ${filler}${filler}end` })
  const short = withSkips(mine ?? [])
  expect(short.filter(({ kind }) => kind === 'skipped').map(({ text }) => text.trim())).toEqual([expect.stringMatching(/^… \d+ words the same …$/)])
  expect(joined(short)?.length).toBeLessThan(filler.length + 500)
  expect(marked(short).map(([text]) => text)).toContain('New')
  expect(withSkips([{ kind: 'same', text: 'short' }])).toEqual([{ kind: 'same', text: 'short' }])
})
