import type { Clock } from '../ports/clock'
import type { OpenIntent } from '../ports/journal'
import type { Fault } from '../ports/service'
import type { Growth } from './backoff'
import { fullJitter } from './backoff'
import type { Found } from './look-up'
import type { Refusal } from './park'
import { isOpen, LATEST_LANDING_MS } from './settle'

/** How a lane's turn ended: what is to happen to the lane next. */
export type TurnEnd
  /** Nothing of the case is free to be sent. */
  = { next: 'rest' }
  /** Something was decided or landed: look again at once. */
    | { next: 'again' }
  /** The gate has closed: all lanes go on when it opens. */
    | { next: 'gate' }
    | { next: 'later', afterMs: number, reason: WaitReason, failures: number }

/** `late`: nothing keeps what comes anew from being sent; only what has been sent is looked at once more then. */
export type WaitReason = 'conflict' | 'unknown' | 'throttled' | 'journal' | 'late'

const AGAIN: Record<'conflict' | 'unknown', Growth> = {
  conflict: { base: 200, most: 20_000 },
  unknown: { base: 500, most: 60_000 },
}
/** Rounds of 409 after which someone else clearly has the case: it is left for a while, and shown. */
const CONFLICT_ROUNDS = 6
const LEFT_FOR_LATER_MS = 300_000
/** Only what was sent before is still to be looked at: at once, that would meet the same refusal. */
export const NOTHING_TO_PARK: TurnEnd = { next: 'later', afterMs: LEFT_FOR_LATER_MS, reason: 'late', failures: 0 }

/** Nothing is to be done now: rests, or until the last request that may land late can do so no more. */
export function untilLate(intents: readonly OpenIntent[], found: ReadonlyMap<string, Found>, clock: Clock): TurnEnd {
  const [oldest] = intents.filter(intent => isOpen(intent, found))
  if (oldest === undefined) return { next: 'rest' }
  return { next: 'later', afterMs: Math.max(0, oldest.at + LATEST_LANDING_MS - clock.now()), reason: 'late', failures: 0 }
}

/** What a fault means for the lane; `refuse` runs where it is about the case or the call itself. */
export async function endBy(fault: Fault, { failures, clock, refuse }: {
  /** Turns before this one that ended in a fault, without one between that did not. */
  failures: number
  clock: Clock
  refuse: (fault: Refusal) => Promise<void>
}): Promise<TurnEnd> {
  switch (fault.kind) {
    case 'offline':
    case 'signIn':
    case 'notActive':
    case 'quotaPaused':
    case 'pausedByYou':
      return { next: 'gate' }
    case 'throttled':
      // The limiter holds all lanes back for as long as the service asks; this one just queues up again.
      return { next: 'later', afterMs: 0, reason: 'throttled', failures }
    case 'conflict':
      if (failures + 1 >= CONFLICT_ROUNDS) return { next: 'later', afterMs: LEFT_FOR_LATER_MS, reason: 'conflict', failures: 0 }
      return { next: 'later', afterMs: fullJitter(failures, AGAIN.conflict, clock), reason: 'conflict', failures: failures + 1 }
    case 'unknown': {
      const afterMs = Math.max(fault.retryAfterMs ?? 0, fullJitter(failures, AGAIN.unknown, clock))
      return { next: 'later', afterMs, reason: 'unknown', failures: failures + 1 }
    }
    case 'validation':
    case 'refused':
    case 'quota':
      await refuse(fault)
      return { next: 'again' }
  }
}
