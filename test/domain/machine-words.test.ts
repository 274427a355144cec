import { expect, it } from 'vitest'
import { databaseWords, lackedWords, roomWords } from '#domain/words/machine'

const MB = 1024 * 1024

it('says nothing of a disk with room', () => {
  expect(roomWords({ state: 'enough', freeBytes: 900 * MB }, 0)).toBeNull()
})

it('says of a disk with little room that edits are still saved', () => {
  expect(roomWords({ state: 'low', freeBytes: 40.7 * MB }, 0)).toMatchObject({
    tone: 'quiet', title: 'Only 40 MB are left on this disk.', text: expect.stringContaining('Edits are still saved.'),
  })
})

it('says of a full disk what is safe, what is not, and what to do', () => {
  expect(roomWords({ state: 'full', freeBytes: 3 * MB }, 2)).toEqual({
    tone: 'alarm',
    title: 'This disk is full: only 3 MB are left.',
    text: 'Everything saved before is safe, and is still sent. 2 edits are on this screen only, and not saved: do not close Fieldcase. '
      + 'Free 50 MB or more: saving then goes on by itself.',
  })
  expect(roomWords({ state: 'full', freeBytes: 10 }, 1)).toMatchObject({
    title: 'This disk is full: less than 1 MB is left.', text: expect.stringContaining('1 edit is on this screen only'),
  })
})

it('never says that an edit is lost which the journal has', () => {
  for (const kind of ['aside', 'empty', 'behind'] as const) {
    expect(databaseWords(kind).text).toContain('Every edit that was saved has come back from the journal')
  }
  expect(lackedWords(1).title).toBe('1 edit was missing from the journal on this machine, and came back from the database.')
})
