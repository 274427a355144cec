import { afterEach, describe, expect, it } from 'vitest'
import type { Fault } from '../../electron/ports/service'
import { A, startEngine, title } from '../push/engine'
import type { Engine } from './start'
import { heldOf, RESET, start, updatesOf } from './start'

let engine: Engine
afterEach(async () => {
  await engine.stop()
})

const held = () => heldOf(engine)
const updates = () => updatesOf(engine)

describe('rule 1: unknown is more than "no"', () => {
  it('writes the intent before the call is made, and the call not at all where that cannot be written', async () => {
    engine = await start()
    const { journal } = engine
    const seen: number[] = []
    engine.memory.beforeUpdate(() => { seen.push(journal.intents(A).length) })
    await engine.record('t', A, title('Old', 'New'))
    expect(seen).toEqual([1])
  })

  it('reads the case and its log before anything is sent again, and sends nothing where the log has our entry', async () => {
    engine = await start()
    engine.memory.failNext('updateCase', RESET, { applied: true })
    await engine.record('t', A, title('Old', 'New'))
    await engine.pass(1000)
    expect(engine.log).toEqual([
      '0 getCase 1', '0 open', '0 updateCase 1 New',
      '250 getCase 1', '250 listCaseEdits 1', '250 t sent, says the log', '250 watched',
    ])
  })

  it('sends again where the log has no entry of ours', async () => {
    engine = await start()
    engine.memory.failNext('updateCase', RESET)
    await engine.record('t', A, title('Old', 'New'))
    await engine.pass(1000)
    expect(engine.log.slice(3)).toEqual([
      '250 getCase 1', '250 listCaseEdits 1', '250 updateCase 1 New', '250 t sent', '250 listCaseEdits 1', '250 watched',
    ])
  })

  it('asks, and sends nothing, where the call was applied and a colleague has set everything back since', async () => {
    engine = await start()
    engine.memory.failNext('updateCase', RESET, { applied: true })
    await engine.record('t', A, title('Old', 'New'))
    engine.memory.writeAs(A, { set: { title: 'Old' } })
    await engine.pass(1000)
    expect(engine.memory.content(A).title).toBe('Old')
    expect(held()).toEqual([{ kind: 'conflict', field: 'title', base: 'Old', mine: 'New', theirs: 'Old' }])
    expect(updates()).toEqual(['New'])
  })

  it('asks where nobody can tell our entry from others: who we are is not known yet, and there are more entries than calls', async () => {
    engine = await start({ known: false })
    engine.memory.failNext('updateCase', RESET)
    await engine.record('t', A, title('Old', 'New'))
    engine.memory.writeAs(A, { set: { description: 'one' } })
    engine.memory.writeAs(A, { set: { description: 'two' } })
    await engine.pass(1000)
    expect(held()).toMatchObject([{ kind: 'conflict', mine: 'New', theirs: 'Old' }])
  })

  it('asks where the same person has written in the console as well', async () => {
    engine = await start()
    engine.memory.failNext('updateCase', RESET)
    await engine.record('t', A, title('Old', 'New'))
    engine.memory.writeAs(A, { set: { description: 'one' } }, 'us')
    engine.memory.writeAs(A, { set: { description: 'two' } }, 'us')
    await engine.pass(1000)
    expect(held()).toMatchObject([{ kind: 'conflict', mine: 'New' }])
    expect(updates()).toEqual(['New'])
  })

  it('does not ask about a colleague\'s other changes: one entry of a call that shows nowhere is not ours', async () => {
    engine = await start({ known: false })
    engine.memory.failNext('updateCase', RESET)
    await engine.record('t', A, title('Old', 'New'))
    engine.memory.writeAs(A, { set: { description: 'theirs' } })
    await engine.pass(1000)
    expect(engine.memory.content(A)).toMatchObject({ title: 'New', description: 'theirs' })
    expect(held()).toEqual([])
  })

  it('looks again while the log is older than the case', async () => {
    engine = await start()
    engine.memory.failNext('updateCase', RESET, { applied: true })
    const showLog = engine.memory.oldLog(A)
    await engine.record('t', A, title('Old', 'New'))
    await engine.pass(10_000)
    expect(engine.log.some(line => line.includes('t sent'))).toBe(false)
    expect(updates()).toEqual(['New'])
    showLog()
    await engine.pass(20_000)
    expect(engine.log.at(-2)).toMatch(/ t sent, says the log$/)
    expect(updates()).toEqual(['New'])
  })

  it('knows after a crash what it may have sent before', async () => {
    engine = await start()
    const { journal, memory } = engine
    memory.hold('updateCase')
    await engine.record('t', A, title('Old', 'New'))
    const before = memory.content(A)
    expect(before.title).toBe('Old')
    // The process dies with the call on its way; it is applied, and a colleague takes it back.
    memory.writeAs(A, { set: { title: 'New' } }, 'us')
    memory.writeAs(A, { set: { title: 'Old' } })
    engine = startEngine({ cases: {}, journal, memory })
    engine.drain.wakeAll()
    await engine.pass(1000)
    expect(held()).toMatchObject([{ kind: 'conflict', mine: 'New', theirs: 'Old' }])
    expect(engine.log.filter(line => line.includes('updateCase'))).toEqual([])
  })

  it('learns who we are from the first entry that can only be ours', async () => {
    engine = await start({ known: false })
    await engine.record('first', A, title('Old', 'Older'))
    engine.memory.failNext('updateCase', RESET, { applied: true })
    await engine.record('t', A, title('Older', 'New'))
    engine.memory.writeAs(A, { set: { title: 'Older' } })
    await engine.pass(1000)
    expect(held()).toMatchObject([{ kind: 'conflict', mine: 'New', theirs: 'Older' }])
  })

  it('reads a log of either order, and of many pages', async () => {
    for (const order of ['newestFirst', 'oldestFirst'] as const) {
      engine = await start()
      engine.memory.orderLog(order)
      for (let n = 0; n < 60; n += 1) engine.memory.writeAs(A, { set: { description: `before ${n}` } })
      engine.memory.failNext('updateCase', RESET, { applied: true })
      await engine.record('t', A, title('Old', 'New'))
      for (let n = 0; n < 30; n += 1) engine.memory.writeAs(A, { set: { description: `after ${n}` } })
      await engine.pass(1000)
      expect(engine.log.filter(line => line.includes('t '))).toEqual(['250 t sent, says the log'])
      await engine.stop()
    }
  })
})

