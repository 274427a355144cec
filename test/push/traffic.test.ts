import { expect, it } from 'vitest'
import { createTraffic } from '#push/traffic'
import type { Journal } from '../../electron/ports/journal'
import type { Fault, Reply } from '../../electron/ports/service'
import { createFakeTimers, settled } from '../support/fake-timers'
import { createMemoryJournal } from '../support/memory-journal'
import { createMemoryService } from '../support/memory-service'

const [A, B, C] = ['1000000001', '1000000002', '1000000003'] as const
const CALL = { set: { title: 'New' }, add: {}, remove: {}, put: [] }
const QUOTA: Fault = { kind: 'quota', message: 'Too many.', requestId: 'r' }

interface Options { journal?: Journal, at?: number, random?: number }

function start({ journal = createMemoryJournal().journal, at = 1_000_000, random = 0.5 }: Options = {}) {
  const timers = createFakeTimers({ start: at })
  const calls: number[] = []
  const onCall = (): void => { calls.push(timers.now() - at) }
  const memory = createMemoryService({ cases: { [A]: {}, [B]: {}, [C]: {} }, now: timers.now })
  memory.onCall(onCall)
  const clock = { ...timers, random: () => random }
  const traffic = createTraffic({ service: memory.service, journal, clock, onChange: () => {}, onOpen: () => {} })
  return {
    journal, timers, memory, traffic, calls,
    async update(caseId: string): Promise<Reply<null>> {
      const turn = await traffic.turn()
      const reply = await turn.updateCase(caseId, CALL, async () => {})
      turn.end()
      return reply
    },
  }
}

async function throttledFor(retryAfterMs: number, journal = createMemoryJournal().journal, at = 1_000_000): Promise<Journal> {
  const { memory, update, traffic } = start({ journal, at })
  memory.failNext('updateCase', { kind: 'throttled', retryAfterMs })
  await update(A)
  traffic.close()
  return journal
}

/** After how long the first call is made of an engine that starts at `at`. */
async function firstCall(journal: Journal, at: number): Promise<number | undefined> {
  const { timers, update, calls, traffic } = start({ journal, at })
  void update(A)
  await settled()
  for (let passed = 0; calls.length === 0 && passed < 400 * 3_600_000; passed += 600_000) await timers.pass(600_000)
  traffic.close()
  return calls[0]
}

it.each([
  ['waits for the rest of a pause after a restart in its midst', 300_000, 100_000, 200_000],
  ['waits for nothing that is over', 300_000, 300_000, 0],
  ['waits no longer than was asked where the clock was years ahead as it was asked', 300_000, -5 * 365 * 86_400_000, 300_000],
  ['asks again a day after it was told to wait for a year', 365 * 86_400_000, 0, 86_400_000],
])('%s', async (_what, asked, later, expected) => {
  const journal = await throttledFor(asked, undefined, 1_800_000_000_000)
  expect(await firstCall(journal, 1_800_000_000_000 + later)).toBe(expected)
})

it('keeps to a wait of weeks while it runs', async () => {
  const { memory, update, timers, calls } = start()
  memory.failNext('updateCase', { kind: 'throttled', retryAfterMs: 14 * 86_400_000 })
  await update(A)
  void update(A)
  await timers.pass(14 * 86_400_000 - 1)
  expect(calls).toEqual([0])
  await timers.pass(1)
  expect(calls).toEqual([0, 14 * 86_400_000])
})

it.each(['abc', '5+', 12, '9'.repeat(40)])('starts all the same where the note of a wait is %j', async (noted) => {
  const { journal } = createMemoryJournal()
  await journal.note('askedWait', noted)
  expect(await firstCall(journal, 1_000_000)).toBe(0)
})

it('backs off by itself, further and further, where the service names no time', async () => {
  const { memory, timers, update, calls } = start({ random: 1 })
  for (let count = 0; count < 12; count += 1) memory.failNext('updateCase', { kind: 'throttled', retryAfterMs: null })
  const tryOn = async (): Promise<void> => { while (!(await update(A)).ok); }
  void tryOn()
  await settled()
  await timers.pass(600_000)
  const gaps = calls.slice(1).map((at, index) => at - (calls[index] ?? 0))
  expect(gaps).toHaveLength(12)
  expect(gaps.slice(1)).toEqual([...gaps.slice(1)].sort((a, b) => a - b))
  expect(gaps.at(-1)).toBe(60_000)
})

it('slows down for a probe that is throttled, as for any call', async () => {
  const { memory, timers, traffic, update, calls } = start()
  memory.failNext('updateCase', { kind: 'offline', reason: 'noRoute' })
  await update(A)
  memory.failNext('listCases', { kind: 'throttled', retryAfterMs: 30_000 })
  await timers.pass(1000)
  expect(traffic.gate.isOpen()).toBe(true)
  void update(A)
  await timers.pass(60_000)
  expect(calls).toEqual([0, 750, 30_750])
})

it('parks the case that meets a quota, and pauses the drain when a second one does', async () => {
  const { memory, update, traffic } = start()
  memory.failNext('updateCase', QUOTA, { caseId: A })
  memory.failNext('updateCase', QUOTA, { caseId: B })
  expect(await update(A)).toEqual({ ok: false, fault: QUOTA })
  expect(traffic.gate.isOpen()).toBe(true)
  expect(await update(B)).toEqual({ ok: false, fault: { ...QUOTA, kind: 'quotaPaused' } })
  expect(await update(C)).toEqual({ ok: false, fault: { ...QUOTA, kind: 'quotaPaused' } })
  expect((await traffic.service.getCase(C)).ok).toBe(true)
})

it('counts a quota for one case alone once a write was accepted in between, and for the same case never twice', async () => {
  const { memory, update, traffic } = start()
  for (const caseId of [A, A, B]) memory.failNext('updateCase', QUOTA, { caseId })
  await update(A)
  await update(A)
  expect(traffic.gate.isOpen()).toBe(true)
  await update(C)
  expect(await update(B)).toEqual({ ok: false, fault: QUOTA })
})

it('makes no write on a read that waited through a pause', async () => {
  const { memory, timers, traffic, update } = start()
  const turn = await traffic.turn()
  await turn.getCase(A)
  memory.failNext('updateCase', { kind: 'throttled', retryAfterMs: 30_000 }, { caseId: B })
  await update(B)
  expect(await turn.updateCase(A, CALL, async () => {})).toMatchObject({ ok: false, fault: { kind: 'throttled' } })
  turn.end()
  await timers.pass(30_000)
  expect(memory.content(A).title).toBeNull()
})

it('does not make a probe that still waits when it is closed', async () => {
  const { memory, timers, traffic, update, calls } = start()
  memory.failNext('updateCase', { kind: 'throttled', retryAfterMs: 30_000 })
  await update(A)
  traffic.gate.tryNow()
  await settled()
  traffic.close()
  await timers.pass(60_000)
  expect(calls).toEqual([0])
  expect(timers.armed()).toBe(0)
})
