import type { UpdateCall } from '#domain/call'
import type { Snapshot } from '#domain/case'
import type { Clock } from '../ports/clock'
import type { Journal } from '../ports/journal'
import type { CaseService, Fault, Reply } from '../ports/service'
import { fullJitter } from './backoff'
import type { Gate } from './gate'
import { createGate } from './gate'
import { createLimiter } from './limiter'
import { createReads } from './reads'

export interface Traffic {
  gate: Gate
  /** The service behind gate, limiter and read check. While the gate is closed it answers with the fault that closed it. */
  service: Pick<CaseService, 'listCases' | 'getCase'>
  /** Resolves when a lane may take its turn, before anything of the pull. */
  turn(): Promise<Turn>
  throttledUntil(): number | null
  /** Calls that have not begun end as offline, and no more begin. */
  close(): void
}

const THROTTLED = { base: 1000, most: 60_000 }
const CLOSED: Fault = { kind: 'offline', reason: 'noRoute' }
const NOTE = 'throttledUntil'

/**
 * A lane's turn, from its read to its last write, is one call to the limiter: a write that had to wait for a place
 * of its own would be made on a read as old as that wait.
 */
export interface Turn {
  getCase: CaseService['getCase']
  listCaseEdits: CaseService['listCaseEdits']
  /** The newest lastUpdatedDate under which a read of the case was believed; null before the first. */
  seen(caseId: string): number | null
  /** `justBefore` runs once nothing keeps the call from being made any more; where something does, it never runs. */
  updateCase(caseId: string, call: UpdateCall, justBefore: () => Promise<void>): Promise<Reply<null>>
  /** Must be called when the turn is over. */
  end(): void
}

/** All that goes to the service goes through here, so that one answer slows, stops or restarts everything at once. */
export function createTraffic({ service, journal, clock, onChange, onOpen }: {
  service: CaseService
  journal: Pick<Journal, 'note' | 'noted'>
  clock: Clock
  onChange: () => void
  onOpen: () => void
}): Traffic {
  const limiter = createLimiter({ clock, onResume: onChange })
  const gate = createGate({ clock, probe: () => service.listCases(), onChange, onOpen })
  const reads = createReads({ journal, clock })
  let throttles = 0
  let closed = false

  const before = Number(journal.noted(NOTE) ?? 0)
  if (before > clock.now()) limiter.throttledUntil(before)

  async function inPlace<T>(call: () => Promise<Reply<T>>): Promise<Reply<T>> {
    const leave = await limiter.enter('pull')
    try {
      return await pass(call)
    }
    finally {
      leave()
    }
  }

  async function pass<T>(call: () => Promise<Reply<T>>, justBefore?: () => Promise<void>): Promise<Reply<T>> {
    const fault = inTheWay()
    if (fault !== null) return { ok: false, fault }
    await justBefore?.()
    const reply = await call()
    gate.report(reply)
    if (reply.ok) {
      throttles = 0
      limiter.succeeded()
    }
    else if (reply.fault.kind === 'throttled') {
      await slowDown(reply.fault.retryAfterMs)
    }
    return reply
  }

  function inTheWay(): Fault | null {
    if (closed) return CLOSED
    const state = gate.state()
    if (state.state === 'closed') return state.fault
    return limiter.pausedUntil() === null ? null : { kind: 'throttled', retryAfterMs: null }
  }

  async function getCase(caseId: string, through: typeof pass<Snapshot>): Promise<Reply<Snapshot>> {
    const reply = await through(() => service.getCase(caseId))
    if (!reply.ok || await reads.believe(reply.value)) return reply
    return { ok: false, fault: { kind: 'unknown', detail: 'staleRead', answered: true, retryAfterMs: null } }
  }

  async function slowDown(retryAfterMs: number | null): Promise<void> {
    const until = clock.now() + (retryAfterMs ?? fullJitter(throttles, THROTTLED, clock))
    throttles += 1
    limiter.throttledUntil(until)
    onChange()
    // A restart must not forget what the service asked for; that it cannot be written down stops nothing.
    await journal.note(NOTE, until).catch(() => {})
  }

  return {
    gate,
    throttledUntil: () => limiter.pausedUntil(),
    service: {
      listCases: next => inPlace(() => service.listCases(next)),
      getCase: caseId => getCase(caseId, inPlace),
    },
    async turn() {
      const end = await limiter.enter('drain')
      return {
        getCase: caseId => getCase(caseId, pass),
        seen: reads.seen,
        listCaseEdits: (caseId, next) => pass(() => service.listCaseEdits(caseId, next)),
        async updateCase(caseId, call, justBefore) {
          const reply = await pass(() => service.updateCase(caseId, call), justBefore)
          if (reply.ok) reads.wrote(caseId, call)
          return reply
        },
        end,
      }
    },
    close() {
      closed = true
      limiter.close()
      gate.close()
    },
  }
}
