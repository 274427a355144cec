import type { Clock } from '../ports/clock'

/** How a wait grows from try to try, in milliseconds. */
export interface Growth { base: number, most: number }

/**
 * Full jitter: anything from nothing to the whole step, so that many clients that failed together do not come
 * back together. `attempt` counts from 0.
 */
export function fullJitter(attempt: number, { base, most }: Growth, clock: Clock): number {
  return Math.round(clock.random() * step(attempt, { base, most }))
}

/** From half the step to all of it: never at once, for probes of a link that has just failed. */
export function halfJitter(attempt: number, { base, most }: Growth, clock: Clock): number {
  return Math.round((0.5 + clock.random() / 2) * step(attempt, { base, most }))
}

function step(attempt: number, { base, most }: Growth): number {
  return Math.min(most, base * 2 ** Math.min(attempt, 30))
}
