import { afterEach, expect, it } from 'vitest'
import { createMemoryJournal } from '../support/memory-journal'
import { settled } from '../support/fake-timers'
import { A, B, address, C, startEngine, title } from './engine'

type Engine = ReturnType<typeof startEngine>
let engine: Engine
afterEach(async () => {
  await engine.stop()
})

it('sends a night of offline edits as one call a case once the link is back', async () => {
  engine = startEngine({ cases: { [A]: { title: 'Old' }, [B]: { title: 'Other' } } })
  engine.memory.cut()
  await engine.record('t1', A, title('Old', 'New'))
  await engine.record('t2', A, title('New', 'Newest'))
  await engine.record('ip1', A, address('203.0.113.1'))
  await engine.record('ip2', A, address('203.0.113.2'))
  await engine.record('b', B, title('Other', 'Better'))
  await engine.pass(600)
  engine.memory.restore()
  await engine.pass(10_000)
  expect(engine.log).toEqual([
    '0 offline, next try in 750',
    '750 listCases',
    '750 open',
    '750 getCase 1',
    '750 getCase 2',
    '750 updateCase 1 Newest +203.0.113.1 +203.0.113.2',
    '750 updateCase 2 Better',
    '750 t1,t2,ip1,ip2 sent',
    '750 b sent',
    '750 listCaseEdits 1',
    '750 listCaseEdits 2',
    '750 watched',
    '750 watched',
  ])
  expect(engine.memory.content(A).title).toBe('Newest')
})

it('waits longer from probe to probe while nothing answers, and never gives up', async () => {
  engine = startEngine({ cases: { [A]: { title: 'Old' } } })
  engine.memory.cut()
  await engine.record('t', A, title('Old', 'New'))
  await engine.pass(60_000)
  expect(engine.log).toEqual([
    '0 offline, next try in 750',
    '750 offline, next try in 1500',
    '2250 offline, next try in 3000',
    ...Array.from({ length: 15 }, (_, index) => `${5250 + index * 3750} offline, next try in 3750`),
  ])
  engine.memory.restore()
  await engine.pass(3750)
  expect(engine.memory.content(A).title).toBe('New')
})

it('tries at once when the responder asks, and still tries by itself after', async () => {
  engine = startEngine({ cases: { [A]: { title: 'Old' } } })
  engine.memory.cut()
  await engine.record('t', A, title('Old', 'New'))
  engine.traffic.gate.tryNow()
  await settled()
  expect(engine.armed()).toBe(1)
  engine.memory.restore()
  await engine.pass(1500)
  expect(engine.memory.content(A).title).toBe('New')
})

it('keeps the edits of one case in order while cases go side by side', async () => {
  engine = startEngine({ cases: { [A]: { title: '0' }, [B]: { title: '0' }, [C]: { title: '0' } } })
  const release = engine.memory.hold('updateCase')
  await engine.record('a1', A, title('0', '1'))
  await engine.record('b1', B, title('0', '1'))
  await engine.record('a2', A, title('1', '2'))
  await engine.record('a3', A, title('2', '3'))
  await engine.record('c1', C, title('0', '1'))
  release()
  await settled()
  expect(engine.log.map(line => line.replace(/^\d+ /, ''))).toEqual([
    'getCase 1', 'open', 'updateCase 1 1', 'getCase 2', 'updateCase 2 1', 'getCase 3', 'updateCase 3 1',
    'a1 sent', 'b1 sent', 'c1 sent', 'listCaseEdits 1', 'listCaseEdits 2', 'listCaseEdits 3', 'watched', 'watched', 'watched',
    'getCase 1', 'updateCase 1 3', 'a2,a3 sent', 'listCaseEdits 1', 'watched',
  ])
})

it('reads, merges and plans again after a 409, with jittered waits, and leaves the case for later after six', async () => {
  engine = startEngine({ cases: { [A]: { title: 'Old' }, [B]: { title: 'Old' } } })
  for (let round = 0; round < 6; round += 1) engine.memory.failNext('updateCase', { kind: 'conflict' }, { caseId: A })
  await engine.record('a', A, title('Old', 'New'))
  await engine.pass(10_000)
  expect(engine.log.filter(line => line.includes('updateCase'))).toEqual([0, 100, 300, 700, 1500, 3100].map(at => `${at} updateCase 1 New`))
  expect(engine.drain.status().waits).toEqual([{ caseId: A, until: engine.now() - 10_000 + 3100 + 300_000, reason: 'conflict' }])
  await engine.record('b', B, title('Old', 'New'))
  expect(engine.memory.content(B).title).toBe('New')
  await engine.pass(300_000)
  expect(engine.memory.content(A).title).toBe('New')
})

