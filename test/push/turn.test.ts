import { afterEach, expect, it } from 'vitest'
import { settled } from '../support/fake-timers'
import { A, B, startEngine, title } from './engine'

type Engine = ReturnType<typeof startEngine>
let engine: Engine
afterEach(async () => {
  await engine.stop()
})

const analyst = { email: 'ann@example.com', jobTitle: 'Analyst' }
const lead = { email: 'ann@example.com', jobTitle: 'Lead' }
const replace = { kind: 'replace', field: 'watchers', entry: lead, base: analyst } as const

it('writes over nothing that a colleague wrote while the service had asked to be left alone', async () => {
  engine = startEngine({ cases: { [A]: { watchers: [analyst] }, [B]: {} } })
  const release = engine.memory.hold('updateCase')
  await engine.record('replace', A, replace)
  engine.memory.failNext('getCase', { kind: 'throttled', retryAfterMs: 30_000 }, { caseId: B })
  await engine.record('b', B, title(null, 'New'))
  release()
  await settled()
  const theirs = { ...lead, jobTitle: 'Director' }
  engine.memory.writeAs(A, { add: { watchers: [theirs] } })
  await engine.pass(31_000)
  expect(engine.memory.content(A).watchers).toEqual([theirs])
  expect(engine.log).toContainEqual(expect.stringMatching(/ replace held: conflict$/))
})

it('sends nothing of what was undone while it waited for its turn', async () => {
  engine = startEngine({ cases: { [A]: { title: 'Old' }, [B]: {} } })
  engine.memory.failNext('getCase', { kind: 'throttled', retryAfterMs: 30_000 }, { caseId: B })
  await engine.record('b', B, title(null, 'New'))
  const id = await engine.record('a', A, title('Old', 'New'))
  await engine.record('undo', A, { kind: 'undo', undone: title('Old', 'New') }, { supersedes: [id] })
  await engine.pass(31_000)
  expect(engine.log.filter(line => line.includes('updateCase'))).toEqual([expect.stringMatching(/updateCase 2 New$/)])
  expect(engine.journal.unsettled()).toEqual([])
})

it('takes no call for possibly sent that the closed gate kept from being made', async () => {
  engine = startEngine({ cases: { [A]: { title: 'Old' }, [B]: {} } })
  const release = engine.memory.hold('getCase')
  engine.memory.failNext('getCase', { kind: 'offline', reason: 'noRoute' }, { caseId: B })
  await engine.record('a', A, title('Old', 'New'))
  await engine.record('b', B, title(null, 'New'))
  release()
  await settled()
  expect(engine.log.filter(line => line.includes('updateCase'))).toEqual([])
  expect(engine.journal.intents(A)).toEqual([])
})

it('ends when told to, whatever the service asks for in its last answers', async () => {
  engine = startEngine({ cases: { [A]: { watchers: [analyst] }, [B]: { title: 'Old' } } })
  const release = engine.memory.hold('updateCase')
  engine.memory.failNext('updateCase', { kind: 'throttled', retryAfterMs: 300_000 }, { caseId: B })
  await engine.record('b', B, title('Old', 'New'))
  await engine.record('replace', A, replace)
  let ended = false
  void engine.stop().then(() => { ended = true })
  release()
  await settled()
  expect(ended).toBe(true)
  expect(engine.armed()).toBe(0)
  engine = startEngine({ cases: {} })
})
