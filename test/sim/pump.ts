import type { Scheduler } from './scheduler'

/** Everything that hangs on promises alone is done by the time the event loop comes round. */
export const settled = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })

const IDLE_MS = 1000

/** Keeps virtual time going until it is stopped, for tests that only wait for what they asked. */
export function pump(scheduler: Scheduler): { stop(): Promise<void> } {
  let over = false
  async function run(): Promise<void> {
    while (!over) if (!await scheduler.step(scheduler.now() + IDLE_MS)) await settled()
  }
  const running = run()
  return {
    async stop() {
      over = true
      await running
    },
  }
}