it('holds a conflict and sends the rest of the case', async () => {
  engine = startEngine({ cases: { [A]: { title: 'Old' } } })
  engine.memory.writeAs(A, { set: { title: 'Theirs' } })
  await engine.record('t', A, title('Old', 'Mine'))
  await engine.record('ip', A, address('203.0.113.1'))
  expect(engine.log).toEqual([
    '0 getCase 1', '0 open', '0 t held: conflict',
    '0 getCase 1', '0 updateCase 1 +203.0.113.1', '0 ip sent', '0 listCaseEdits 1', '0 watched',
  ])
})

it('merges with what a colleague wrote while we were away', async () => {
  engine = startEngine({ cases: { [A]: { title: 'Old', threatActorIpAddresses: [{ ipAddress: '198.51.100.1' }] } } })
  engine.memory.cut()
  await engine.record('ip', A, address('203.0.113.1'))
  engine.memory.writeAs(A, { set: { title: 'Theirs' }, add: { threatActorIpAddresses: [{ ipAddress: '198.51.100.2' }] } })
  engine.memory.restore()
  await engine.pass(1000)
  expect(engine.memory.content(A)).toMatchObject({
    title: 'Theirs',
    threatActorIpAddresses: [{ ipAddress: '198.51.100.1' }, { ipAddress: '198.51.100.2' }, { ipAddress: '203.0.113.1' }],
  })
})

it('lets an edit made after the conflict was seen take its place', async () => {
  engine = startEngine({ cases: { [A]: { title: 'Old' } } })
  engine.memory.writeAs(A, { set: { title: 'Theirs' } })
  const held = await engine.record('t', A, title('Old', 'Mine'))
  await engine.record('decided', A, title('Theirs', 'Both'), { supersedes: [held] })
  expect(engine.memory.content(A).title).toBe('Both')
  expect(engine.journal.unsettled()).toEqual([])
})

it('holds back an edit made before the conflict was seen', async () => {
  engine = startEngine({ cases: { [A]: { title: 'Old' } } })
  engine.memory.writeAs(A, { set: { title: 'Theirs' } })
  await engine.record('t', A, title('Old', 'Mine'))
  await engine.record('blind', A, title('Mine', 'Blind'))
  expect(engine.memory.content(A).title).toBe('Theirs')
  expect(engine.journal.unsettled(A).map(({ held }) => held)).toMatchObject([
    { kind: 'conflict', base: 'Old', mine: 'Mine', theirs: 'Theirs' },
    { kind: 'conflict', base: 'Old', mine: 'Blind', theirs: 'Theirs' },
  ])
})

it('looks before it sends again where a reply was lost, and so applies nothing twice', async () => {
  engine = startEngine({ cases: { [A]: { title: 'Old' } } })
  engine.memory.failNext('updateCase', { kind: 'unknown', detail: 'reset', answered: false, retryAfterMs: null }, { applied: true })
  await engine.record('t', A, title('Old', 'New'))
  await engine.pass(1000)
  expect(engine.log).toEqual(['0 getCase 1', '0 open', '0 updateCase 1 New', '250 getCase 1', '250 listCaseEdits 1', '250 t sent, says the log', '250 watched'])
})

it('goes on with the second half of a replace after a crash between the two calls', async () => {
  const { journal } = createMemoryJournal()
  const before = { email: 'ann@example.com', jobTitle: 'Analyst' }
  const after = { email: 'ann@example.com', jobTitle: 'Lead' }
  engine = startEngine({ cases: { [A]: { watchers: [before] } }, journal })
  engine.memory.failNext('updateCase', { kind: 'unknown', detail: 'reset', answered: false, retryAfterMs: null }, { applied: true })
  await engine.record('replace', A, { kind: 'replace', field: 'watchers', entry: after, base: before })
  await engine.stop()
  expect(engine.memory.content(A).watchers).toEqual([])
  engine = startEngine({ cases: {}, memory: engine.memory, journal })
  engine.drain.wakeAll()
  await settled()
  expect(engine.memory.content(A).watchers).toEqual([after])
})

it('asks about an entry that a colleague took away, though a call of ours to do so had been refused', async () => {
  const before = { email: 'ann@example.com', jobTitle: 'Analyst' }
  engine = startEngine({ cases: { [A]: { watchers: [before] } } })
  engine.memory.failNext('updateCase', { kind: 'conflict' })
  await engine.record('replace', A, { kind: 'replace', field: 'watchers', entry: { ...before, jobTitle: 'Lead' }, base: before })
  engine.memory.writeAs(A, { remove: { watchers: [before] } })
  await engine.pass(1000)
  expect(engine.log.at(-1)).toBe('100 replace held: conflict')
  expect(engine.memory.content(A).watchers).toEqual([])
})

