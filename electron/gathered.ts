import type { Clock } from './ports/clock'

/** Something the page is told of again and again: what comes in quick succession is told together. */
export interface Gathered {
  /** There is news. */
  due(): void
  /** Tells now what waits to be told. */
  now(): void
}

/**
 * How often the page is told at most, in milliseconds: as often as it draws a drain. Each message costs host, browser and
 * page the same whether much or little is in it, and each transaction of the page an fsync.
 */
const EVERY_MS = 250

/** The first news after a pause is told `firstMs` after it came, at once where that is 0; `tell` tells all there is. */
export function gathered({ clock, firstMs, tell }: { clock: Pick<Clock, 'elapsed' | 'after'>, firstMs: number, tell: () => void }): Gathered {
  let toldAt = Number.NEGATIVE_INFINITY
  let cancel: (() => void) | null = null

  function tellNow(): void {
    cancel?.()
    cancel = null
    toldAt = clock.elapsed()
    tell()
  }

  return {
    due() {
      if (cancel !== null) return
      const wait = Math.max(firstMs, toldAt + EVERY_MS - clock.elapsed())
      if (wait > 0) cancel = clock.after(wait, tellNow)
      else tellNow()
    },
    now() {
      if (cancel !== null) tellNow()
    },
  }
}
