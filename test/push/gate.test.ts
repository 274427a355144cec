import { expect, it } from 'vitest'
import { createGate } from '#push/gate'
import type { Fault, Reply } from '../../electron/ports/service'
import { createFakeTimers, settled } from '../support/fake-timers'

const OK: Reply<null> = { ok: true, value: null, requestId: 'r' }
const failed = (fault: Fault): Reply<null> => ({ ok: false, fault })
const OFFLINE = failed({ kind: 'offline', reason: 'noRoute' })
const QUOTA = failed({ kind: 'quotaPaused', message: 'Too many cases are open.', requestId: 'r' })

function start({ pauseLeft = () => 0 }: { pauseLeft?: () => number } = {}) {
  const timers = createFakeTimers()
  const began = timers.now()
  const log: string[] = []
  let next: Reply<null> = OFFLINE
  const gate = createGate({
    clock: { ...timers, random: () => 1 },
    async probe() {
      log.push(`${timers.now() - began} probe`)
      return next
    },
    pauseLeft,
    onChange: () => {},
    onOpen: () => { log.push(`${timers.now() - began} open`) },
  })
  return { gate, log, timers, began, answers: (reply: Reply<null>) => { next = reply } }
}

it.each<[string, Fault]>([
  ['a time-out of an old call', { kind: 'unknown', detail: 'no reply in time', answered: false, retryAfterMs: null }],
  ['a value that could not be put into a request', { kind: 'refused', code: 'InvalidRequest', message: '', requestId: '' }],
])('is still offline after %s', (_what, fault) => {
  const { gate } = start()
  gate.report(OFFLINE)
  gate.report(failed(fault))
  expect(gate.state()).toMatchObject({ state: 'closed', fault: { kind: 'offline' } })
})

it.each<[string, Fault]>([
  ['an error of its own', { kind: 'unknown', detail: 'HTTP 503', answered: true, retryAfterMs: null }],
  ['a 429', { kind: 'throttled', retryAfterMs: null }],
  ['a refusal', { kind: 'refused', code: 'AccessDeniedException', message: '', requestId: 'r' }],
])('is online again when the service answers with %s', (_what, fault) => {
  const { gate, log } = start()
  gate.report(OFFLINE)
  gate.report(failed(fault))
  expect(gate.state()).toEqual({ state: 'open' })
  expect(log).toEqual(['0 open'])
})

it('does not try before the time that the service asked for, nor when the responder asks, and says when it will', async () => {
  let until = 0
  const { gate, log, timers, began } = start({ pauseLeft: () => Math.max(0, until - timers.now()) })
  gate.report(OFFLINE)
  until = began + 30_000
  gate.tryNow()
  await timers.pass(29_000)
  expect(log).toEqual([])
  expect(gate.state()).toMatchObject({ nextTryAt: began + 30_000 })
  await timers.pass(1000)
  expect(log).toEqual(['30000 probe'])
})

it('tries on where a probe proves nothing either way', async () => {
  const { gate, log, timers, answers } = start()
  gate.report(OFFLINE)
  answers(failed({ kind: 'unknown', detail: 'no reply in time', answered: false, retryAfterMs: null }))
  await timers.pass(10_000)
  expect(log.length).toBeGreaterThan(1)
  answers(OK)
  await timers.pass(5000)
  expect(gate.isOpen()).toBe(true)
})

it('waits longer from quota to quota, opens by itself and probes nothing, and starts over once a write was accepted', async () => {
  const { gate, log, timers, began } = start()
  for (const at of [300_000, 900_000, 2_100_000, 3_900_000, 5_700_000]) {
    gate.report(QUOTA)
    expect(gate.state()).toMatchObject({ state: 'closed', fault: { message: 'Too many cases are open.' }, nextTryAt: began + at })
    await timers.pass(at - (timers.now() - began))
  }
  gate.landed()
  gate.report(QUOTA)
  expect(gate.state()).toMatchObject({ nextTryAt: timers.now() + 300_000 })
  expect(log).toEqual([300_000, 900_000, 2_100_000, 3_900_000, 5_700_000].map(at => `${at} open`))
})

it('takes no read for the end of a quota, and a responder\'s word for it at once', async () => {
  const { gate } = start()
  gate.report(QUOTA)
  gate.report(OK)
  expect(gate.isOpen()).toBe(false)
  gate.tryNow()
  await settled()
  expect(gate.isOpen()).toBe(true)
})

it('is offline, not over a quota, once the link is gone too', () => {
  const { gate } = start()
  gate.report(QUOTA)
  gate.report(OFFLINE)
  expect(gate.state()).toMatchObject({ fault: { kind: 'offline' } })
})
