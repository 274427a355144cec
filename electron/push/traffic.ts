import type { UpdateCall } from '#domain/call'
import type { Snapshot } from '#domain/case'
import type { Clock } from '../ports/clock'
import type { Journal } from '../ports/journal'
import type { CaseService, Fault, Reply } from '../ports/service'
import { answered } from './answered'
import { createAskedWait } from './asked-wait'
import { fullJitter } from './backoff'
import type { ClosingFault, Gate } from './gate'
import { createGate } from './gate'
import type { Place } from './limiter'
import { createLimiter } from './limiter'
import type { Sent } from './pace'
import { notePaused, pausedSince } from './paused'
import { createReads } from './reads'

export interface Traffic {
  gate: Gate
  /** The service behind gate, limiter and read check. While the gate is closed it answers with the fault that closed it. */
  service: Pick<CaseService, 'listCases' | 'getCase'>
  /** Resolves when a lane may take its turn, before anything of the pull. */
  turn(): Promise<Turn>
  throttledUntil(): number | null
  /**
   * The responder's word: while it holds nothing is sent, also after a restart. The mirror is still read, and what was sent
   * before is still looked up. @throws JournalError where it cannot be noted: then a pause lasts as long as this process.
   */
  pause(paused: boolean): Promise<void>
  /** Calls that have not begun end as offline, and no more begin. */
  close(): void
}

/** Pauses of our own where 429 follows 429 and the service names no time; the first 429 only slows the pace. */
const THROTTLED = { base: 100, most: 60_000 }
/** Shorter ones of our own are over before a restart is. */
const WORTH_A_NOTE_MS = 1000
/** A call within a turn does not wait out a longer pause, and a write made on a read that has waited longer is none. */
const MOST_WAIT_IN_TURN_MS = 2000
const TO_BE_WATCHED: Fault = { kind: 'unknown', detail: 'the last write is not looked up yet', answered: true, retryAfterMs: null }
const CLOSED: Fault = { kind: 'offline', reason: 'noRoute' }
const PAUSED: Fault = { kind: 'pausedByYou' }
const NOT_NOW: Fault = { kind: 'throttled', retryAfterMs: null }

/**
 * A lane's turn holds one place of the limiter from its read to its last write: a write that had to wait for a place
 * of its own would be made on a read as old as that wait. Each call still keeps to the pace, ahead of new turns.
 */
export interface Turn {
  getCase: CaseService['getCase']
  listCaseEdits: CaseService['listCaseEdits']
  /** The newest lastUpdatedDate under which a read of the case was believed; null before the first. */
  seen(caseId: string): number | null
  /**
   * `justBefore` runs once nothing keeps the call from being made any more; where something does, it never runs.
   * Of a quota only the first case hears (`quota`); every other one since a write was last accepted is told that
   * the drain has paused (`quotaPaused`).
   */
  updateCase(caseId: string, call: UpdateCall, justBefore: () => Promise<void>): Promise<Reply<null>>
  /** Must be called when the turn is over. */
  end(): void
}

