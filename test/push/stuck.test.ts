import { afterEach, expect, it } from 'vitest'
import { settled } from '../support/fake-timers'
import { A, B, startEngine, title } from './engine'

type Engine = ReturnType<typeof startEngine>
let engine: Engine
afterEach(async () => {
  await engine.stop()
})

it('goes on with a case whose call the closed gate ended just as it opened again', async () => {
  engine = startEngine({ cases: { [A]: { title: 'Old' }, [B]: { title: 'Old' } } })
  const release = engine.memory.hold('updateCase')
  await engine.record('a', A, title('Old', 'New'))
  await engine.record('b', B, title('Old', 'New'))
  engine.memory.failNext('updateCase', { kind: 'signIn', message: 'Sign in again.' }, { caseId: A })
  release()
  await settled()
  expect(engine.memory.content(A).title).toBe('New')
})

it('leaves a case alone for as long as the service asked, though the journal cannot be written meanwhile', async () => {
  engine = startEngine({ cases: { [A]: { title: 'Old' } } })
  engine.memory.failNext('updateCase', { kind: 'unknown', detail: 'InternalServerException', answered: true, retryAfterMs: 120_000 })
  await engine.record('first', A, title('Old', 'New'))
  engine.refuseConclusions(true)
  const second = '01900000-0000-7000-8000-000000000001'
  await engine.record('undo', A, { kind: 'undo', undone: title('New', 'Newer') }, { supersedes: [second] })
  await engine.pass(1000)
  engine.refuseConclusions(false)
  await engine.pass(100_000)
  expect(engine.log.filter(line => line.includes('getCase'))).toEqual(['0 getCase 1'])
  await engine.pass(60_000)
  expect(engine.memory.content(A).title).toBe('New')
})

it('ends an edit that was undone while its call failed, without waiting for the next try', async () => {
  engine = startEngine({ cases: { [A]: { title: 'Old' } } })
  const release = engine.memory.hold('updateCase')
  engine.memory.failNext('updateCase', { kind: 'conflict' })
  const id = await engine.record('first', A, title('Old', 'New'))
  await engine.record('undo', A, { kind: 'undo', undone: title('Old', 'New') }, { supersedes: [id] })
  release()
  await settled()
  expect(engine.journal.unsettled()).toEqual([])
})
