import { expect, it } from 'vitest'
import { createReads } from '#push/reads'
import { createFakeTimers } from '../support/fake-timers'
import { createMemoryJournal } from '../support/memory-journal'
import { CASE, snapshotOf } from '../support/samples'

it('believes in the end what every read shows, though our write of the same second is not in it', async () => {
  const timers = createFakeTimers()
  const reads = createReads({ journal: createMemoryJournal().journal, clock: { ...timers, random: () => 0.5 } })
  const asWritten = snapshotOf({ title: 'As the service writes it', updated: 5000 })
  expect(await reads.believe(asWritten)).toBe(true)
  reads.wrote(CASE, { set: { title: 'as the service writes it ' }, add: {}, remove: {}, put: [] })
  expect(await reads.believe(asWritten)).toBe(false)
  await timers.pass(120_000)
  expect(await reads.believe(asWritten)).toBe(true)
})