/** All that goes to the service goes through here, so that one answer slows, stops or restarts everything at once. */
export function createTraffic({ service, journal, clock, onChange, onOpen }: {
  service: CaseService
  journal: Pick<Journal, 'note' | 'noted' | 'intents' | 'outcomesAfter'>
  clock: Clock
  onChange: () => void
  onOpen: () => void
}): Traffic {
  const limiter = createLimiter({ clock, onResume: onChange })
  const gate = createGate({ clock, pausedSince: pausedSince(journal), probe, pauseLeft: limiter.pauseLeft, onChange, onOpen })
  const reads = createReads({ journal, clock })
  const asked = createAskedWait({ journal, clock })
  /** Cases whose write met the quota since one was last accepted. */
  const overQuota = new Set<string>()
  let closed = false

  limiter.pause(asked.rest())

  async function probe(): Promise<Reply<unknown>> {
    const sent = await limiter.call()
    const reply = closed ? { ok: false as const, fault: CLOSED } : await service.listCases()
    await learn(sent, reply)
    return reply
  }

  async function inPlace<T>(call: () => Promise<Reply<T>>): Promise<Reply<T>> {
    const place = await limiter.enter('pull')
    try {
      // A quota is for writes; the mirror stays fresh meanwhile.
      return await pass(place, call, { barred: () => inTheWay('quotaPaused') })
    }
    finally {
      place.leave()
    }
  }

  async function pass<T>(place: Place, call: () => Promise<Reply<T>>, { barred = inTheWay, justBefore }: {
    barred?: () => Fault | null
    justBefore?: () => Promise<void>
  } = {}): Promise<Reply<T>> {
    const before = barred()
    if (before !== null) return { ok: false, fault: before }
    const wanted = clock.elapsed()
    const sent = await place.call()
    let reply: Reply<T> | null = null
    try {
      const old = justBefore !== undefined && clock.elapsed() - wanted > MOST_WAIT_IN_TURN_MS
      const fault = barred() ?? (old ? NOT_NOW : null)
      if (fault !== null) return { ok: false, fault }
      await justBefore?.()
      reply = await call()
      gate.report(reply)
      return reply
    }
    finally {
      await learn(sent, reply)
    }
  }

  function inTheWay(passes?: ClosingFault['kind']): Fault | null {
    if (closed) return CLOSED
    const state = gate.state()
    if (state.state === 'closed' && state.fault.kind !== passes) return state.fault
    return limiter.pauseLeft() > MOST_WAIT_IN_TURN_MS ? NOT_NOW : null
  }

  /** By the clock that dates our calls as well: which of both came first decides what is laid over what. */
  function dated(read: Snapshot): Snapshot {
    return { ...read, readAt: clock.now() }
  }

  function believed(reply: Reply<Snapshot>): Reply<Snapshot> {
    if (!reply.ok) return reply
    const read = dated(reply.value)
    if (reads.believe(read)) return { ...reply, value: read }
    return { ok: false, fault: { kind: 'unknown', detail: 'staleRead', answered: true, retryAfterMs: null } }
  }

  /** The reply of a call that was let through; null where it was not made. */
  async function learn(sent: Sent, reply: Reply<unknown> | null): Promise<void> {
    if (reply === null || !answered(reply)) return limiter.ended(sent, 'lost')
    if (reply.ok || reply.fault.kind !== 'throttled') return limiter.ended(sent, 'accepted')
    limiter.ended(sent, 'throttled')
    const { retryAfterMs } = reply.fault
    const ms = retryAfterMs ?? ownPause()
    if (ms <= limiter.pauseLeft()) return
    limiter.pause(ms)
    onChange()
    if (ms >= WORTH_A_NOTE_MS) await asked.remember(ms)
  }

  function ownPause(): number {
    const refusals = limiter.refusals()
    return refusals === 0 ? 0 : fullJitter(refusals - 1, THROTTLED, clock)
  }

  const heldBack = (): Fault | null => gate.pausedSince() === null ? inTheWay() : PAUSED

  /** While sending is paused a lane reads only where something that was sent is to be looked up. */
  function readBarred(caseId: string): Fault | null {
    return journal.intents(caseId).some(({ state }) => state !== 'watched') ? inTheWay() : heldBack()
  }

  async function update(place: Place, caseId: string, call: UpdateCall, justBefore: () => Promise<void>): Promise<Reply<null>> {
    const reply = await pass(place, () => service.updateCase(caseId, call), { barred: heldBack, justBefore })
    if (reply.ok) {
      overQuota.clear()
      gate.landed()
      reads.wrote(caseId, call)
      return reply
    }
    if (reply.fault.kind !== 'quota') return reply
    overQuota.add(caseId)
    if (overQuota.size < 2) return reply
    const paused: Reply<null> = { ok: false, fault: { ...reply.fault, kind: 'quotaPaused' } }
    gate.report(paused)
    return paused
  }

  return {
    gate,
    throttledUntil: () => limiter.pauseLeft() > 0 ? clock.now() + limiter.pauseLeft() : null,
    service: {
      async listCases(next) {
        const reply = await inPlace(() => service.listCases(next))
        if (!reply.ok) return reply
        const items = reply.value.items.filter(item => !reads.isBehind(item)).map(dated)
        return { ...reply, value: { ...reply.value, items } }
      },
      async getCase(caseId) {
        const reply = await inPlace(() => service.getCase(caseId))
        // Until it is known what our last write came between, its case is shown as that write left it.
        if (reply.ok && journal.intents(caseId).some(({ state }) => state === 'landed')) return { ok: false, fault: TO_BE_WATCHED }
        return believed(reply)
      },
    },
    async turn() {
      const place = await limiter.enter('drain')
      return {
        getCase: async caseId => believed(await pass(place, () => service.getCase(caseId), { barred: () => readBarred(caseId) })),
        seen: reads.seen,
        async listCaseEdits(caseId, next) {
          const reply = await pass(place, () => service.listCaseEdits(caseId, next))
          for (const { at } of reply.ok ? reply.value.items : []) reads.logged(caseId, at ?? 0)
          return reply
        },
        updateCase: (caseId, call, justBefore) => update(place, caseId, call, justBefore),
        end: place.leave,
      }
    },
    async pause(paused) {
      const since = paused ? gate.pausedSince() ?? clock.now() : null
      // A disk that takes no note must not keep sending going.
      if (paused) gate.pause(since)
      await notePaused(journal, since)
      gate.pause(since)
    },
    close() {
      closed = true
      limiter.close()
      gate.close()
    },
  }
}
