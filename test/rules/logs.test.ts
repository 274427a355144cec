import { afterEach, describe, expect, it } from 'vitest'
import { v7 as newId } from 'uuid'
import { layOutcome } from '#domain/mirror'
import type { Edit } from '#domain/edit'
import { viewOf } from '#domain/view'
import type { Fault } from '../../electron/ports/service'
import { A, address, startEngine, title } from '../push/engine'
import { snapshotOf } from '../support/samples'
import { contentWith } from '../domain/arbitrary'
import type { Engine } from './start'
import { heldOf, RESET } from './start'

let engine: Engine
afterEach(async () => {
  await engine.stop()
})

const OFFLINE: Fault = { kind: 'offline', reason: 'noRoute' }
const outcomes = () => engine.journal.outcomesAfter(0, 100)
const kinds = () => outcomes().map(({ result }) => result.kind)
const held = () => heldOf(engine)

describe('rule 3: ids are remembered for ever', () => {
  it('sends nothing of an edit that ended and comes once more, from another shell\'s database', async () => {
    engine = startEngine({ cases: { [A]: { title: 'Old' } } })
    const { journal } = engine
    await engine.record('t', A, title('Old', 'New'))
    const edit: Edit = { id: outcomes()[0]?.edits[0] ?? '', caseId: A, at: 0, supersedes: [], change: title('Old', 'New') }
    engine.memory.writeAs(A, { set: { title: 'Theirs' } })
    await journal.record([{ edit, generation: null }])
    engine.drain.wakeAll()
    await engine.pass(1000)
    expect(engine.memory.content(A).title).toBe('Theirs')
    expect(journal.unsettled()).toEqual([])
  })

  it('keeps an edit from being sent that was undone before it was handed over', async () => {
    engine = startEngine({ cases: { [A]: { title: 'Old' } } })
    const id = newId()
    await engine.record('undo', A, { kind: 'undo', undone: title('Old', 'New') }, { supersedes: [id] })
    await engine.journal.record([{ edit: { id, caseId: A, at: 0, supersedes: [], change: title('Old', 'New') }, generation: null }])
    engine.drain.wake([A])
    await engine.pass(1000)
    expect(engine.memory.content(A).title).toBe('Old')
    expect(kinds()).toEqual(['superseded', 'alreadySo'])
  })
})

describe('rule 5: journals carry a generation', () => {
  it('holds what comes from before the journal was lost, an undo too, until the responder confirms', async () => {
    engine = startEngine({ cases: { [A]: { title: 'Old' } } })
    const lost = await engine.record('t', A, title('Old', 'New'), { generation: 'the lost one' })
    await engine.record('undo', A, { kind: 'undo', undone: address('203.0.113.1') }, { generation: 'the lost one', supersedes: [newId()] })
    await engine.pass(1000)
    expect(held()).toEqual([{ kind: 'recovered' }, { kind: 'recovered' }])
    expect(engine.log.some(line => line.includes('updateCase'))).toBe(false)
    await engine.record('confirmed', A, title('Old', 'New'), { supersedes: [lost], generation: engine.journal.generation })
    expect(engine.memory.content(A).title).toBe('New')
  })
})

describe('rule 6: only what we wrote is inverted', () => {
  it('leaves what the service held already as it is when the edit is undone', async () => {
    engine = startEngine({ cases: { [A]: { title: 'Old' } } })
    engine.memory.writeAs(A, { set: { title: 'New' } })
    const id = await engine.record('t', A, title('Old', 'New'))
    expect(kinds()).toEqual(['alreadySo'])
    await engine.record('undo', A, { kind: 'undo', undone: title('Old', 'New') }, { supersedes: [id] })
    expect(engine.memory.content(A).title).toBe('New')
  })

  it('brings back what an edit had cancelled before either was sent, when that is undone', async () => {
    engine = startEngine({ cases: { [A]: { title: 'Old' } } })
    engine.memory.cut()
    await engine.record('t', A, title('Old', 'New'))
    const back = await engine.record('back', A, title('New', 'Old'))
    engine.memory.restore()
    await engine.pass(60_000)
    expect(kinds()).toEqual(['cancelled'])
    await engine.record('undo', A, { kind: 'undo', undone: title('New', 'Old') }, { supersedes: [back] })
    expect(engine.memory.content(A).title).toBe('New')
  })

  it('takes back what a call of ours wrote of which only the log told', async () => {
    engine = startEngine({ cases: { [A]: { title: 'Old' } } })
    engine.memory.failNext('updateCase', RESET, { applied: true })
    const id = await engine.record('t', A, title('Old', 'New'))
    await engine.pass(1000)
    expect(kinds()).toEqual(['sent', 'watched'])
    await engine.record('undo', A, { kind: 'undo', undone: title('Old', 'New') }, { supersedes: [id] })
    expect(engine.memory.content(A).title).toBe('Old')
  })

  it('takes back of a merged text our words alone', async () => {
    engine = startEngine({ cases: { [A]: { title: 'one two three four five' } } })
    engine.memory.writeAs(A, { set: { title: 'one two three four FIVE' } })
    const mine = title('one two three four five', 'ONE two three four five')
    const id = await engine.record('t', A, mine)
    expect(engine.memory.content(A).title).toBe('ONE two three four FIVE')
    await engine.record('undo', A, { kind: 'undo', undone: mine }, { supersedes: [id] })
    expect(engine.memory.content(A).title).toBe('one two three four FIVE')
  })
})

