import type { Clock } from '../ports/clock'
import type { Journal } from '../ports/journal'
import type { CaseService, Fault, Reply } from '../ports/service'
import { fullJitter } from './backoff'
import type { Gate } from './gate'
import { createGate } from './gate'
import type { Priority } from './limiter'
import { createLimiter } from './limiter'
import { createReads } from './reads'

export interface Traffic {
  gate: Gate
  /** The service behind gate, limiter and read check. While the gate is closed it answers with the fault that closed it. */
  service(priority: Priority): CaseService
  throttledUntil(): number | null
  /** Calls that have not begun end as offline, and no more begin. */
  close(): void
}

const THROTTLED = { base: 1000, most: 60_000 }
const CLOSED: Fault = { kind: 'offline', reason: 'noRoute' }
const NOTE = 'throttledUntil'

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
  const reads = createReads(journal)
  let throttles = 0
  let closed = false

  const before = Number(journal.noted(NOTE) ?? 0)
  if (before > clock.now()) limiter.throttledUntil(before)

  async function pass<T>(priority: Priority, call: () => Promise<Reply<T>>): Promise<Reply<T>> {
    const leave = await limiter.enter(priority)
    try {
      if (closed) return { ok: false, fault: CLOSED }
      const state = gate.state()
      if (state.state === 'closed') return { ok: false, fault: state.fault }
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
    finally {
      leave()
    }
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
    service: priority => ({
      listCases: next => pass(priority, () => service.listCases(next)),
      listCaseEdits: (caseId, next) => pass(priority, () => service.listCaseEdits(caseId, next)),
      async getCase(caseId) {
        const reply = await pass(priority, () => service.getCase(caseId))
        if (!reply.ok || await reads.believe(reply.value)) return reply
        return { ok: false, fault: { kind: 'unknown', detail: 'staleRead', retryAfterMs: null } }
      },
      async updateCase(caseId, call) {
        const reply = await pass(priority, () => service.updateCase(caseId, call))
        if (reply.ok) reads.wrote(caseId, call)
        return reply
      },
    }),
    close() {
      closed = true
      limiter.close()
      gate.close()
    },
  }
}
