import { afterEach, expect, it } from 'vitest'
import { A, address, B, startEngine, title } from './engine'

type Engine = ReturnType<typeof startEngine>
let engine: Engine
afterEach(async () => {
  await engine.stop()
})

const updates = () => engine.log.filter(line => line.includes('updateCase 1'))
const parked = () => engine.journal.unsettled(A).filter(({ held }) => held?.kind === 'parked').map(({ edit }) => edit.id)

it('finds the one value that the service refuses without naming it, and sends all the others', async () => {
  engine = startEngine({ cases: { [A]: { title: 'Old' }, [B]: { title: 'Old' } } })
  engine.memory.refuse(call => (call.add.threatActorIpAddresses ?? []).some(({ ipAddress }) => ipAddress === '203.0.113.5'))
  engine.memory.cut()
  await engine.record('t', A, title('Old', 'New'))
  const ids: string[] = []
  for (let n = 1; n <= 7; n += 1) ids.push(await engine.record(`ip${n}`, A, address(`203.0.113.${n}`)))
  await engine.record('b', B, title('Old', 'New'))
  engine.memory.restore()
  await engine.pass(5000)
  expect(parked()).toEqual([ids[4]])
  expect(engine.memory.content(A).title).toBe('New')
  expect(engine.memory.content(A).threatActorIpAddresses.map(({ ipAddress }) => ipAddress).toSorted())
    .toEqual([1, 2, 3, 4, 6, 7].map(n => `203.0.113.${n}`))
  expect(engine.memory.content(B).title).toBe('New')
  // All eight; then halves of eight, four and two, the good ones among them sent on the way.
  expect(updates()).toHaveLength(7)
})

it('takes in what is edited while it searches', async () => {
  engine = startEngine({ cases: { [A]: { title: 'Old' } } })
  engine.memory.refuse(call => call.set.title === 'Bad')
  engine.memory.cut()
  await engine.record('t', A, title('Old', 'Bad'))
  await engine.record('ip', A, address('203.0.113.1'))
  engine.memory.restore()
  const release = engine.memory.hold('updateCase')
  await engine.pass(1000)
  await engine.record('late', A, { kind: 'add', field: 'impactedAccounts', entry: { account: '000000000001' } })
  release()
  await engine.pass(1000)
  expect(engine.memory.content(A)).toMatchObject({
    title: 'Old', threatActorIpAddresses: [{ ipAddress: '203.0.113.1' }], impactedAccounts: [{ account: '000000000001' }],
  })
  expect(parked()).toHaveLength(1)
})

it('starts over after a restart, and loses nothing', async () => {
  engine = startEngine({ cases: { [A]: { title: 'Old' } } })
  engine.memory.refuse(call => call.set.title === 'Bad')
  engine.memory.cut()
  await engine.record('t', A, title('Old', 'Bad'))
  for (let n = 1; n <= 3; n += 1) await engine.record(`ip${n}`, A, address(`203.0.113.${n}`))
  engine.memory.restore()
  engine.memory.failNext('getCase', { kind: 'offline', reason: 'noRoute' })
  const { journal, memory } = engine
  await engine.stop()
  engine = startEngine({ cases: {}, journal, memory })
  engine.drain.wakeAll()
  await engine.pass(10_000)
  expect(memory.content(A).threatActorIpAddresses).toHaveLength(3)
  expect(parked()).toHaveLength(1)
})
