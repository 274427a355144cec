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
    | Closed

interface Closed { state: 'closed', fault: ClosingFault, since: number, nextTryAt: number }

export interface Gate {
  state(): GateState
  /** Whether a call may start. */
  isOpen(): boolean
  /** What came of any call: the gate learns of the link by outcomes alone. */
  report(reply: Reply<unknown>): void
  /** A write was accepted: the quota holds nothing back any more. */
  landed(): void
  /** Since when the responder has sending paused, in epoch milliseconds; null where it is not. */
  pausedSince(): number | null
  /** The responder's word; null resumes. */
  pause(since: number | null): void
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
 *
 * `paused by you` stands beside all of this: what is read goes on, and so the gate goes on learning of the link, and only
 * the responder ends it.
 */
export function createGate({ clock, pausedSince = null, probe, pauseLeft, onChange, onOpen }: {
  clock: Clock
  /** As an earlier start left it. */
  pausedSince?: number | null
  /** One cheap read; its reply is reported here. */
  probe: () => Promise<Reply<unknown>>
  /** For how many ms more the service asked to be left alone, by probes too; 0 where it has not. */
  pauseLeft: () => number
  onChange: () => void
  /** The link, the sign-in or the service is back, or the responder has resumed. */
  onOpen: () => void
}): Gate {
  let state: GateState = { state: 'untried' }
  let attempt = 0
  let quotaPauses = 0
  let paused = pausedSince
  let probing = false
  let timer: { cancel: () => void } | null = null
  let closed = false

  async function tryOnce(): Promise<void> {
    if (probing || closed) return
    const left = pauseLeft()
    if (state.state === 'closed' && left > 0) return tryAfter(left, state)
    if (state.state === 'closed' && state.fault.kind === 'quotaPaused') return open()
    probing = true
    stopTimer()
    const reply = await probe()
    report(reply)
    probing = false
  }

  function tryAfter(ms: number, shut: Omit<Closed, 'nextTryAt'>): void {
    state = { ...shut, nextTryAt: clock.now() + ms }
    stopTimer()
    const cancel = clock.after(ms, () => {
      timer = null
      void tryOnce()
    })
    timer = { cancel }
    onChange()
  }

  function stopTimer(): void {
    timer?.cancel()
    timer = null
  }

  function open(): void {
    attempt = 0
    stopTimer()
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
    if (state.state === 'closed' && !other && !probing && timer !== null) return
    const wait = halfJitter(isQuota ? quotaPauses : attempt, TRIES[fault.kind], clock)
    if (isQuota) quotaPauses += 1
    else attempt += 1
    const since = state.state === 'closed' && state.fault.kind === fault.kind ? state.since : clock.now()
    tryAfter(wait, { state: 'closed', fault, since })
  }

  return {
    state: () => state,
    isOpen: () => state.state !== 'closed',
    report,
    landed() { quotaPauses = 0 },
    pausedSince: () => paused,
    pause(since) {
      if (since === paused) return
      paused = since
      onChange()
      if (since === null && state.state !== 'closed') onOpen()
    },
    tryNow: () => void tryOnce(),
    close() {
      closed = true
      stopTimer()
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
