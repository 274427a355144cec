import type { Clock } from '../ports/clock'

export type Priority = 'drain' | 'pull'

/** More calls at once than this gain nothing on one service and one link. */
const MOST_AT_ONCE = 8
const FIRST_AT_ONCE = 4

export interface Limiter {
  /** Resolves when a call may start, in order, the drain's before the pull's; the result must be called when it has ended. */
  enter(priority: Priority): Promise<() => void>
  /** A call went well: a little more is dared. */
  succeeded(): void
  /** The service asked for less: half as many at once, and none until then (epoch ms). */
  throttledUntil(until: number): void
  /** Until when nothing is started; null while calls may. */
  pausedUntil(): number | null
  /** Lets everyone through who waits: whoever enters after this finds the traffic closed. */
  close(): void
}

/** One limiter for all lanes and the pull: additive increase, multiplicative decrease, as the service throttles a principal, not a case. */
export function createLimiter({ clock, onResume }: { clock: Clock, onResume: () => void }): Limiter {
  const queues: Record<Priority, Array<() => void>> = { drain: [], pull: [] }
  let allowed = FIRST_AT_ONCE
  let running = 0
  let until: number | null = null
  let cancelTimer = (): void => {}
  let closed = false

  function startWaiting(): void {
    while (closed || (until === null && running < Math.floor(allowed))) {
      const start = queues.drain.shift() ?? queues.pull.shift()
      if (start === undefined) return
      running += 1
      start()
    }
  }

  function leave(): void {
    running -= 1
    startWaiting()
  }

  return {
    enter(priority) {
      return new Promise((resolve) => {
        let left = false
        queues[priority].push(() => resolve(() => {
          if (!left) leave()
          left = true
        }))
        startWaiting()
      })
    },
    succeeded() {
      allowed = Math.min(MOST_AT_ONCE, allowed + 1 / allowed)
      startWaiting()
    },
    throttledUntil(time) {
      allowed = Math.max(1, Math.floor(allowed) / 2)
      if (closed || (until !== null && time <= until)) return
      until = time
      cancelTimer()
      cancelTimer = clock.after(Math.max(0, time - clock.now()), () => {
        until = null
        onResume()
        startWaiting()
      })
    },
    pausedUntil: () => until,
    close() {
      closed = true
      cancelTimer()
      until = null
      startWaiting()
    },
  }
}
