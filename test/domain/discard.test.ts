import { describe, expect, it } from 'vitest'
import { editSchema } from '#domain/edit'
import { scalarSlot } from '#domain/slot'
import { screen } from './undo-screen'

const TITLE = scalarSlot('title')

describe('several edits discarded at once', () => {
  const discarded = (...values: string[]) => {
    const page = screen()
    for (const value of values) page.record(page.put(TITLE, value))
    const { edit } = page.record(page.discard(TITLE))
    page.supersede()
    return { page, edit }
  }

  it('show what they were made on, whichever of them a call on its way put there', () => {
    for (const landed of ['B', 'C', 'D']) {
      const { page } = discarded('B', 'C', 'D')
      page.colleague(TITLE, landed)
      expect(page.shows(TITLE)).toBe('A')
      page.record(page.put(TITLE, 'E'))
      page.record(page.discard(TITLE))
      expect(page.shows(TITLE)).toBe('A')
    }
  })

  it('leave a colleague\'s value to be seen', () => {
    const { page } = discarded('B', 'C', 'D')
    page.colleague(TITLE, 'Theirs')
    expect(page.shows(TITLE)).toBe('Theirs')
  })

  it('say no more of a whole night\'s typing than what a call on its way may carry', () => {
    const { edit } = discarded(...Array.from({ length: 100 }, (_, index) => `${index}`))
    expect(editSchema.parse(edit).change).toMatchObject({ kind: 'undo', past: Array.from({ length: 20 }, (_, index) => `${98 - index}`) })
  })
})

it('shows what stands at the service as soon as it is discarded, where a lost journal alone knew whether that is ours', () => {
  const page = screen()
  page.record(page.put(TITLE, 'B'))
  page.colleague(TITLE, 'B')
  page.hold({ kind: 'recovered' })
  page.record(page.discard(TITLE))
  expect(page.shows(TITLE)).toBe('B')
  page.admit()
  expect(page.shows(TITLE)).toBe('B')
})
