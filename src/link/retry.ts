import type { Timers } from '#channel/caller'

/** A host that is gone is usually back at once; a full disk is not: from a second, doubled, to half a minute. */
const FIRST_DELAY = 1000
const LONGEST_DELAY = 30_000

export interface Retry {
  /** Arms the timer unless it is armed. */
  later(): void
  /** All is well: no timer, and the next delay is the shortest again. */
  done(): void
}

export function createRetry(clock: Timers, run: () => void): Retry {
  let delay = FIRST_DELAY
  let cancel: (() => void) | null = null
  return {
    later() {
      if (cancel !== null) return
      cancel = clock.after(delay, () => {
        cancel = null
        run()
      })
      delay = Math.min(delay * 2, LONGEST_DELAY)
    },
    done() {
      cancel?.()
      cancel = null
      delay = FIRST_DELAY
    },
  }
}
