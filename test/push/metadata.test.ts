import { afterEach, describe, expect, it } from 'vitest'
import type { Fault } from '../../electron/ports/service'
import { A, B, startEngine } from './engine'

type Engine = ReturnType<typeof startEngine>
let engine: Engine
afterEach(async () => {
  await engine.stop()
})

const entry = (key: string, value: string) => ({ key, value })
const put = (key: string, value: string, base: string | null) =>
  ({ kind: 'put', field: 'caseMetadata', entry: entry(key, value), base: base === null ? null : entry(key, base) }) as const
const KNOWN = [entry('a', '1'), entry('b', '2')]
const start = (): Engine => startEngine({ cases: { [A]: { caseMetadata: KNOWN }, [B]: { caseMetadata: KNOWN } } })
const metadata = (caseId: string) => engine.memory.content(caseId).caseMetadata.map(({ key, value }) => `${key}=${value}`).toSorted()
const updates = () => engine.log.filter(line => line.includes('updateCase')).map(line => line.split(' ').slice(2).join(' '))
const lost = () => engine.journal.reports().map(({ result }) => result.kind === 'watched' ? result.lost : null)

describe('a service that merges metadata', () => {
  it('is sent what changed alone, and known for what it is by a look after the first write', async () => {
    engine = start()
    await engine.record('x', A, put('a', '9', '1'))
    expect(engine.journal.noted('metadata')).toBe('merges')
    await engine.record('y', B, put('c', '3', null))
    expect(metadata(A)).toEqual(['a=9', 'b=2'])
    expect(metadata(B)).toEqual(['a=1', 'b=2', 'c=3'])
    expect(updates()).toEqual(['1 a=9', '2 c=3'])
  })
})

describe('a service that replaces metadata', () => {
  it('gets back what its first write made vanish, and everything with each write after that', async () => {
    engine = start()
    engine.memory.metadata('replaces')
    await engine.record('x', A, put('a', '9', '1'))
    expect(metadata(A)).toEqual(['a=9', 'b=2'])
    expect(engine.journal.noted('metadata')).toBe('replaces')
    await engine.record('y', B, put('c', '3', null))
    expect(metadata(B)).toEqual(['a=1', 'b=2', 'c=3'])
    expect(updates()).toEqual(['1 a=9', '1 a=9 b=2', '2 a=1 b=2 c=3'])
    expect(engine.journal.casesToLookUp()).toEqual([])
  })

  it('gets it back too where the link went down right after the write, and the process with it', async () => {
    engine = start()
    engine.memory.metadata('replaces')
    const { journal, memory } = engine
    const release = memory.hold('getCase')
    await engine.record('x', A, put('a', '9', '1'))
    release()
    memory.beforeUpdate(() => {
      memory.failNext('getCase', { kind: 'offline', reason: 'noRoute' })
      memory.failNext('getCase', { kind: 'offline', reason: 'noRoute' })
    })
    await engine.pass(0)
    expect(metadata(A)).toEqual(['a=9'])
    await engine.stop()
    memory.beforeUpdate(() => {})
    engine = startEngine({ cases: {}, journal, memory })
    engine.drain.wakeAll()
    await engine.pass(20_000)
    expect(metadata(A)).toEqual(['a=9', 'b=2'])
  })

  it('is not taken for a colleague, where another entry is edited before what vanished is back', async () => {
    engine = start()
    engine.memory.metadata('replaces')
    const release = engine.memory.hold('updateCase')
    await engine.record('x', A, put('a', '9', '1'))
    await engine.record('y', A, put('b', '8', '2'))
    release()
    await engine.pass(1000)
    expect(metadata(A)).toEqual(['a=9', 'b=8'])
    expect(engine.journal.unsettled()).toEqual([])
  })

  it('gets it back once a quota allows', async () => {
    engine = start()
    engine.memory.metadata('replaces')
    engine.memory.beforeUpdate(() => {
      engine.memory.beforeUpdate(() => {})
      engine.memory.failNext('updateCase', { kind: 'quota', message: 'Too many.', requestId: 'r' })
    })
    await engine.record('x', A, put('a', '9', '1'))
    await engine.pass(60_000)
    expect(metadata(A)).toEqual(['a=9'])
    await engine.pass(600_000)
    expect(metadata(A)).toEqual(['a=9', 'b=2'])
    expect(engine.armed()).toBe(0)
  })

  it('gets back as much as a case may hold, where colleagues have filled it since, and the rest is reported', async () => {
    engine = start()
    engine.memory.metadata('replaces')
    const { memory } = engine
    memory.beforeUpdate(() => {
      memory.beforeUpdate(() => {})
      const release = memory.hold('getCase')
      setImmediate(() => {
        memory.writeAs(A, { put: Array.from({ length: 29 }, (_, n) => entry(`theirs ${n}`, 'v')) })
        release()
      })
    })
    await engine.record('x', A, put('c', '9', null))
    await engine.pass(60_000)
    expect(engine.memory.content(A).caseMetadata).toHaveLength(30)
    expect(engine.journal.casesToLookUp()).toEqual([])
    expect(lost()).toEqual([{ entries: [entry('b', '2')], message: 'A case holds at most 30 metadata entries; this one has 30.' }])
  })

  it('is asked no further where it will not have it back, which is reported', async () => {
    engine = start()
    engine.memory.metadata('replaces')
    engine.memory.refuse(call => call.put.length > 1)
    await engine.record('x', A, put('a', '9', '1'))
    await engine.pass(60_000)
    expect(updates()).toEqual(['1 a=9', '1 a=9 b=2'])
    expect(engine.journal.casesToLookUp()).toEqual([])
    expect(lost()).toEqual([{ entries: [entry('b', '2')], message: 'Input is invalid.' }])
  })
})

it('finds a metadata write whose reply was lost before it looks for what vanished', async () => {
  engine = start()
  engine.memory.metadata('replaces')
  const lost: Fault = { kind: 'unknown', detail: 'reset', answered: false, retryAfterMs: null }
  engine.memory.failNext('updateCase', lost, { applied: true })
  await engine.record('x', A, put('a', '9', '1'))
  await engine.pass(5000)
  expect(metadata(A)).toEqual(['a=9', 'b=2'])
  expect(engine.journal.unsettled()).toEqual([])
})

it('puts back what a lost call wiped, also where nobody can tell whether it was that call', async () => {
  engine = start()
  engine.memory.metadata('replaces')
  engine.memory.failNext('updateCase', { kind: 'unknown', detail: 'reset', answered: false, retryAfterMs: null }, { applied: true })
  await engine.record('x', A, put('a', '9', '1'))
  engine.memory.writeAs(A, { put: [entry('a', 'theirs')] })
  await engine.pass(5000)
  expect(metadata(A)).toEqual(['a=theirs', 'b=2'])
  expect(engine.journal.unsettled(A).map(({ held }) => held?.kind)).toEqual(['conflict'])
})
