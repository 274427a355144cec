import type { Chance } from '../support/chance'
import type { Life, Scheduler } from './scheduler'

/** Something that takes the disk a while. */
interface Work { life: Life, done: () => void, partly: () => void, cancel: () => void }

/** What the disk is busy with, for whom. */
export interface DiskWork {
  /**
   * Answers with what `whole` gives, after a random while; never, where the life ends before. `partly` is what a crash
   * on the way may leave.
   */
  run<T>(life: Life, whole: () => T, partly?: () => void): Promise<T>
  /** What is under way for these lives ends without an answer: done, done in part, or not at all. */
  crash(is: (life: Life) => boolean): void
}

const LEAST_MS = 0.1
const MOST_MS = 8

export function createDiskWork({ scheduler, pace, fate }: { scheduler: Scheduler, pace: Chance, fate: Chance }): DiskWork {
  const underWay = new Set<Work>()

  return {
    run: (life, whole, partly = () => {}) => new Promise((resolve, reject) => {
      if (!life.alive) return
      const cancel = scheduler.after(LEAST_MS + pace.next() * (MOST_MS - LEAST_MS), life, () => {
        underWay.delete(work)
        try { resolve(whole()) }
        catch (error) { reject(error) }
      })
      const work: Work = { life, done: () => { whole() }, partly, cancel }
      underWay.add(work)
    }),
    crash(is) {
      for (const work of underWay) {
        if (!is(work.life)) continue
        underWay.delete(work)
        work.cancel()
        try { fate.of([work.done, work.partly, () => {}])() }
        catch { /* It failed, and nobody is left to be told. */ }
      }
    },
  }
}
