import type { Clock } from '../ports/clock'
import type { Fault, Reply } from '../ports/service'
import { answered } from './answered'
import type { Growth } from './backoff'
import { halfJitter } from './backoff'

/** Faults that stop everything: nothing about one case would make the next call fare better. */
export type ClosingFault = Extract<Fault, { kind: 'offline' | 'signIn' | 'notActive' | 'quotaPaused' }>

export type GateState
  = { state: 'untried' }
    | { state: 'open' }
    | { state: 'closed', fault: ClosingFault, since: number, nextTryAt: number }

export interface Gate {
  state(): GateState
  /** Whether a call may start. */
  isOpen(): boolean
  /** What came of any call: the gate learns of the link by outcomes alone. */
  report(reply: Reply<unknown>): void
  /** A write was accepted: the quota holds nothing back any more. */
  landed(): void
  /** Does not wait for the next try, unless the service asked to be left alone. */
  tryNow(): void
  close(): void
}

/**
 * A link comes and goes within seconds, so an offline probe is never more than five away; one read of a page costs
 * next to nothing. Quotas are lifted by people.
 */
const TRIES: Record<ClosingFault['kind'], Growth> = {
  offline: { base: 1000, most: 5000 },
  signIn: { base: 15_000, most: 60_000 },
  notActive: { base: 60_000, most: 300_000 },
  quotaPaused: { base: 300_000, most: 1_800_000 },
}

/**
 * ```
 *  untried ── call ──▶ open ◀── anything the service itself answered ── closed
 *                      │  └── offline, sign-in, not active ──▶ closed ── timer: one probe ─┘
 *                      └── quota ──▶ closed ── timer ──▶ open
 * ```
 * No read tells whether a quota still holds, so at its time the gate just opens, and the next refused write closes it
 * again, for longer. A fault of the link or the sign-in takes the place of a quota's.
 */
export function createGate({ clock, probe, pausedUntil, onChange, onOpen }: {
  clock: Clock
  /** One cheap read; its reply is reported here. */
  probe: () => Promise<Reply<unknown>>
  /** Until when the service asked to be left alone, by probes too; null where it has not. */
  pausedUntil: () => number | null
  onChange: () => void
  /** The link, the sign-in or the service is back. */
  onOpen: () => void
}): Gate {
  let state: GateState = { state: 'untried' }
  let attempt = 0
  let quotaPauses = 0
  let probing = false
  let cancelTimer = (): void => {}
  let closed = false

  async function tryOnce(): Promise<void> {
    if (probing || closed) return
    const paused = pausedUntil()
    if (state.state === 'closed' && paused !== null) return tryAt({ ...state, nextTryAt: Math.max(paused, clock.now()) })
    if (state.state === 'closed' && state.fault.kind === 'quotaPaused') return open()
    probing = true
    cancelTimer()
    const reply = await probe()
    report(reply)
    probing = false
  }

  function tryAt(next: Extract<GateState, { state: 'closed' }>): void {
    state = next
    cancelTimer()
    cancelTimer = clock.after(next.nextTryAt - clock.now(), () => void tryOnce())
    onChange()
  }

  function open(): void {
    attempt = 0
    cancelTimer()
    if (state.state === 'open') return
    const wasClosed = state.state === 'closed'
    state = { state: 'open' }
    onChange()
    if (wasClosed) onOpen()
  }

  function report(reply: Reply<unknown>): void {
    if (closed) return
    const fault = reply.ok ? null : closingFault(reply.fault)
    if (fault !== null) return shut(fault)
    if (answered(reply) && !(state.state === 'closed' && state.fault.kind === 'quotaPaused')) return open()
    // A probe that proved nothing either way: the gate stays as it is, and must try again.
    if (probing && state.state === 'closed') shut(state.fault)
  }

  function shut(fault: ClosingFault): void {
    const isQuota = fault.kind === 'quotaPaused'
    const other = state.state === 'closed' && (state.fault.kind === 'quotaPaused') !== isQuota
    // A quota says nothing of a link that is down; a link that is down stops what a quota let pass.
    if (other && isQuota) return
    // Calls that failed together count as one failure, and do not push the next try away.
    if (state.state === 'closed' && !other && !probing && state.nextTryAt > clock.now()) return
    const wait = halfJitter(isQuota ? quotaPauses : attempt, TRIES[fault.kind], clock)
    if (isQuota) quotaPauses += 1
    else attempt += 1
    const since = state.state === 'closed' && state.fault.kind === fault.kind ? state.since : clock.now()
    tryAt({ state: 'closed', fault, since, nextTryAt: clock.now() + wait })
  }

  return {
    state: () => state,
    isOpen: () => state.state !== 'closed',
    report,
    landed() { quotaPauses = 0 },
    tryNow: () => void tryOnce(),
    close() {
      closed = true
      cancelTimer()
    },
  }
}

function closingFault(fault: Fault): ClosingFault | null {
  switch (fault.kind) {
    case 'offline':
    case 'signIn':
    case 'notActive':
    case 'quotaPaused': return fault
    default: return null
  }
}
