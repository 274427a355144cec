import type { UpdateCall } from '#domain/call'
import type { Snapshot } from '#domain/case'
import type { LoggedEdit } from '#domain/outcome'
import type { OfflineReason } from '#domain/status'

/** What the service's answer, or the lack of one, means for the engine. DESIGN section 5 has the table. */
export type Fault
  /** The network's, not the service's: nothing reached the service, or what answered carried no request id. */
  = | { kind: 'offline', reason: OfflineReason }
    | { kind: 'signIn', message: string }
  /** `retryAfterMs`: how long the service asks to be left alone, however long; null where it names none. */
    | { kind: 'throttled', retryAfterMs: number | null }
    | { kind: 'conflict' }
  /**
   * The call may have been applied: read before anything is sent again. `answered`: the service itself said so,
   * and the link stands; a time-out or a reset tells nothing of the link as it is now.
   */
    | { kind: 'unknown', detail: string, answered: boolean, retryAfterMs: number | null }
  /** `fields` in the service's words: `name` is a path such as `watchersToAdd[2].email`. */
    | { kind: 'validation', message: string, fields: ReadonlyArray<{ name: string, message: string }>, requestId: string }
    | { kind: 'refused', code: string, message: string, requestId: string }
    | { kind: 'quota', message: string, requestId: string }
  /** A second case has met the quota: the engine sends nothing for a while. Traffic makes this of `quota`, no service does. */
    | { kind: 'quotaPaused', message: string, requestId: string }
    | { kind: 'notActive', message: string, requestId: string }
  /** The responder has sending paused. Traffic says this, no service does. */
    | { kind: 'pausedByYou' }

export type Reply<T> = { ok: true, value: T, requestId: string } | { ok: false, fault: Fault }

export interface Page<T> { items: readonly T[], next: string | null }

/**
 * The service as the engine needs it. Never throws and never hangs: every call ends by a deadline in a reply
 * or a fault. `updateCase` makes exactly one attempt; reads may be tried again inside.
 */
export interface CaseService {
  /** Snapshots that are not complete; at most 25 a page. */
  listCases(next?: string): Promise<Reply<Page<Snapshot>>>
  getCase(caseId: string): Promise<Reply<Snapshot>>
  updateCase(caseId: string, call: UpdateCall): Promise<Reply<null>>
  /** In no promised order; at most 25 a page. */
  listCaseEdits(caseId: string, next?: string): Promise<Reply<Page<LoggedEdit>>>
}
