import type { Clock } from './ports/clock'

/** No read is under way for longer (src/domain/mirror.ts): what orders reads and calls tells them apart up to this. */
const SMALL_STEP_MS = 60_000

/**
 * The clock without its small steps back, as time services make them: they would have a read seem older than the call
 * it shows. It goes on evenly instead, up to a minute ahead; what is set back further is taken as it is.
 */
export function evenClock(clock: Clock): Clock {
  let base = { at: clock.now(), elapsed: clock.elapsed() }
  return {
    ...clock,
    now() {
      const wall = clock.now()
      const elapsed = clock.elapsed()
      const even = Math.round(base.at + elapsed - base.elapsed)
      if (wall < even && even - wall <= SMALL_STEP_MS) return even
      base = { at: wall, elapsed }
      return wall
    },
  }
}