describe('where the service does not show the log', () => {
  const DENIED: Fault = { kind: 'refused', code: 'AccessDeniedException', message: 'not authorized to perform: security-ir:ListCaseEdits', requestId: 'r' }

  it('sends all the same, and says that nobody can tell what was overwritten', async () => {
    engine = await start()
    engine.memory.failNext('listCaseEdits', DENIED)
    await engine.record('t', A, title('Old', 'New'))
    await engine.pass(1000)
    expect(engine.log).toEqual(['0 getCase 1', '0 open', '0 updateCase 1 New', '0 t sent', '0 listCaseEdits 1', '0 watched, unread'])
  })

  it('asks about a lost reply whose call does not show in the case', async () => {
    engine = await start()
    engine.memory.failNext('updateCase', RESET)
    engine.memory.failNext('listCaseEdits', DENIED)
    await engine.record('t', A, title('Old', 'New'))
    await engine.pass(1000)
    expect(held()).toMatchObject([{ kind: 'conflict', mine: 'New', theirs: 'Old' }])
  })

  it('comes to rest where the case itself cannot be read any more', async () => {
    engine = await start()
    engine.memory.failNext('listCaseEdits', { kind: 'offline', reason: 'noRoute' })
    await engine.record('t', A, title('Old', 'New'))
    for (let n = 0; n < 2; n += 1) engine.memory.failNext('getCase', { ...DENIED, code: 'ResourceNotFoundException' })
    await engine.pass(120_000)
    expect(engine.log.filter(line => line.includes('getCase'))).toHaveLength(2)
    await engine.pass(900_000)
    expect(engine.journal.casesToLookUp()).toEqual([])
  })
})
