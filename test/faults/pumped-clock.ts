import { v7 as newId } from 'uuid'
import type { Clock } from '../../electron/ports/clock'

export interface PumpedClock extends Clock {
  /** Runs what is due within the next `ms`, in order; before each step and at the end all that is under way ends. */
  pass(ms: number): Promise<void>
  /** Goes from timer to timer until the condition holds, or the next one is further away than `most`. */
  passUntil(holds: () => boolean, most: number): Promise<void>
}

/**
 * Time for an engine that talks over real sockets: it stands still while anything is under way, and leaps to the next
 * timer when nothing is. `quiet` resolves when nothing is under way any more.
 */
export function createPumpedClock({ start, quiet }: { start: number, quiet: () => Promise<void> }): PumpedClock {
  let now = start
  const armed = new Set<{ at: number, run: () => void }>()
  const next = (end: number) => [...armed].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at).at(0)

  async function step(end: number): Promise<boolean> {
    const due = next(end)
    if (due === undefined) return false
    armed.delete(due)
    now = Math.max(now, due.at)
    due.run()
    await quiet()
    return true
  }

  return {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + ms, run }
      armed.add(timer)
      return () => void armed.delete(timer)
    },
    // In the midst of every spread: waits are as long as the table in the closing note says.
    random: () => 0.5,
    newId: () => newId(),
    elapsed: () => now,
    async pass(ms) {
      const end = now + ms
      await quiet()
      while (await step(end));
      now = end
    },
    async passUntil(holds, most) {
      const end = now + most
      await quiet()
      while (!holds() && await step(end));
    },
  }
}