describe('rule 7: the watch outlives its call', () => {
  const writeBetween = (): void => {
    engine.memory.beforeUpdate(() => { engine.memory.writeAs(A, { set: { title: 'Theirs' } }) })
  }
  const reported = () => engine.journal.reports().flatMap(({ result }) => result.kind === 'watched' ? result.over.map(({ principal }) => principal) : [])

  it('reports who wrote between our read and our write', async () => {
    engine = startEngine({ cases: { [A]: { title: 'Old' } } })
    await engine.record('first', A, title('Old', 'Older'))
    writeBetween()
    await engine.record('t', A, title('Older', 'New'))
    expect(reported()).toEqual(['a colleague'])
    expect(engine.log.at(-1)).toBe('0 watched, over a colleague')
  })

  it('also where the reply was lost', async () => {
    engine = startEngine({ cases: { [A]: { title: 'Old' } } })
    await engine.record('first', A, title('Old', 'Older'))
    writeBetween()
    engine.memory.failNext('updateCase', RESET, { applied: true })
    await engine.record('t', A, title('Older', 'New'))
    await engine.pass(1000)
    expect(reported()).toEqual(['a colleague'])
  })

  it('also where the link went down before the log could be read, and the process with it', async () => {
    engine = startEngine({ cases: { [A]: { title: 'Old' } } })
    await engine.record('first', A, title('Old', 'Older'))
    writeBetween()
    engine.memory.failNext('listCaseEdits', OFFLINE)
    await engine.record('t', A, title('Older', 'New'))
    expect(reported()).toEqual([])
    const { journal, memory } = engine
    await engine.stop()
    engine = startEngine({ cases: {}, journal, memory })
    engine.drain.wakeAll()
    await engine.pass(10_000)
    expect(reported()).toEqual(['a colleague'])
  })

  it('tells whom a call was merged with: who wrote while the case was not seen', async () => {
    engine = startEngine({ cases: { [A]: { title: 'Old' } } })
    await engine.record('first', A, title('Old', 'Older'))
    engine.memory.writeAs(A, { add: { threatActorIpAddresses: [{ ipAddress: '203.0.113.9' }] } })
    await engine.record('ip', A, address('203.0.113.1'))
    expect(engine.log.at(-1)).toBe('0 watched, merged with a colleague')
    expect(reported()).toEqual([])
  })
})

describe('rule 9: reads are numbered', () => {
  it('shows no pull of a case whose last write is still to be watched', async () => {
    engine = startEngine({ cases: { [A]: { title: 'Old' } } })
    const release = engine.memory.hold('listCaseEdits')
    await engine.record('t', A, title('Old', 'New'))
    expect(await engine.traffic.service.getCase(A)).toMatchObject({ ok: false })
    release()
    await engine.pass(1000)
    expect(await engine.traffic.service.getCase(A)).toMatchObject({ ok: true, value: { content: { title: 'New' } } })
  })

  it('lays an older outcome on the fields it wrote alone, and on nothing that was read since', () => {
    const wrote = { set: { title: 'New' }, add: {}, remove: {}, put: [] }
    const outcome = { seq: 1, at: 2000, caseId: A, edits: [], result: { kind: 'sent' as const, requestId: 'r', wrote, intent: newId(), meant: {} } }
    const before = snapshotOf({ caseId: A, content: contentWith({ title: 'Old', description: 'd' }), readAt: 1000 })
    expect(layOutcome(before, outcome).content).toEqual(contentWith({ title: 'New', description: 'd' }))
    const since = { ...before, readAt: 3000, content: contentWith({ title: 'Theirs' }) }
    expect(layOutcome(since, outcome)).toBe(since)
  })

  it('shows an unsettled undo as its inverse where what it takes back is to be seen, and as nothing elsewhere', () => {
    const edit = (supersedes: string[], change: Edit['change']): Edit => ({ id: newId(), caseId: A, at: 0, supersedes, change })
    const undo = edit([newId()], { kind: 'undo', undone: title('Old', 'New') })
    const shown = (text: string) => {
      const snapshot = snapshotOf({ caseId: A, content: contentWith({ title: text }), readAt: 0 })
      return viewOf(snapshot, [{ edit: undo, held: null }]).content.title
    }
    expect(shown('New')).toBe('Old')
    expect(shown('Theirs')).toBe('Theirs')
  })
})

describe('rule 10: a late hand-over', () => {
  it('is superseded by what was sent of its field since, and listed', async () => {
    engine = startEngine({ cases: { [A]: { title: 'Old' } } })
    const older: Edit = { id: newId(), caseId: A, at: 0, supersedes: [], change: title('Old', 'From the other shell') }
    const newer = await engine.record('t', A, title('Old', 'New'))
    await engine.journal.record([{ edit: older, generation: engine.journal.generation }])
    engine.drain.wake([A])
    await engine.pass(1000)
    expect(engine.memory.content(A).title).toBe('New')
    expect(held()).toEqual([])
    expect((await engine.journal.history(null, 1))[0]).toMatchObject({
      outcome: { edits: [older.id], result: { kind: 'superseded', by: newer } },
      edits: [{ change: { value: 'From the other shell' } }],
    })
  })

  it('is none where the clock was set back since', async () => {
    engine = startEngine({ cases: { [A]: { title: 'Old' } } })
    const early: Edit = { id: newId(), caseId: A, at: 0, supersedes: [], change: title('New', 'Newer') }
    const { journal } = engine
    await journal.record([{ edit: { id: newId(), caseId: A, at: 9_000_000, supersedes: [], change: title('Old', 'New') }, generation: null }])
    engine.drain.wake([A])
    await engine.pass(1000)
    await journal.record([{ edit: early, generation: null }])
    engine.drain.wake([A])
    await engine.pass(1000)
    expect(engine.memory.content(A).title).toBe('Newer')
  })
})
