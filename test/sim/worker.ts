import { parentPort, workerData } from 'node:worker_threads'
import { drawHistory } from './history'
import type { History } from './history'
import type { Played } from './play'
import { play } from './play'
import { NO_FIGURES } from './summary'
import type { Violation } from './violation'

/** What a worker is given: seeds, and a counter that all workers share, of which each worker takes the next. */
export interface Work {
  /** One Int32: how many have been taken. */
  taken: SharedArrayBuffer
  seeds: readonly number[]
}

export interface Told extends Pick<Played, 'violations' | 'figures'> { index: number }

/** An error that nobody catches belongs to the history that is being played. */
export async function playWhole(history: History): Promise<Pick<Played, 'violations' | 'figures'>> {
  const defects: Violation[] = []
  const onError = (error: unknown): void => { defects.push({ kind: 'defects', what: String(error instanceof Error ? error.stack : error), at: 0 }) }
  process.on('unhandledRejection', onError)
  try {
    const { violations, figures } = await play(history)
    return { violations: [...violations, ...defects], figures }
  }
  catch (error) {
    onError(error)
    return { violations: defects, figures: NO_FIGURES }
  }
  finally { process.off('unhandledRejection', onError) }
}

/** Tells the number of what it begins, and what came of it. */
async function work({ taken, seeds }: Work, tell: (what: number | Told) => void): Promise<void> {
  const counter = new Int32Array(taken)
  for (let index = Atomics.add(counter, 0, 1); index < seeds.length; index = Atomics.add(counter, 0, 1)) {
    tell(index)
    tell({ index, ...await playWhole(drawHistory(seeds[index] ?? 0)) })
  }
}

const port = parentPort
if (port !== null && workerData?.taken instanceof SharedArrayBuffer) await work(workerData, (what) => { port.postMessage(what) })
