import { randomUUID } from 'node:crypto'
import { networkAnswer, spoiled } from './fault-answers'
import { errorOf } from './fault-errors'
import type { Fault, Stage } from './fault-kinds'
import type { Faults, Passing } from './faults'
import type { Landings } from './landings'
import type { Answer, Received, Response } from './listener'
import { jsonHeaders, settle } from './reply'
import type { LoggedRequest, RequestLog } from './request-log'
import { parseBody } from './rules'

export interface AnsweringOptions {
  log: RequestLog
  faults: Faults
  landings: Landings
  /** The service's time, milliseconds since 1970. */
  now: () => number
}

export interface Attempt {
  at: number
  /** The fault that waits for the request at this stage; from then on the log names it. */
  meet: (stage: Stage, accessKeyId?: string) => Fault | null
  /** Throws the error that such a fault stands for. */
  refuse: (stage: Stage, accessKeyId?: string) => void
}

export interface Asked<Who extends string | null> {
  request: Received
  /** Null where there is none of that path. */
  operation: string | null
  caseId: string | null
  /** Whether success means that the case was changed. */
  writes: boolean
  /** The body's members that the log may hold; by default all of them. */
  mayLog?: readonly string[]
  /** Who asks; null where nobody needs to be known. Throws the ServiceError for a caller that nobody knows. */
  authenticate: (attempt: Attempt) => Who
  /** The reply's body, or a WebPage. Throws a ServiceError. */
  run: (attempt: Attempt & { principal: Who }) => unknown
}

export type Answering = <Who extends string | null>(asked: Asked<Who>) => Promise<Response>

/** Takes requests through faults and service, and logs what came of each. */
export function createAnswering({ log, faults, landings, now }: AnsweringOptions): Answering {
  return async (asked) => {
    const entry: LoggedRequest = {
      at: now(),
      operation: asked.operation ?? 'unknown',
      caseId: asked.caseId,
      sent: membersOf(asked),
      status: null,
      errorType: null,
      requestId: null,
      principal: null,
      applied: false,
      delivered: true,
      fault: null,
    }
    const passing = (accessKeyId: string | null): Passing => ({ ...entry, accessKeyId })
    let met: Fault | null = null

    const meet = (stage: Stage, accessKeyId: string | null = null): Fault | null => {
      const fault = faults.meet(stage, passing(accessKeyId))
      met = fault ?? met
      entry.fault = met?.kind ?? null
      return fault
    }
    const refuse = (stage: Stage, accessKeyId: string | null = null): void => {
      const fault = meet(stage, accessKeyId)
      const error = fault === null ? null : errorOf(fault, passing(accessKeyId))
      if (error !== null) throw error
    }

    async function serve(attempt: Attempt): Promise<unknown> {
      const principal = asked.authenticate(attempt)
      entry.principal = principal
      attempt.refuse('service')
      const body = await asked.run({ ...attempt, principal })
      entry.applied = asked.writes
      return body
    }

    /** To a service that behaves: only its own rules count now. */
    async function land(): Promise<void> {
      await settle(() => serve({ at: now(), meet: () => null, refuse: () => {} }))
    }

    function withoutTheService(fault: Fault): Response {
      const response = networkAnswer(fault)
      if ('status' in response) entry.status = response.status
      else entry.delivered = false
      if (fault.kind === 'lateLanding') landings.add(fault.lands, land)
      return response
    }

    async function byTheService(): Promise<Response> {
      const served = await settle(() => serve({ at: entry.at, meet, refuse }))
      const instead = served.errorType === null ? meet('reply') : null
      const error = instead === null ? null : errorOf(instead, passing(null))
      const { status, errorType, headers, body } = error === null ? served : await settle(() => { throw error })
      const requestId = randomUUID()
      Object.assign(entry, { status, errorType, requestId })
      const answer: Answer = {
        status,
        headers: { ...jsonHeaders({ requestId, errorType, at: entry.at }), ...headers },
        body,
        onLost: () => {
          entry.delivered = false
        },
      }
      const left = met === null ? answer : spoiled(met, answer)
      entry.delivered = 'status' in left && left.body === answer.body && left.brokenAfter === undefined
      return left
    }

    const onItsWay = meet('network')
    const response = onItsWay === null ? await byTheService() : withoutTheService(onItsWay)
    log.add(entry)
    return response
  }
}

function membersOf({ request: { body }, mayLog }: { request: Received, mayLog?: readonly string[] }): Record<string, unknown> | null {
  try {
    const members = body.length > 0 ? parseBody(body) : null
    if (members === null || mayLog === undefined) return members
    return Object.fromEntries(Object.entries(members).filter(([name]) => mayLog.includes(name)))
  }
  catch {
    return null
  }
}
