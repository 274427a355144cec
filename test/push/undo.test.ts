import { afterEach, expect, it } from 'vitest'
import { settled } from '../support/fake-timers'
import { A, address, startEngine, title } from './engine'

type Engine = ReturnType<typeof startEngine>
let engine: Engine
afterEach(async () => {
  await engine.stop()
})

it('takes an undone edit back at once, with no link', async () => {
  engine = startEngine({ cases: { [A]: { title: 'Old' } } })
  engine.memory.cut()
  const id = await engine.record('t', A, title('Old', 'New'))
  await engine.record('undo', A, { kind: 'undo', undone: title('Old', 'New') }, { supersedes: [id] })
  expect(engine.journal.unsettled()).toEqual([])
  engine.memory.restore()
  await engine.pass(10_000)
  expect(engine.log.filter(line => line.includes('updateCase'))).toEqual([])
})

it('sends the inverse where the undone edit was on its way already', async () => {
  engine = startEngine({ cases: { [A]: { title: 'Old' } } })
  const release = engine.memory.hold('updateCase')
  const id = await engine.record('t', A, title('Old', 'New'))
  await engine.record('undo', A, { kind: 'undo', undone: title('Old', 'New') }, { supersedes: [id] })
  release()
  await settled()
  expect(engine.memory.content(A).title).toBe('Old')
})

it('still takes back what may have been sent, where the undo came while its lost reply was waited out', async () => {
  engine = startEngine({ cases: { [A]: { title: 'Old' } } })
  engine.memory.failNext('updateCase', { kind: 'unknown', detail: 'reset', answered: false, retryAfterMs: null }, { applied: true })
  const id = await engine.record('t', A, title('Old', 'New'))
  await engine.record('undo', A, { kind: 'undo', undone: title('Old', 'New') }, { supersedes: [id] })
  await engine.pass(1000)
  expect(engine.memory.content(A).title).toBe('Old')
  expect(engine.journal.unsettled()).toEqual([])
})

it('knows a value that may have been sent for its own through one decision after another', async () => {
  engine = startEngine({ cases: { [A]: { title: 'Old' } } })
  engine.memory.failNext('updateCase', { kind: 'unknown', detail: 'reset', answered: false, retryAfterMs: null }, { applied: true })
  const first = await engine.record('first', A, title('Old', 'New'))
  const second = await engine.record('second', A, title('Old', 'Newer'), { supersedes: [first] })
  await engine.record('third', A, title('Old', 'Newest'), { supersedes: [second] })
  await engine.pass(1000)
  expect(engine.memory.content(A).title).toBe('Newest')
})

it('takes nothing of a colleague\'s away when an addition that was theirs already is undone', async () => {
  engine = startEngine({ cases: { [A]: { threatActorIpAddresses: [{ ipAddress: '203.0.113.1' }] } } })
  const id = await engine.record('ip', A, address('203.0.113.1'))
  await engine.record('undo', A, { kind: 'undo', undone: address('203.0.113.1') }, { supersedes: [id] })
  expect(engine.memory.content(A).threatActorIpAddresses).toHaveLength(1)
})

it('remembers an undo of what was never handed over, so that it is not sent when it comes', async () => {
  engine = startEngine({ cases: { [A]: { title: 'Old' } } })
  const unknown = '01900000-0000-7000-8000-000000000001'
  await engine.record('undo', A, { kind: 'undo', undone: title('Old', 'New') }, { supersedes: [unknown] })
  expect(engine.journal.knows(unknown)).toBe(true)
  expect(engine.journal.endOf(unknown)?.result.kind).toBe('superseded')
})

it('asks about an undo too that comes from a journal that was lost', async () => {
  engine = startEngine({ cases: { [A]: { title: 'New' } } })
  const sentBefore = '01900000-0000-7000-8000-000000000001'
  await engine.record('undo', A, { kind: 'undo', undone: title('Old', 'New') }, { supersedes: [sentBefore], generation: 'another' })
  expect(engine.log.filter(line => line.includes('undo'))).toEqual(['0 undo held: recovered'])
})

it('undoes the last of two edits that went in one call of which nothing arrived, and asks nobody', async () => {
  engine = startEngine({ cases: { [A]: { title: 'A' } } })
  engine.memory.cut()
  await engine.record('b', A, title('A', 'B'))
  const last = await engine.record('c', A, title('B', 'C'))
  engine.memory.failNext('updateCase', { kind: 'unknown', detail: 'reset', answered: false, retryAfterMs: null })
  const release = engine.memory.hold('updateCase')
  engine.memory.restore()
  await engine.pass(1000)
  await engine.record('undo', A, { kind: 'undo', undone: title('B', 'C') }, { supersedes: [last] })
  release()
  await engine.pass(400_000)
  expect(engine.memory.content(A).title).toBe('B')
  expect(engine.journal.unsettled()).toEqual([])
})
