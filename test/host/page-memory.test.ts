import { expect, it } from 'vitest'
import { createPageMemory } from '../../electron/page-memory'
import { JournalError } from '../../electron/ports/journal'
import { createFakeTimers, settled } from '../support/fake-timers'
import { createMemoryJournal } from '../support/memory-journal'

function host() {
  const { journal, refuseWrites } = createMemoryJournal()
  const clock = createFakeTimers()
  return { journal, clock, refuseWrites, open: (shell = 'chromium') => createPageMemory({ journal, shell, clock }) }
}

it('remembers that a page has a database as soon as one has, each shell its own', async () => {
  const { open } = host()
  const first = open()
  expect(first.remembered).toBeNull()
  first.acknowledged(0)
  await settled()
  expect(open().remembered).toBe(0)
  expect(open('electron').remembered).toBeNull()
})

it('never remembers more than the page has taken in, and all of it once it is closed', async () => {
  const { open, clock } = host()
  const memory = open()
  memory.acknowledged(0)
  memory.acknowledged(7)
  await clock.pass(1000)
  expect(open().remembered).toBeLessThanOrEqual(7)
  await clock.pass(60_000)
  expect(open().remembered).toBe(7)
  memory.acknowledged(9)
  await memory.close()
  expect([open().remembered, clock.armed()]).toEqual([9, 0])
})

it('of another life of the journal only knows that there was a database', async () => {
  const { open, journal } = host()
  await journal.note('page/chromium', '41 another-generation')
  expect(open().remembered).toBe(0)
})

it('on a full disk remembers it later', async () => {
  const { open, clock, refuseWrites } = host()
  const memory = open()
  refuseWrites(new JournalError('diskFull', 'Full.'))
  memory.acknowledged(3)
  await settled()
  refuseWrites(null)
  memory.acknowledged(4)
  await clock.pass(60_000)
  expect(open().remembered).toBe(4)
})
