import { afterEach, expect, it } from 'vitest'
import { settled } from '../support/fake-timers'
import { A, B, startEngine, title } from './engine'

type Engine = ReturnType<typeof startEngine>
let engine: Engine
afterEach(async () => {
  expect(engine.idleWithWork()).toBe(false)
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
