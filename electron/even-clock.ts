import type { Clock } from './ports/clock'

/** No read is under way for longer (src/domain/mirror.ts): what orders reads and calls tells them apart up to this. */
const SMALL_STEP_MS = 60_000

export interface EvenClock extends Clock {
  /**
   * Goes on from the time that such a clock last wrote down before, where it is a small step ahead of the machine's: else
   * what is read and sent from now on would seem older than that.
   */
  goOnFrom(written: number): void
}

/**
 * The clock without its small steps back, as time services make them: they would have a read seem older than the call
 * it shows. It goes on evenly instead, up to a minute ahead; what is set back further is taken as it is.
 */
export function evenClock(clock: Clock): EvenClock {
  let base = { at: clock.now(), elapsed: clock.elapsed() }

  function now(): number {
    const wall = clock.now()
    const elapsed = clock.elapsed()
    const even = Math.round(base.at + elapsed - base.elapsed)
    if (wall < even && even - wall <= SMALL_STEP_MS) return even
    base = { at: wall, elapsed }
    return wall
  }

  return {
    ...clock,
    now,
    goOnFrom(written) {
      const at = now()
      if (written > at && written - clock.now() <= SMALL_STEP_MS) base = { at: written, elapsed: clock.elapsed() }
    },
  }
}
