import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Priority } from '#push/limiter'
import { createLimiter } from '#push/limiter'
import type { Ending } from '#push/pace'
import { createFakeTimers, settled } from '../support/fake-timers'

function start() {
  const timers = createFakeTimers()
  return { timers, limiter: createLimiter({ clock: { ...timers, random: () => 0.5 }, onResume: () => {} }) }
}

it('lets the drain go before the pull, each in order, and a call within a turn before both', async () => {
  const { limiter } = start()
  const order: string[] = []
  const first = await Promise.all(Array.from({ length: 4 }, () => limiter.enter('pull')))
  for (const [priority, name] of [['pull', 'p1'], ['drain', 'd1'], ['pull', 'p2'], ['drain', 'd2']] as const) {
    void limiter.enter(priority).then(() => { order.push(name) })
  }
  await settled()
  expect(order).toEqual([])
  await first[0]?.call()
  await first[0]?.call().then(() => { order.push('within') })
  for (const place of first) place.leave()
  await settled()
  expect(order).toEqual(['within', 'd1', 'd2', 'p1', 'p2'])
})

it('starts no burst after a pause', async () => {
  const { limiter, timers } = start()
  const place = await limiter.enter('drain')
  limiter.ended(await place.call(), 'throttled')
  limiter.pause(30_000)
  place.leave()
  let started = 0
  for (let count = 0; count < 10; count += 1) void limiter.enter('drain').then(() => { started += 1 })
  await timers.pass(30_000)
  expect(started).toBe(1)
})

it('keeps to the later of two pauses', async () => {
  const { limiter, timers } = start()
  limiter.pause(30_000)
  limiter.pause(10_000)
  let startedAt = 0
  const begun = timers.now()
  void limiter.enter('drain').then(() => { startedAt = timers.now() - begun })
  await timers.pass(60_000)
  expect(startedAt).toBe(30_000)
})

it('lets all through when it is closed, in a pause too, and leaves no timer behind', async () => {
  const { limiter, timers } = start()
  const held = await limiter.enter('drain')
  limiter.ended(await held.call(), 'throttled')
  limiter.pause(30_000)
  const waiting = [limiter.call(), held.call(), ...Array.from({ length: 20 }, () => limiter.enter('pull'))]
  limiter.close()
  expect(await Promise.all(waiting)).toHaveLength(22)
  expect(timers.armed()).toBe(0)
})

interface Visit { priority: Priority, endings: ReadonlyArray<{ ms: number, how: Ending, pause: number }>, useless: boolean }

const ending = fc.record({
  ms: fc.constantFrom(0, 1, 20, 200, 20_000),
  how: fc.constantFrom<Ending>('accepted', 'accepted', 'throttled', 'lost'),
  pause: fc.constantFrom(0, 0, 50, 5000),
})
const visit: fc.Arbitrary<Visit> = fc.record({
  priority: fc.constantFrom<Priority>('drain', 'pull'),
  endings: fc.array(ending, { minLength: 1, maxLength: 3 }),
  // A turn that finds the gate closed leaves without a call.
  useless: fc.nat(9).map(chance => chance === 0),
})
type Step = { visit: Visit } | { pass: number } | { pause: number } | { probe: Ending } | { close: true }
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: visit.map(one => ({ visit: one })) },
  { weight: 4, arbitrary: fc.constantFrom(1, 50, 1000, 10_000).map(pass => ({ pass })) },
  { weight: 1, arbitrary: fc.constantFrom(1, 1000, 60_000).map(pause => ({ pause })) },
  { weight: 1, arbitrary: fc.constantFrom<Ending>('accepted', 'throttled', 'lost').map(probe => ({ probe })) },
  { weight: 1, arbitrary: fc.constant({ close: true as const }) },
)

it('lets everyone through in the end, whoever comes, whatever is throttled and whenever it is closed', async () => {
  let throttles = 0
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
    const { timers, limiter } = start()
    let inside = 0
    let waiting = 0
    let closed = false

    async function make({ ms, how, pause }: Visit['endings'][number], call: () => ReturnType<typeof limiter.call>): Promise<void> {
      const sent = await call()
      await new Promise<void>((resolve) => { timers.after(ms, resolve) })
      limiter.ended(sent, how)
      if (how !== 'throttled') return
      throttles += 1
      limiter.pause(pause)
    }

    async function come({ priority, endings, useless }: Visit): Promise<void> {
      const place = await limiter.enter(priority)
      inside += 1
      if (!closed) expect(inside).toBeLessThanOrEqual(4)
      if (!useless) for (const one of endings) await make(one, place.call)
      inside -= 1
      place.leave()
    }

    function count(coming: Promise<void>): void {
      waiting += 1
      void coming.then(() => { waiting -= 1 })
    }

    for (const one of steps) {
      if ('visit' in one) count(come(one.visit))
      else if ('probe' in one) count(make({ ms: 20, how: one.probe, pause: 0 }, limiter.call))
      else if ('pass' in one) await timers.pass(one.pass)
      else if ('pause' in one) limiter.pause(one.pause)
      else {
        closed = true
        limiter.close()
      }
    }
    await settled()
    await timers.pass(3_600_000)
    expect(waiting).toBe(0)
  }), { numRuns: 200 })
  expect(throttles).toBeGreaterThan(100)
}, 60_000)
