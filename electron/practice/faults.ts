import { concerns, faultSchema, stageOf, type Fault, type FaultInput, type Stage } from './fault-kinds'
import { firstValue, pathTo } from './values'

/** A fault that waits for requests. `left`: how many more meet it, null for any number; `met`: how many have. */
export type ArmedFault = Fault & { id: number, left: number | null, met: number }

/** What a fault can go by. */
export interface Passing {
  operation: string
  caseId: string | null
  /** The body's members; null where it has none. */
  sent: Readonly<Record<string, unknown>> | null
  /** Null where it is not known, or nobody it belongs to. */
  principal: string | null
  accessKeyId: string | null
}

export interface Faults {
  /** Adds a fault behind those that are armed: a request meets the first that concerns it. */
  arm(fault: FaultInput): ArmedFault
  clear(): void
  readonly armed: readonly ArmedFault[]
  /** The fault that waits for this request at this stage, now met once more. */
  meet(stage: Stage, passing: Passing): Fault | null
  /** These credentials came from the portal just now. */
  refreshed(accessKeyId: string): void
  /** How far the service's clock is ahead of this machine's. */
  readonly clockOffsetMs: number
}

interface Waiting { id: number, fault: Fault, passed: number, met: number, buckets: Map<string, Bucket>, fresh: Set<string> }
interface Bucket { tokens: number, at: number }

/** `now`: milliseconds since 1970. */
export function createFaults(now: () => number): Faults {
  let waiting: Waiting[] = []
  let ids = 0
  const leftOf = ({ fault, met }: Waiting): number | null => 'times' in fault && fault.times !== null ? fault.times - met : null
  const shown = (one: Waiting): ArmedFault => ({ ...one.fault, id: one.id, left: leftOf(one), met: one.met })

  /** Whether the fault takes hold of this request, all else aside. */
  function holds({ fault, buckets, fresh }: Waiting, { principal, operation, sent, accessKeyId }: Passing): boolean {
    if (fault.kind === 'rateLimit') return !takeToken(buckets, `${principal} ${fault.together ? 'all' : operation}`, fault, now())
    if (fault.kind === 'expiredToken') return !fault.untilRefreshed || accessKeyId === null || !fresh.has(accessKeyId)
    if (fault.kind === 'refusedRefresh') return sent?.['grantType'] === 'refresh_token'
    if (fault.kind === 'validation') return (fault.refuses === undefined ? firstValue(sent) : pathTo(sent, fault.refuses)) !== null
    return true
  }

  return {
    arm(given) {
      const fault = faultSchema.parse(given)
      if (fault.kind === 'clockSkew') waiting = waiting.filter(one => one.fault.kind !== 'clockSkew')
      const one = { id: ids += 1, fault, passed: 0, met: 0, buckets: new Map(), fresh: new Set<string>() }
      waiting.push(one)
      return shown(one)
    },
    clear() {
      waiting = []
    },
    get armed() {
      return waiting.map(shown)
    },
    meet(stage, passing) {
      for (const one of waiting) {
        const { fault } = one
        if (fault.kind === 'clockSkew' || stageOf(fault) !== stage || !concerns(fault, passing) || !holds(one, passing)) continue
        if (one.passed < fault.after) {
          one.passed += 1
          continue
        }
        one.met += 1
        if (leftOf(one) === 0) waiting = waiting.filter(other => other !== one)
        return fault
      }
      return null
    },
    refreshed(accessKeyId) {
      for (const { fresh } of waiting) fresh.add(accessKeyId)
    },
    get clockOffsetMs() {
      return waiting.reduce((offset, { fault }) => fault.kind === 'clockSkew' ? fault.clockOffsetMs : offset, 0)
    },
  }
}

interface Rate { perSecond: number, burst: number }

function takeToken(buckets: Map<string, Bucket>, key: string, { perSecond, burst }: Rate, at: number): boolean {
  const before = buckets.get(key) ?? { tokens: burst, at }
  const tokens = Math.min(burst, before.tokens + Math.max(0, at - before.at) / 1000 * perSecond)
  const taken = tokens >= 1
  buckets.set(key, { tokens: taken ? tokens - 1 : tokens, at })
  return taken
}
