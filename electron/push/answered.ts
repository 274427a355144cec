import type { Reply } from '../ports/service'

/**
 * Whether the service itself answered, which alone proves a link. A time-out or a reset may be that of an old call,
 * and a refusal without a request id, or credentials that cannot be had, never left this machine.
 */
export function answered(reply: Reply<unknown>): boolean {
  if (reply.ok) return true
  const { fault } = reply
  switch (fault.kind) {
    case 'offline':
    case 'signIn':
      return false
    case 'unknown': return fault.answered
    case 'refused': return fault.requestId !== ''
    default: return true
  }
}
