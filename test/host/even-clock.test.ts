import { expect, it } from 'vitest'
import { evenClock } from '../../electron/even-clock'
import type { Clock } from '../../electron/ports/clock'

const MINUTE = 60_000

function handClock() {
  let [wall, elapsed] = [1_000_000, 17.25]
  const clock: Clock = { now: () => wall, elapsed: () => elapsed, after: () => () => {}, random: () => 0, newId: () => '' }
  return {
    even: evenClock(clock),
    pass(ms: number): void {
      wall += ms
      elapsed += ms
    },
    set(ms: number): void { wall += ms },
  }
}

it('tells the machine\'s time while nobody sets it', () => {
  const { even, pass } = handClock()
  pass(250)
  expect(even.now()).toBe(1_000_250)
})

it('goes on over a small step back, and is with the machine again once that has come forward', () => {
  const { even, pass, set } = handClock()
  set(1 - MINUTE)
  pass(100.5)
  expect(even.now()).toBe(1_000_101)
  set(2 * MINUTE)
  expect(even.now()).toBe(1_000_001 + MINUTE + 100.5)
})

it.each([
  ['what is a small step ahead', MINUTE / 2, MINUTE / 2],
  ['nothing that is further ahead', 2 * MINUTE, 0],
  ['nothing that is over', -MINUTE, 0],
])('goes on after a restart from %s of what it wrote down before', (_, ahead, goesOnAhead) => {
  const { even, pass } = handClock()
  even.goOnFrom(1_000_000 + ahead)
  pass(100)
  expect(even.now()).toBe(1_000_100 + goesOnAhead)
})

it('goes back with what is set back further, as that is somebody\'s doing', () => {
  const { even, set } = handClock()
  set(-MINUTE - 1)
  expect(even.now()).toBe(1_000_000 - MINUTE - 1)
})
