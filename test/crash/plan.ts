import { CASES } from '../support/machine'
import type { Chance } from '../support/chance'
import { type Kind, KINDS } from './ledger'

export const VICTIMS = ['host', 'browser', 'both'] as const

/**
 * When the kill comes: so long after the typing began, or so long after the service has applied so many calls of the
 * round; 0 ms there is before the reply leaves. Milliseconds.
 */
export type Moment = { kind: 'clock', ms: number } | { kind: 'call', nth: number, ms: number }

interface TypedCase { caseId: string, kinds: readonly Kind[] }

export interface RoundPlan {
  victim: typeof VICTIMS[number]
  moment: Moment
  /** Whether the link is cut when the app starts, and when it turns into the other; null: it does not. */
  cut: boolean
  turnsAt: number | null
  /** What is typed in each case, one case after the other. The kill may come before its end, or long after. */
  typing: readonly [TypedCase, ...TypedCase[]]
  /** When the colleague edits a case of the round, in milliseconds. */
  colleagueAt: readonly number[]
}

/** Of these cases all lists have room. */
const OPEN_CASES = [CASES.bedrock, CASES.console, CASES.mining, CASES.dns, CASES.tor, CASES.lambda, CASES.key, CASES.snapshot] as const

/** A round that waits for a call which does not come, the link being cut, ends all the same. */
export const LONGEST_MS = 2_500

export function planRound(chance: Chance): RoundPlan {
  const first = planCase(chance)
  const second = planCase(chance)
  const cut = chance.next() < 0.2
  return {
    victim: chance.of(VICTIMS),
    moment: chance.next() < 0.5
      ? { kind: 'clock', ms: chance.between(0, LONGEST_MS) }
      : { kind: 'call', nth: chance.between(1, 3), ms: chance.next() < 0.4 ? 0 : chance.between(0, 40) },
    cut,
    turnsAt: cut || chance.next() < 0.15 ? chance.between(0, 1_500) : null,
    typing: second.caseId !== first.caseId && chance.next() < 0.3 ? [first, second] : [first],
    colleagueAt: some(chance, 0, 2, () => chance.between(0, 1_500)),
  }
}

function planCase(chance: Chance): TypedCase {
  return { caseId: chance.of(OPEN_CASES), kinds: some(chance, 1, 10, () => chance.of(KINDS)) }
}

const some = <T>(chance: Chance, least: number, most: number, make: () => T): T[] =>
  Array.from({ length: chance.between(least, most) }, make)
