import type { Operation } from './network-faults'
import type { Life } from './scheduler'

/** What one account's service asked for in Retry-After, and who kept to it. */
export interface AskedWaits {
  heard(life: Life, ms: number): void
  /** A read that met a connection of before is sent again by the gateway: the call itself began earlier. */
  brokeOff(life: Life, operation: Operation): void
  /** A request leaves: gives how many ms too soon, 0 where nothing is amiss. */
  tooSoonBy(life: Life, operation: Operation): number
  /** To be called after each step. */
  look(): void
  /** What was asked so far, and is asked in the next `ms`, nobody may know of: it cannot be written down, or is lost. */
  forgive(ms: number): void
}

interface Ask { life: Life, at: number, until: number, noted: boolean }

/** So long may the note of it take to be on disk; and so long ago a call may have begun whose intent was being written. */
const WRITTEN_MS = 150
/** Clocks count whole ms, and more than one of them tells of a wait. */
const ROUNDED_MS = 3

export function createAskedWaits({ now }: { now: () => number }): AskedWaits {
  let asks: Ask[] = []
  let forgivenUntil = -Infinity
  let broken: { life: Life, operation: Operation, at: number } | null = null

  return {
    heard(life, ms) {
      const at = now()
      asks = asks.filter(({ until }) => until > at)
      if (at >= forgivenUntil) asks.push({ life, at, until: at + ms, noted: false })
    },
    brokeOff(life, operation) { broken = { life, operation, at: now() } },
    tooSoonBy(life, operation) {
      const at = now()
      if (broken?.life === life && broken.operation === operation && broken.at === at) return 0
      const bound = asks.filter(ask => ask.life === life ? at > ask.at + WRITTEN_MS : ask.noted)
      const tooSoon = Math.max(0, ...bound.map(({ until }) => until - at))
      return tooSoon > ROUNDED_MS ? tooSoon : 0
    },
    look() {
      for (const ask of asks) ask.noted ||= ask.life.alive && now() > ask.at + WRITTEN_MS
    },
    forgive(ms) {
      asks = []
      forgivenUntil = Math.max(forgivenUntil, now() + ms)
    },
  }
}
