import { expect, it } from 'vitest'
import { createReads } from '#push/reads'
import { createFakeTimers } from '../support/fake-timers'
import { createMemoryJournal } from '../support/memory-journal'
import { CASE, editId, snapshotOf } from '../support/samples'

it('believes in the end what every read shows, though our write of the same second is not in it', async () => {
  const timers = createFakeTimers()
  const reads = createReads({ journal: createMemoryJournal().journal, clock: { ...timers, random: () => 0.5 } })
  const asWritten = snapshotOf({ title: 'As the service writes it', updated: 5000 })
  expect(reads.believe(asWritten)).toBe(true)
  reads.wrote(CASE, { set: { title: 'as the service writes it ' }, add: {}, remove: {}, put: [] })
  expect(reads.believe(asWritten)).toBe(false)
  await timers.pass(120_000)
  expect(reads.believe(asWritten)).toBe(true)
})

it('believes after a restart what it believed before, though a colleague has changed since what we wrote within the last minute', async () => {
  const timers = createFakeTimers()
  const clock = { ...timers, random: () => 0.5 }
  const { journal } = createMemoryJournal()
  const reads = createReads({ journal, clock })
  const call = { set: { title: 'Ours' }, add: {}, remove: {}, put: [] }
  reads.believe(snapshotOf({ title: 'Before', updated: 5000 }))
  reads.wrote(CASE, call)
  await journal.conclude([{ at: clock.now(), caseId: CASE, edits: [editId(1)], result: { kind: 'sent', requestId: 'r', intent: editId(2), wrote: call, meant: {} } }])
  await timers.pass(10)
  const theirs = snapshotOf({ title: 'Theirs', updated: 7000 })
  expect(reads.believe(theirs)).toBe(true)

  const afterRestart = createReads({ journal, clock })
  expect(afterRestart.believe(theirs)).toBe(true)
  expect(afterRestart.believe(snapshotOf({ title: 'Before', updated: 5000 }))).toBe(false)
})
