import { afterEach, describe, expect, it } from 'vitest'
import { createMemoryJournal } from '../support/memory-journal'
import { settled } from '../support/fake-timers'
import { answer, meet } from './answers'
import { A, startEngine, title } from './engine'

let engine: ReturnType<typeof startEngine>
afterEach(async () => {
  await engine.stop()
})

const held = () => engine.journal.unsettled().map(one => one.held)
const throttled = (retryAfter?: string) => answer(429, 'ThrottlingException', retryAfter === undefined ? {} : { retryAfter })

/** What goes on after a 429 goes on evenly: the other case, which waited behind, first. */
const AFTER: Array<[number, string]> = [
  [0, 'getCase 2'], [72, 'updateCase 2 Other'], [72, 'b sent'], [137, 'listCaseEdits 2'], [137, 'watched'],
  [196, 'getCase 1'], [250, 'updateCase 1 New'], [250, 'a sent'], [298, 'listCaseEdits 1'], [298, 'watched'],
]

describe('429 ThrottlingException', () => {
  it.each([
    ['2', 2000],
    ['300', 300_000],
    // The answer came at 00:16:40 of the same day.
    ['Thu, 01 Jan 1970 00:17:10 GMT', 30_000],
  ])('Retry-After "%s": nothing at all is called before that, for no case, and nothing is counted against an edit', async (retryAfter, ms) => {
    engine = await meet(throttled(retryAfter))
    await engine.pass(ms - 1)
    expect(engine.log).toEqual(['0 getCase 1', '0 open', '0 updateCase 1 New'])
    expect(engine.traffic.throttledUntil()).toBe(engine.now() + 1)
    expect(held()).toEqual([null, null])
    await engine.pass(1000)
    expect(engine.log.slice(3)).toEqual(AFTER.map(([after, what]) => `${ms + after} ${what}`))
  })

  it.each([['none'], ['abc'], ['-1'], ['1.5']])('Retry-After "%s" says nothing: a pace of our own', async (retryAfter) => {
    engine = await meet(throttled(retryAfter === 'none' ? undefined : retryAfter))
    await engine.pass(10_000)
    expect(engine.log).toEqual([
      '0 getCase 1', '0 open', '0 updateCase 1 New',
      '72 getCase 2', '143 updateCase 2 Other', '143 b sent', '208 listCaseEdits 2', '208 watched',
      '267 getCase 1', '321 updateCase 1 New', '321 a sent', '370 listCaseEdits 1', '370 watched',
    ])
  })

  it('twenty times in a row: it is sent in the end, and never left for later like a conflict', async () => {
    engine = await meet(throttled(), { times: 20 })
    await engine.pass(600_000)
    const mine = engine.log.filter(line => line.endsWith('updateCase 1 New'))
    expect(mine).toHaveLength(21)
    expect(engine.log.at(-1)).toMatch(/ watched$/)
    expect(held()).toEqual([])
  })

  it('to a read counts as one to a write', async () => {
    engine = await meet(throttled('2'), { on: 'getCase' })
    await engine.pass(3000)
    expect(engine.log).toEqual(['0 getCase 1', '0 open', ...AFTER.map(([after, what]) => `${2000 + after} ${what}`)])
  })

  it.each(['300', 'Thu, 01 Jan 1970 00:21:40 GMT'])('Retry-After "%s" holds across a restart in the midst of it', async (retryAfter) => {
    const { journal } = createMemoryJournal({ self: { principal: 'us', action: 'Case Updated' } })
    engine = startEngine({ cases: { [A]: { title: 'Old' } }, journal })
    engine.memory.failNext('updateCase', throttled(retryAfter))
    await engine.record('a', A, title('Old', 'New'))
    await engine.stop()
    engine = startEngine({ cases: { [A]: { title: 'Old' } }, journal })
    engine.drain.wakeAll()
    await settled()
    await engine.pass(299_999)
    expect(engine.log).toEqual([])
    await engine.pass(1)
    expect(engine.log).toEqual([
      '300000 untried', '300000 getCase 1', '300000 open', '300000 updateCase 1 New', '300000 earlier sent', '300000 listCaseEdits 1', '300000 watched',
    ])
  })
})
