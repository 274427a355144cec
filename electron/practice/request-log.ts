/** One request as the service saw it. No content of a case is in it. */
export interface LoggedRequest {
  /** When it had arrived whole, milliseconds since 1970. */
  at: number
  operation: string
  caseId: string | null
  status: number
  errorType: string | null
  requestId: string
  /** Null where the request was not signed by anyone known. */
  principal: string | null
  /** False once the connection ended before the reply had left: applied, perhaps, but the caller does not know. */
  delivered: boolean
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
