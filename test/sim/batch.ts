import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Told, Work } from './worker'
import { NO_FIGURES } from './summary'

/** Longer than a history takes, on a machine with other work to do: whoever needs it goes round in circles. */
const LONGEST_PLAY_MS = 60_000

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
    const watch = setTimeout(() => {
      hear({ index: playing, violations: [{ kind: 'stuck', what: `takes longer than ${LONGEST_PLAY_MS / 1000} s`, at: 0 }], figures: NO_FIGURES })
      void thread.terminate()
    }, LONGEST_PLAY_MS)
    thread.on('message', (message: number | Told) => {
      watch.refresh()
      if (typeof message === 'number') playing = message
      else hear(message)
    })
    thread.on('error', reject)
    thread.on('exit', () => {
      clearTimeout(watch)
      resolve()
    })
  })))
}
