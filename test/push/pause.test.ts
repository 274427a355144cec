import { afterEach, expect, it } from 'vitest'
import { A, address, B, startEngine, title } from './engine'

const cases = { [A]: { title: 'a' }, [B]: { title: 'b' } }
let engine: ReturnType<typeof startEngine>
afterEach(() => engine.stop())

it('sends nothing while the responder has it paused, and each edit once after they resume', async () => {
  engine = startEngine({ cases })
  await engine.traffic.pause(true)
  await engine.record('title', A, title('a', 'A'))
  await engine.record('address', B, address('203.0.113.1'))
  await engine.pass(3_600_000)
  expect(engine.log).toEqual(['0 paused by you'])
  engine.drain.tryNow()
  engine.traffic.gate.tryNow()
  await engine.pass(10)
  await engine.traffic.pause(false)
  await engine.pass(1000)
  expect(engine.log.slice(1)).toEqual([
    '3600000 listCases',
    '3600000 open',
    '3600010 resumed',
    '3600010 getCase 1',
    '3600010 getCase 2',
    '3600010 updateCase 1 A',
    '3600010 updateCase 2 +203.0.113.1',
    '3600010 title sent',
    '3600010 address sent',
    '3600010 listCaseEdits 1',
    '3600010 listCaseEdits 2',
    '3600010 watched',
    '3600010 watched',
  ])
})

it('looks up while paused what became of a call whose reply was lost, and sends nothing again', async () => {
  engine = startEngine({ cases })
  engine.memory.failNext('updateCase', { kind: 'unknown', detail: 'no reply in time', answered: false, retryAfterMs: null }, { applied: true })
  await engine.record('title', A, title('a', 'A'))
  await engine.traffic.pause(true)
  await engine.record('later', A, address('203.0.113.1'))
  await engine.pass(600_000)
  expect(engine.log.filter(line => /updateCase|sent|paused/.test(line))).toEqual(['0 updateCase 1 A', '0 paused by you', expect.stringMatching(/title sent, says the log/)])
  await engine.traffic.pause(false)
  await engine.pass(1000)
  expect(engine.log.filter(line => line.includes('updateCase'))).toEqual(['0 updateCase 1 A', '600000 updateCase 1 +203.0.113.1'])
})

it('is paused still after a restart', async () => {
  engine = startEngine({ cases })
  await engine.traffic.pause(true)
  const since = engine.traffic.gate.pausedSince()
  await engine.record('title', A, title('a', 'A'))
  await engine.stop()
  const { journal, memory } = engine
  engine = startEngine({ cases, journal, memory })
  expect(engine.traffic.gate.pausedSince()).toBe(since)
  engine.drain.wakeAll()
  await engine.pass(60_000)
  expect(engine.log).toEqual([])
  await engine.traffic.pause(false)
  await engine.pass(1000)
  expect(engine.memory.content(A).title).toBe('A')
})

it('goes on reading the mirror, and learns of the link, while paused', async () => {
  engine = startEngine({ cases })
  await engine.traffic.pause(true)
  await engine.record('title', A, title('a', 'A'))
  expect(await engine.traffic.service.getCase(A)).toMatchObject({ ok: true, value: { content: { title: 'a' } } })
  expect(engine.traffic.gate.state()).toEqual({ state: 'open' })
  expect(engine.memory.content(A).title).toBe('a')
})

it('takes back at once, without a call, what is undone while paused', async () => {
  engine = startEngine({ cases })
  await engine.traffic.pause(true)
  const id = await engine.record('title', A, title('a', 'A'))
  await engine.record('undo', A, { kind: 'undo', undone: title('a', 'A') }, { supersedes: [id] })
  await engine.traffic.pause(false)
  await engine.pass(1000)
  expect(engine.log.filter(line => line.includes('Case'))).toEqual([])
})
