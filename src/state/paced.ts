/** So many events are taken in at once as they come, and one more each time so long has passed, in milliseconds. */
const AT_ONCE = 8
const EVERY = 250

/** Takes in what comes in bursts some of it at a time: each time all that waits, in order. */
export interface Paced {
  /** Runs at once, or with the next ones. */
  add(run: () => void): void
  /** Runs what waits. */
  now(): void
  /** Forgets what waits. */
  clear(): void
}

/**
 * While a hundred cases drain, the host tells of hundreds of steps a second. Drawn one by one they take more of the
 * machine than the drain does, and nobody could read them; one edit's ending is drawn when it comes.
 */
export function createPaced(): Paced {
  let waiting: Array<() => void> = []
  let free = AT_ONCE
  let last = performance.now()
  let timer: ReturnType<typeof setTimeout> | undefined

  function mayRun(): boolean {
    const passed = Math.floor((performance.now() - last) / EVERY)
    last += passed * EVERY
    free = Math.min(AT_ONCE, free + passed)
    if (free === 0) return false
    free -= 1
    return true
  }

  function now(): void {
    clearTimeout(timer)
    timer = undefined
    const runs = waiting
    waiting = []
    for (const run of runs) run()
  }

  return {
    add(run) {
      waiting.push(run)
      if (timer !== undefined) return
      if (mayRun()) now()
      else timer = setTimeout(now, EVERY)
    },
    now,
    clear() {
      waiting = []
      now()
    },
  }
}