it('slows down for all cases when the service throttles one, and counts it against no edit', async () => {
  engine = startEngine({ cases: { [A]: { title: 'Old' }, [B]: { title: 'Old' } } })
  engine.memory.failNext('updateCase', { kind: 'throttled', retryAfterMs: 30_000 })
  await engine.record('a', A, title('Old', 'New'))
  await engine.record('b', B, title('Old', 'New'))
  await engine.pass(29_000)
  expect(engine.log).toEqual(['0 getCase 1', '0 open', '0 updateCase 1 New'])
  await engine.pass(2000)
  expect(engine.memory.content(A).title).toBe('New')
  expect(engine.memory.content(B).title).toBe('New')
})

it('still leaves a throttling service alone after a restart', async () => {
  const { journal } = createMemoryJournal()
  engine = startEngine({ cases: { [A]: { title: 'Old' } }, journal })
  engine.memory.failNext('updateCase', { kind: 'throttled', retryAfterMs: 300_000 })
  await engine.record('a', A, title('Old', 'New'))
  await engine.stop()
  engine = startEngine({ cases: { [A]: { title: 'Old' } }, journal })
  engine.drain.wakeAll()
  await engine.pass(299_000)
  expect(engine.log).toEqual([])
  await engine.pass(1000)
  expect(engine.memory.content(A).title).toBe('New')
})

it('parks what the service refuses, with its words, and sends the rest of the case', async () => {
  engine = startEngine({ cases: { [A]: { title: 'Old' } } })
  await engine.record('w', A, { kind: 'add', field: 'watchers', entry: { email: 'no address' } })
  await engine.record('t', A, title('Old', 'New'))
  expect(engine.journal.unsettled(A).map(({ held }) => held)).toEqual([
    { kind: 'parked', code: 'validation', message: 'not an e-mail address', requestId: 'req-400' },
  ])
  expect(engine.memory.content(A).title).toBe('New')
})

it('parks the edits of a case that is gone, and nobody else\'s', async () => {
  engine = startEngine({ cases: { [B]: { title: 'Old' } } })
  await engine.record('a', A, title('Old', 'New'))
  await engine.record('b', B, title('Old', 'New'))
  expect(engine.log.filter(line => line.includes('held') || line.includes('sent'))).toEqual(['0 a held: parked', '0 b sent'])
})

it('holds back nothing and parks nothing while the sign-in has ended, and goes on after', async () => {
  engine = startEngine({ cases: { [A]: { title: 'Old' } } })
  engine.memory.failNext('getCase', { kind: 'signIn', message: 'Sign in again.' })
  await engine.record('a', A, title('Old', 'New'))
  expect(engine.traffic.gate.state()).toMatchObject({ state: 'closed', fault: { kind: 'signIn' } })
  expect(engine.journal.unsettled(A)[0]?.held).toBeNull()
  await engine.pass(60_000)
  expect(engine.memory.content(A).title).toBe('New')
})

it('holds edits from a journal that was lost, since they may have been sent and undone', async () => {
  engine = startEngine({ cases: { [A]: { title: 'Old' } } })
  await engine.record('old', A, title('Old', 'New'), { generation: 'another' })
  await engine.record('new', A, address('203.0.113.1'), { generation: engine.journal.generation })
  expect(engine.log.filter(line => line.includes('held'))).toEqual(['0 old held: recovered'])
  expect(engine.memory.content(A)).toMatchObject({ title: 'Old', threatActorIpAddresses: [{ ipAddress: '203.0.113.1' }] })
})

it('merges on no older answer than the newest it has seen', async () => {
  engine = startEngine({ cases: { [A]: { title: 'Old' } } })
  const answerFromReplica = engine.memory.replica(A)
  engine.memory.writeAs(A, { set: { title: 'Theirs' } })
  await engine.traffic.service.getCase(A)
  answerFromReplica()
  await engine.record('t', A, title('Old', 'Mine'))
  await engine.pass(1000)
  expect(engine.memory.content(A).title).toBe('Theirs')
  expect(engine.log.at(-1)).toBe('250 t held: conflict')
})

it('does not take a replica that lacks our own write for a colleague\'s change', async () => {
  engine = startEngine({ cases: { [A]: { title: 'Old' } } })
  const answerFromReplica = engine.memory.replica(A)
  await engine.record('first', A, title('Old', 'New'))
  answerFromReplica()
  await engine.record('second', A, title('New', 'Newer'))
  await engine.pass(1000)
  expect(engine.memory.content(A).title).toBe('Newer')
  expect(engine.log.filter(line => line.includes('held'))).toEqual([])
})
