import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Told, Work } from './worker'
import { NO_FIGURES } from './summary'

/**
 * Longer than a history takes: whoever needs it goes round in circles. Of the processor's time, as on a machine with
 * other work to do a history may last as long as that pleases.
 */
const LONGEST_PLAY_MS = 60_000
const LOOK_EVERY_MS = 1000

/**
 * Plays on as many threads as the machine has cores, each thread the next as soon as it is free, until all are played
 * or `onPlayed` gives true. One that does not end counts as stuck, and costs its thread.
 */
export async function playBatch(bundle: string, seeds: readonly number[], onPlayed: (told: Told) => boolean): Promise<void> {
  const work: Work = { taken: new SharedArrayBuffer(4), seeds }
  const threads = Array.from({ length: Math.min(availableParallelism(), seeds.length) }, () => new Worker(bundle, { workerData: work }))
  let over = false

  function hear(told: Told): void {
    if (over || !onPlayed(told)) return
    over = true
    for (const thread of threads) void thread.terminate()
  }

  await Promise.all(threads.map(thread => new Promise<void>((resolve, reject) => {
    let playing = 0
    let since = usedMs()
    const watch = setInterval(() => {
      // The others may have used as much meanwhile.
      if (usedMs() - since < LONGEST_PLAY_MS * threads.length) return
      clearInterval(watch)
      hear({ index: playing, violations: [{ kind: 'stuck', what: `takes longer than ${LONGEST_PLAY_MS / 1000} s`, at: 0 }], figures: NO_FIGURES })
      void thread.terminate()
    }, LOOK_EVERY_MS)
    thread.on('message', (message: number | Told) => {
      since = usedMs()
      if (typeof message === 'number') playing = message
      else hear(message)
    })
    thread.on('error', reject)
    thread.on('exit', () => {
      clearInterval(watch)
      resolve()
    })
  })))
}

/** By all threads of this process. */
function usedMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
