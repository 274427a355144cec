import { afterEach, describe, expect, it } from 'vitest'
import { LATEST_LANDING_MS } from '#push/settle'
import { A, address, title } from '../push/engine'
import type { Engine } from './start'
import { heldOf, RESET, start, updatesOf } from './start'

let engine: Engine
afterEach(async () => {
  await engine.stop()
})

const held = () => heldOf(engine)
const updates = () => updatesOf(engine)

/** An edit whose call was cut off and is under way still, and its undo a moment after. */
async function undoOfLate(): Promise<void> {
  engine = await start()
  engine.memory.failNext('updateCase', RESET, { applied: 'late' })
  const x = await engine.record('x', A, title('Old', 'X'))
  await engine.record('undo', A, { kind: 'undo', undone: title('Old', 'X') }, { supersedes: [x] })
  await engine.pass(1000)
}

describe('rule 2: a request can land late', () => {
  it('puts our newer value back where an older request lands after it', async () => {
    engine = await start()
    engine.memory.failNext('updateCase', RESET, { applied: 'late' })
    await engine.record('x', A, title('Old', 'X'))
    await engine.record('y', A, title('X', 'Y'))
    await engine.pass(1000)
    expect(engine.memory.content(A).title).toBe('Y')
    engine.memory.land()
    expect(engine.memory.content(A).title).toBe('X')
    await engine.pass(LATEST_LANDING_MS)
    expect(engine.memory.content(A).title).toBe('Y')
    expect(engine.journal.unsettled()).toEqual([])
    expect(engine.journal.intents(A)).toEqual([])
  })

  it('puts it back where the reply to the first try of that was lost as well, and asks nobody', async () => {
    engine = await start()
    engine.memory.failNext('updateCase', RESET, { applied: 'late' })
    await engine.record('x', A, title('Old', 'X'))
    await engine.record('y', A, title('X', 'Y'))
    await engine.pass(1000)
    engine.memory.land()
    engine.memory.failNext('updateCase', RESET)
    await engine.pass(2 * LATEST_LANDING_MS)
    expect(engine.memory.content(A).title).toBe('Y')
    expect(engine.journal.unsettled()).toEqual([])
    expect(engine.log.some(line => line.includes('held'))).toBe(false)
  })

  it('asks where a colleague\'s value was lost to a request that landed late', async () => {
    engine = await start()
    engine.memory.failNext('updateCase', RESET, { applied: 'late' })
    await engine.record('x', A, title('Old', 'X'))
    await engine.record('y', A, title('X', 'Y'))
    await engine.pass(1000)
    engine.memory.writeAs(A, { set: { title: 'Theirs' } })
    engine.memory.land()
    await engine.pass(LATEST_LANDING_MS)
    expect(held()).toMatchObject([{ kind: 'conflict', mine: 'Y', theirs: 'X' }, { kind: 'conflict' }])
    expect(engine.journal.reports().flatMap(({ result }) => result.kind === 'watched' ? result.over : [])).toMatchObject([{ principal: 'a colleague' }])
  })

  it('reports a colleague\'s value that the same value of ours, sent twice, was laid over', async () => {
    engine = await start()
    engine.memory.failNext('updateCase', RESET, { applied: 'late' })
    await engine.record('x', A, title('Old', 'X'))
    await engine.pass(1000)
    expect(engine.journal.unsettled()).toEqual([])
    engine.memory.writeAs(A, { set: { title: 'Theirs' } })
    engine.memory.land()
    await engine.pass(LATEST_LANDING_MS)
    expect(engine.log.at(-1)).toMatch(/watched, over a colleague$/)
  })

  it('reports a colleague\'s value that a lost call of ours was laid over, also where nobody knows yet who we are', async () => {
    engine = await start({ known: false })
    engine.memory.failNext('updateCase', RESET, { applied: 'late' })
    await engine.record('x', A, title('Old', 'X'))
    engine.memory.writeAs(A, { set: { title: 'Theirs' } })
    engine.memory.land()
    await engine.record('y', A, title('X', 'Y'))
    await engine.pass(2 * LATEST_LANDING_MS)
    const over = engine.journal.reports().flatMap(({ result }) => result.kind === 'watched' ? result.over : [])
    expect(over.map(({ principal }) => principal)).toContain('a colleague')
    expect(engine.journal.casesToLookUp()).toEqual([])
  })

  it('takes an undo of what may still land for the wish to see it gone, not for a cancellation', async () => {
    await undoOfLate()
    expect(updates()).toEqual(['X'])
    engine.memory.land()
    await engine.pass(LATEST_LANDING_MS)
    expect(engine.memory.content(A).title).toBe('Old')
    expect(engine.journal.unsettled()).toEqual([])
  })

  it('holds back nothing else of the case meanwhile', async () => {
    await undoOfLate()
    await engine.record('ip', A, address('203.0.113.1'))
    expect(engine.log).toContain('1000 ip sent')
  })

  it('says that a case waits only where an edit does', async () => {
    engine = await start()
    engine.memory.failNext('updateCase', RESET)
    const x = await engine.record('x', A, title('Old', 'X'))
    await engine.pass(1000)
    expect(engine.drain.status().waits).toEqual([])
    await engine.record('undo', A, { kind: 'undo', undone: title('Old', 'X') }, { supersedes: [x] })
    engine.memory.failNext('updateCase', RESET, { applied: 'late' })
    const y = await engine.record('y', A, title('Old', 'Y'))
    await engine.record('back', A, { kind: 'undo', undone: title('Old', 'Y') }, { supersedes: [y] })
    await engine.pass(1000)
    expect(engine.drain.status().waits).toMatchObject([{ caseId: A, reason: 'late' }])
  })

  it('is done with a request once it can land no more', async () => {
    engine = await start()
    engine.memory.failNext('updateCase', RESET)
    await engine.record('x', A, title('Old', 'X'))
    await engine.pass(1000)
    expect(engine.journal.casesToLookUp()).toEqual([A])
    await engine.pass(LATEST_LANDING_MS)
    expect(engine.journal.casesToLookUp()).toEqual([])
    expect(engine.armed()).toBe(0)
  })
})
