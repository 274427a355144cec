import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createPaced } from '#state/paced'

beforeEach(() => { vi.useFakeTimers() })
afterEach(() => { vi.useRealTimers() })

it('shows one step when it comes, and a burst of them several at a time, in order, the last within a quarter of a second', () => {
  const paced = createPaced()
  const shown: number[] = []
  const draws: number[] = []
  let steps = 0
  const tell = (count: number): void => {
    for (let told = 0; told < count; told += 1) {
      const step = steps += 1
      paced.add(() => {
        shown.push(step)
        if (draws.at(-1) !== Date.now()) draws.push(Date.now())
      })
    }
  }
  tell(1)
  expect(shown).toEqual([1])
  for (let time = 0; time < 1000; time += 5) {
    tell(1)
    vi.advanceTimersByTime(5)
  }
  vi.advanceTimersByTime(250)
  expect(shown).toEqual(Array.from({ length: 201 }, (_, index) => index + 1))
  expect(draws.length).toBeLessThan(15)
})

it('shows at once what waits when it is told to, and nothing of what was given up', () => {
  const paced = createPaced()
  const shown: number[] = []
  for (let step = 1; step <= 20; step += 1) paced.add(() => shown.push(step))
  expect(shown.length).toBeLessThan(20)
  paced.now()
  expect(shown).toHaveLength(20)
  for (let step = 21; step <= 40; step += 1) paced.add(() => shown.push(step))
  paced.clear()
  vi.advanceTimersByTime(1000)
  expect(shown).toHaveLength(20)
})
