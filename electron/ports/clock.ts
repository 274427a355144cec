import { v7 } from 'uuid'

/** Time and chance, so that tests own both. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Milliseconds from anywhere, of a clock that nobody sets: how long something lasts is reckoned by this one alone. */
  elapsed(): number
  /** Calls `run` once after `ms`; the returned function cancels it. */
  after(ms: number, run: () => void): () => void
  /** From 0 up to, not including, 1. */
  random(): number
  /** A UUIDv7: ids of one process sort in the order made. */
  newId(): string
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(ms, run) {
    // Timers beyond 2^31 - 1 ms fire at once: a longer wait is taken in steps.
    const step = Math.min(ms, 2 ** 31 - 1)
    let cancelRest = (): void => {}
    const timer = setTimeout(() => {
      if (step < ms) cancelRest = systemClock.after(ms - step, run)
      else run()
    }, step)
    return () => {
      clearTimeout(timer)
      cancelRest()
    }
  },
  random: () => Math.random(),
  newId: () => v7(),
}
