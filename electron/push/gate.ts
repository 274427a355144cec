import type { Clock } from '../ports/clock'
import type { Fault, Reply } from '../ports/service'
import type { Growth } from './backoff'
import { halfJitter } from './backoff'

/** Faults that stop everything: nothing about one case would make the next call fare better. */
export type ClosingFault = Extract<Fault, { kind: 'offline' | 'signIn' | 'notActive' }>

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
  /** Does not wait for the next try. */
  tryNow(): void
  close(): void
}

/** A link comes and goes within seconds, so an offline probe is never more than five away; one read of a page costs next to nothing. */
const PROBES: Record<ClosingFault['kind'], Growth> = {
  offline: { base: 1000, most: 5000 },
  signIn: { base: 15_000, most: 60_000 },
  notActive: { base: 60_000, most: 300_000 },
}

/**
 * ```
 *  untried ── call ──▶ open ◀── anything the service itself answered ── closed
 *                        └── offline, sign-in, not active ──▶ closed ── timer: one probe ─┘
 * ```
 */
export function createGate({ clock, probe, onChange, onOpen }: {
  clock: Clock
  /** One cheap read; its reply is reported here. */
  probe: () => Promise<Reply<unknown>>
  onChange: () => void
  /** The link, the sign-in or the service is back. */
  onOpen: () => void
}): Gate {
  let state: GateState = { state: 'untried' }
  let attempt = 0
  let probing = false
  let cancelTimer = (): void => {}
  let closed = false

  async function tryOnce(): Promise<void> {
    if (probing || closed) return
    probing = true
    cancelTimer()
    const reply = await probe()
    report(reply)
    probing = false
  }

  function report(reply: Reply<unknown>): void {
    if (closed) return
    const fault = reply.ok ? null : closingFault(reply.fault)
    if (fault === null) {
      attempt = 0
      cancelTimer()
      if (state.state === 'open') return
      const wasClosed = state.state === 'closed'
      state = { state: 'open' }
      onChange()
      if (wasClosed) onOpen()
      return
    }
    // Calls that failed together count as one failure, and do not push the next try away.
    if (state.state === 'closed' && !probing && state.nextTryAt > clock.now()) return
    const wait = halfJitter(attempt, PROBES[fault.kind], clock)
    attempt += 1
    const since = state.state === 'closed' && state.fault.kind === fault.kind ? state.since : clock.now()
    state = { state: 'closed', fault, since, nextTryAt: clock.now() + wait }
    cancelTimer()
    cancelTimer = clock.after(wait, () => void tryOnce())
    onChange()
  }

  return {
    state: () => state,
    isOpen: () => state.state !== 'closed',
    report,
    tryNow: () => void tryOnce(),
    close() {
      closed = true
      cancelTimer()
    },
  }
}

function closingFault(fault: Fault): ClosingFault | null {
  return fault.kind === 'offline' || fault.kind === 'signIn' || fault.kind === 'notActive' ? fault : null
}
