import type { Status } from '#domain/status'
import type { GateState } from '#push/gate'

/** The drain as the status bar names it (DESIGN section 5), from what gate and lanes are at. */
export function drainState(gate: GateState, busy: boolean): Status['drain'] {
  if (gate.state === 'untried') return { state: 'starting' }
  if (gate.state === 'open') return { state: busy ? 'draining' : 'idle' }
  const { fault, since, nextTryAt } = gate
  switch (fault.kind) {
    case 'offline': return { state: 'offline', since, nextTryAt, reason: fault.reason }
    case 'signIn': return { state: 'signedOut', message: fault.message, nextTryAt }
    case 'notActive':
    case 'quotaPaused': return { state: 'paused', message: fault.message, nextTryAt }
  }
}
