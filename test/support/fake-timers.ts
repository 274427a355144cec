import { v7 as newId } from 'uuid'
import type { Timers } from '#channel/caller'

export interface FakeTimers extends Timers {
  now(): number
  /** Runs what is due within the next `ms`, in order, and lets promises settle in between. */
  pass(ms: number): Promise<void>
  /** Timers still armed. */
  armed(): number
  newId(): string
  elapsed(): number
}

/** `onStep` runs whenever all that a timer set off has settled. */
export function createFakeTimers({ start = 1_000_000, onStep = () => {} }: { start?: number, onStep?: () => void } = {}): FakeTimers {
  let now = start
  const armed = new Set<{ at: number, run: () => void }>()
  return {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + ms, run }
      armed.add(timer)
      return () => void armed.delete(timer)
    },
    async pass(ms) {
      const end = now + ms
      await settled()
      for (;;) {
        const [next] = [...armed].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
        if (next === undefined) break
        armed.delete(next)
        now = Math.max(now, next.at)
        next.run()
        await settled()
        onStep()
      }
      now = end
      await settled()
    },
    armed: () => armed.size,
    newId: () => newId(),
    elapsed: () => now,
  }
}

/** Waits until all that hangs on promises alone, not on timers or a disk, has run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => { setImmediate(resolve) })
}
