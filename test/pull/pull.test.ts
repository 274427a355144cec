import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Snapshot } from '#domain/case'
import { emptyContent, NO_FACTS } from '#domain/case'
import type { Pull } from '#pull/pull'
import { createPull } from '#pull/pull'
import { casesToRead } from '#pull/reading-order'
import type { FakeTimers } from '../support/fake-timers'
import { createFakeTimers } from '../support/fake-timers'
import type { MemoryService } from '../support/memory-service'
import { createMemoryService } from '../support/memory-service'

const A = '1000000001'
const B = '1000000002'
let timers: FakeTimers
let memory: MemoryService
let pull: Pull
let log: string[]

function start(cases: Parameters<typeof createMemoryService>[0]['cases']): void {
  timers = createFakeTimers()
  log = []
  const stamp = (text: string): void => { log.push(`${timers.now() - 1_000_000} ${text}`) }
  memory = createMemoryService({ cases, now: timers.now })
  memory.onCall((operation, caseId) => { stamp(caseId === null ? operation : `${operation} ${caseId.slice(-1)}`) })
  pull = createPull({
    service: memory.service,
    clock: { ...timers, random: () => 0.5 },
    onSnapshots(snapshots) {
      for (const { caseId, complete, gone } of snapshots) stamp(`${caseId.slice(-1)} ${gone ? 'gone' : complete ? 'whole' : 'listed'}`)
    },
    onChange: () => {},
  })
}

beforeEach(() => { start({ [A]: { title: 'A' }, [B]: { title: 'B' } }) })
afterEach(() => pull.close())

it('lists all cases, then reads each whole, and again only what has moved', async () => {
  pull.soon(0)
  await timers.pass(59_000)
  memory.writeAs(B, { set: { title: 'Changed' } })
  await timers.pass(2_000)
  expect(log).toEqual([
    '0 listCases', '0 1 listed', '0 2 listed', '0 getCase 1', '0 getCase 2', '0 1 whole', '0 2 whole',
    '60000 listCases', '60000 1 listed', '60000 2 listed', '60000 getCase 2', '60000 2 whole',
  ])
  expect(pull.status()).toEqual({ lastAt: 1_060_000, toRead: 0 })
})

it('does not read what the mirror holds already', async () => {
  pull.mirrorHolds(new Map([[A, { lastUpdatedDate: 1000, complete: true }], [B, { lastUpdatedDate: 1000, complete: false }]]))
  pull.soon(0)
  await timers.pass(0)
  expect(log.filter(line => line.includes('getCase'))).toEqual(['0 getCase 2'])
})

it('goes through every page of the list', async () => {
  start(Object.fromEntries(Array.from({ length: 60 }, (_, index) => [String(1_000_000_000 + index), {}])))
  pull.soon(0)
  await timers.pass(0)
  expect(log.filter(line => line.endsWith('listCases'))).toHaveLength(3)
  expect(log.filter(line => line.endsWith('whole'))).toHaveLength(60)
})

it('reads at once, for a page that has just come, what an earlier one was told in the midst of a round', async () => {
  const release = memory.hold('getCase')
  pull.soon(0)
  await timers.pass(100)
  pull.mirrorHolds(new Map())
  pull.soon(0)
  await timers.pass(100)
  log.length = 0
  release()
  await timers.pass(0)
  await timers.pass(1000)
  expect(log.filter(line => line.endsWith('listed'))).toHaveLength(2)
})

it('marks a mirrored case that the service no longer has', async () => {
  const lost = '1000000009'
  pull.mirrorHolds(new Map([[lost, { lastUpdatedDate: 1000, complete: true }]]))
  pull.soon(0)
  await timers.pass(0)
  expect(log).toContain('0 9 gone')
  expect(log.filter(line => line.endsWith('gone'))).toHaveLength(1)
})

it('ends the round where nothing answers, and begins again when told', async () => {
  memory.cut()
  pull.soon(0)
  await timers.pass(1000)
  memory.restore()
  expect(log).toEqual([])
  pull.soon(0)
  await timers.pass(0)
  expect(log.at(-1)).toMatch(/whole$/)
})

it('goes on with the others where one case cannot be read', async () => {
  memory.failNext('getCase', { kind: 'refused', code: 'AccessDeniedException', message: 'No.', requestId: 'r' }, { caseId: A })
  pull.soon(0)
  await timers.pass(0)
  expect(log.filter(line => line.endsWith('whole'))).toEqual(['0 2 whole'])
})

/** A round over 20 cases, whose reads are answered once the returned function is called. */
function startRound(): () => void {
  start(Object.fromEntries(Array.from({ length: 20 }, (_, index) => [String(1_000_000_000 + index), {}])))
  const release = memory.hold('getCase')
  pull.soon(0)
  return release
}
const LAST = '1000000019'

it.each([
  ['before the list is there', () => {}],
  ['in the midst of the round', () => timers.pass(50)],
])('reads a case that is opened %s once', async (_, until) => {
  const release = startRound()
  await until()
  pull.refresh(LAST)
  await timers.pass(50)
  release()
  await timers.pass(0)
  expect(log.filter(line => line.endsWith('getCase 9')), 'of the cases that end in 09 and 19').toHaveLength(2)
  expect(log.filter(line => line.endsWith('whole'))).toHaveLength(20)
})

it('reads no case again that was read for its edits meanwhile', async () => {
  const release = startRound()
  await timers.pass(50)
  pull.saw({ caseId: LAST, readAt: 0, complete: true, gone: false, facts: { ...NO_FACTS, lastUpdatedDate: 1000 }, content: emptyContent() })
  release()
  await timers.pass(0)
  expect(log.filter(line => line.endsWith('whole'))).toHaveLength(19)
})

it('reads a case in its turn where reading it ahead has failed', async () => {
  const release = startRound()
  await timers.pass(50)
  memory.failNext('getCase', { kind: 'unknown', detail: '500', answered: true, retryAfterMs: null }, { caseId: LAST })
  pull.refresh(LAST)
  release()
  await timers.pass(0)
  expect(log.filter(line => line.endsWith('whole'))).toHaveLength(20)
})

it('reads open cases before closed ones, and the latest first', () => {
  const snapshot = (caseId: string, caseStatus: string, lastUpdatedDate: number): Snapshot => ({
    caseId,
    readAt: 0,
    complete: false,
    gone: false,
    facts: { ...NO_FACTS, caseStatus, lastUpdatedDate },
    content: emptyContent(),
  })
  const listed = [snapshot('1000000001', 'Closed', 9), snapshot('1000000002', 'Submitted', 1), snapshot('1000000003', 'Submitted', 5)]
  expect(casesToRead(listed, new Map())).toEqual(['1000000003', '1000000002', '1000000001'])
})
