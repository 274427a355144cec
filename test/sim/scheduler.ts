/** A process, or a part of one: what it has under way dies with it. */
export interface Life {
  readonly name: string
  readonly alive: boolean
  end(): void
}

export function createLife(name: string): Life {
  const life = { name, alive: true, end: () => { life.alive = false } }
  return life
}

/**
 * The one order of all that happens: timers, disk writes, messages and requests are steps on one virtual time line,
 * and everything between two steps hangs on promises alone.
 */
export interface Scheduler {
  /** Virtual ms since the run began; the wall clocks of machine and service are derived from it. */
  now(): number
  /** Runs `run` once, `ms` from now, unless cancelled or its life has ended by then. Steps of one moment run in the order armed. */
  after(ms: number, life: Life | null, run: () => void): () => void
  /** Takes the next step, and lets settle all that it sets off; false where there is none up to `until`. */
  step(until: number): Promise<boolean>
  /** Steps of this life that are still to come. */
  waiting(life: Life): number
  steps(): number
}

interface Step { at: number, order: number, life: Life | null, run: () => void, cancelled: boolean }

/** `settled` resolves when nothing that hangs on promises alone is left to run. */
export function createScheduler({ settled }: { settled: () => Promise<void> }): Scheduler {
  const heap: Step[] = []
  let now = 0
  let order = 0
  let steps = 0

  const before = (a: Step, b: Step): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)
  const isDead = (step: Step): boolean => step.cancelled || step.life?.alive === false

  function push(step: Step): void {
    let at = heap.push(step) - 1
    for (;;) {
      const parent = (at - 1) >> 1
      const above = heap[parent]
      if (at === 0 || above === undefined || !before(step, above)) break
      heap[at] = above
      at = parent
    }
    heap[at] = step
  }

  function pop(): Step | undefined {
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined || heap.length === 0) return first
    let at = 0
    for (;;) {
      const left = 2 * at + 1
      const [one, other] = [heap[left], heap[left + 1]]
      if (one === undefined) break
      const child = other !== undefined && before(other, one) ? left + 1 : left
      const smaller = heap[child]
      if (smaller === undefined || !before(smaller, last)) break
      heap[at] = smaller
      at = child
    }
    heap[at] = last
    return first
  }

  return {
    now: () => now,
    after(ms, life, run) {
      const step: Step = { at: now + Math.max(0, ms), order: order += 1, life, run, cancelled: false }
      push(step)
      return () => { step.cancelled = true }
    },
    async step(until) {
      for (let next = heap[0]; next !== undefined && isDead(next); next = heap[0]) pop()
      const next = heap[0]
      if (next === undefined || next.at > until) {
        now = Math.max(now, until)
        return false
      }
      pop()
      now = Math.max(now, next.at)
      steps += 1
      next.run()
      await settled()
      return true
    },
    waiting: life => heap.filter(step => step.life === life && !isDead(step)).length,
    steps: () => steps,
  }
}
