import type { Practice } from '#practice/practice'
import type { LoggedRequest } from '#practice/request-log'

/** Epoch milliseconds with fractions: one clock for all processes of this machine. */
export const epoch = (): number => performance.timeOrigin + performance.now()

/** A request, and when the service was done with it (`at` is when it came). */
export interface Seen extends LoggedRequest { done: number }

/** Hears of every request, from now on. */
export interface Ears {
  readonly seen: readonly Seen[]
  /** The first request that is so, one that came before included. */
  first(is: (request: Seen) => boolean): Promise<Seen>
  /** Resolves when so many requests were so. */
  count(most: number, is: (request: Seen) => boolean): Promise<Seen>
  stop(): void
}

export function listenTo({ log }: Pick<Practice, 'log'>): Ears {
  const seen: Seen[] = []
  const waiting = new Set<() => void>()
  const { add } = log
  log.add = (request) => {
    add(request)
    seen.push({ ...request, done: epoch() })
    for (const look of waiting) look()
  }

  function count(most: number, is: (request: Seen) => boolean): Promise<Seen> {
    return new Promise((resolve) => {
      const look = (): void => {
        const last = seen.filter(is)[most - 1]
        if (last === undefined) return
        waiting.delete(look)
        resolve(last)
      }
      waiting.add(look)
      look()
    })
  }

  return {
    seen,
    first: is => count(1, is),
    count,
    stop() {
      log.add = add
    },
  }
}

export const isOf = (operation: string) => (request: LoggedRequest): boolean => request.operation === operation
export const isApplied = ({ applied }: LoggedRequest): boolean => applied
