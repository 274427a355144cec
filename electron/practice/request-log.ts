import type { FaultKind } from './fault-kinds'

/** One request as the service saw it, or as what stood between client and service did. */
export interface LoggedRequest {
  /** When it had arrived whole, milliseconds since 1970, by the service's clock. */
  at: number
  operation: string
  caseId: string | null
  /** The body's members; null where it had none, or is no JSON object. */
  sent: Readonly<Record<string, unknown>> | null
  /** Null where nothing was answered. */
  status: number | null
  errorType: string | null
  /** Null where the service did not answer. */
  requestId: string | null
  /** Null where the request was not signed by anyone known. */
  principal: string | null
  /** Whether it changed its case; becomes true later where the request lands late. */
  applied: boolean
  /** False where the service's answer did not leave: applied, perhaps, but the caller does not know. */
  delivered: boolean
  /** What it met of the faults that the service was told to have. */
  fault: FaultKind | null
}

/** A practice session that is never closed polls for weeks; older requests than these are dropped. */
const MOST_REQUESTS = 100_000

export interface RequestLog {
  readonly entries: readonly LoggedRequest[]
  add(entry: LoggedRequest): void
  clear(): void
}

export function createRequestLog(): RequestLog {
  const entries: LoggedRequest[] = []
  return {
    entries,
    add(entry) {
      if (entries.length >= MOST_REQUESTS) entries.shift()
      entries.push(entry)
    },
    clear() {
      entries.length = 0
    },
  }
}
