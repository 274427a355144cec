import type { Clock } from '../ports/clock'
import type { Ending, Sent } from './pace'
import { createPace } from './pace'

export type Priority = 'drain' | 'pull'

/** Enough to fill a link of 200 ms at twenty calls a second; each more is one more 429 when the service says enough. */
const MOST_AT_ONCE = 4

/** What a lane's turn, or one call of the pull, holds from its first call to its last. */
export interface Place {
  /** Resolves when the holder's next call may start: its first at once, each further one before anyone gets a place. */
  call(): Promise<Sent>
  /** Must be called when the holder is done. */
  leave(): void
}

export interface Limiter {
  /** Resolves when a place is free and a call may start in it, in order, the drain's before the pull's. */
  enter(priority: Priority): Promise<Place>
  /** Resolves when a call may start that needs no place. */
  call(): Promise<Sent>
  /** Must come once for each call that could start. */
  ended(sent: Sent, how: Ending): void
  /** Throttled calls since the last accepted one, those of one burst counted once. */
  refusals(): number
  /** Nothing is started for so many ms; of two pauses, the one that ends later holds. */
  pause(ms: number): void
  /** For how many ms more nothing is started; 0 while calls may. */
  pauseLeft(): number
  /** Lets everyone through who waits: whoever enters after this finds the traffic closed. */
  close(): void
}

/**
 * One limiter for all lanes and the pull, as the service throttles a principal, not a case. A place is waited for
 * before a turn's first read; within the turn only the pace is, and few wait there, since whoever does goes first.
 */
export function createLimiter({ clock, onResume }: { clock: Clock, onResume: () => void }): Limiter {
  const pace = createPace()
  const queues: Record<'call' | Priority, Array<(sent: Sent) => void>> = { call: [], drain: [], pull: [] }
  let places = 0
  let until: number | null = null
  let cancelPause = (): void => {}
  let cancelPace = (): void => {}
  let closed = false

  function startWaiting(): void {
    cancelPace()
    for (let queue = next(); queue !== null; queue = next()) {
      const wait = closed ? 0 : pace.readyAt() - clock.elapsed()
      if (wait > 0) {
        // With a call out that decides, its reply goes on from here.
        if (wait !== Number.POSITIVE_INFINITY) cancelPace = clock.after(Math.ceil(wait), startWaiting)
        return
      }
      if (queue !== queues.call) places += 1
      queue.shift()?.(pace.started(clock.elapsed()))
    }
  }

  function next(): Array<(sent: Sent) => void> | null {
    if (!closed && until !== null) return null
    if (queues.call.length > 0) return queues.call
    if (!closed && places >= MOST_AT_ONCE) return null
    return [queues.drain, queues.pull].find(({ length }) => length > 0) ?? null
  }

  function call(): Promise<Sent> {
    return new Promise((resolve) => {
      queues.call.push(resolve)
      startWaiting()
    })
  }

  function ended(sent: Sent, how: Ending): void {
    pace.ended(sent, how, clock.elapsed())
    startWaiting()
  }

  function place(first: Sent): Place {
    let unused: Sent | null = first
    let left = false
    return {
      async call() {
        const sent = unused ?? await call()
        unused = null
        return sent
      },
      leave() {
        if (left) return
        left = true
        places -= 1
        if (unused === null) startWaiting()
        else ended(unused, 'lost')
      },
    }
  }

  return {
    enter: priority => new Promise((resolve) => {
      queues[priority].push(first => resolve(place(first)))
      startWaiting()
    }),
    call,
    ended,
    refusals: pace.refusals,
    pause(ms) {
      const time = clock.elapsed() + ms
      if (closed || ms <= 0 || (until !== null && time <= until)) return
      until = time
      pace.rest(time)
      cancelPause()
      cancelPause = clock.after(ms, () => {
        until = null
        onResume()
        startWaiting()
      })
    },
    pauseLeft: () => until === null ? 0 : Math.max(0, Math.ceil(until - clock.elapsed())),
    close() {
      closed = true
      cancelPause()
      until = null
      startWaiting()
    },
  }
}
