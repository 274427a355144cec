import type { OfflineReason } from '#domain/status'
import type { CaseService, Fault } from '../../electron/ports/service'
import type { Chance } from '../support/chance'

export type Operation = keyof CaseService

/** How a caller learns that no reply will come: at once, or at the end of its deadline. */
export type Ending = 'reset' | 'timeout'

/**
 * What can befall a call between host and service. Plain data, so that a history of them can be kept and played again.
 * Where a member says `applied`, the service has carried the call out although its caller hears otherwise.
 */
export type NetFault
  /** The request is lost on its way. */
  = | { kind: 'lostRequest', ends: Ending }
  /** The call is applied, its reply is lost. */
    | { kind: 'lostReply', ends: Ending }
  /** The caller has given up by then: the request arrives all the same, even if host or link are down. */
    | { kind: 'late', ends: Ending, landsAfterMs: number }
  /** A proxy that tries again before it has a reply: the request arrives twice, and the first reply counts. */
    | { kind: 'twice', apartMs: number }
  /** Applied; the connection ends in the midst of the reply. */
    | { kind: 'truncatedReply' }
  /** Applied; what comes with the service's own mark is not JSON. */
    | { kind: 'garbledReply' }
  /** A captive portal, or a proxy with a page of its own in place of the reply. */
    | { kind: 'notTheService', applied: boolean }
    | { kind: 'throttled', retryAfterMs: number | null }
    | { kind: 'conflict' }
    | { kind: 'failing', status: 500 | 503 | 423, applied: boolean, retryAfterMs: number | null }
    | { kind: 'validation', fields: ReadonlyArray<{ name: string, message: string }> }
    | { kind: 'accessDenied' }
    | { kind: 'notFound' }
    | { kind: 'quota' }
    | { kind: 'notActive' }
    | { kind: 'signIn' }
  /** A 4xx of which the model knows nothing. */
    | { kind: 'unknownError' }

/** A fault, and which calls it waits for. */
export interface Armed {
  fault: NetFault
  on: Operation | 'any'
  /** null: calls about any case, or about none. */
  caseId: string | null
  /** null: the next such call alone; else all of them for so long. */
  forMs: number | null
}

/** What befalls one request, told apart for those who carry it. */
export interface Course {
  /** Ms after it was sent at which it arrives; where empty, it never does. */
  arrives: readonly number[]
  /** It arrives whatever becomes of host and link. */
  unstoppable: boolean
  /** It is answered with this, and not carried out. */
  instead: Fault | null
  /** It is carried out, and a success answered with this all the same. */
  spoiled: Fault | null
  /** No reply comes back. */
  silent: Ending | null
  /** Somebody on the way answers in the service's place. */
  answeredOnTheWay: boolean
}

const PLAIN: Course = { arrives: [], unstoppable: false, instead: null, spoiled: null, silent: null, answeredOnTheWay: false }

/** A signature is good for five minutes (SigV4): the service refuses what arrives later than that after it was signed. */
const SIGNATURE_MS = 300_000

/** What a request meets that takes `thereMs` to the service. */
export function courseOf(fault: NetFault | null, { thereMs, isRead, requestId }: {
  thereMs: number
  isRead: boolean
  requestId: string
}): Course {
  const plain = { ...PLAIN, arrives: [thereMs] }
  if (fault === null) return plain
  switch (fault.kind) {
    case 'lostRequest': return { ...PLAIN, silent: fault.ends }
    case 'lostReply': return { ...plain, silent: fault.ends }
    case 'late': {
      const arrives = fault.landsAfterMs < SIGNATURE_MS ? [fault.landsAfterMs] : []
      return { ...PLAIN, arrives, unstoppable: true, silent: fault.ends }
    }
    case 'twice': return { ...plain, arrives: [thereMs, thereMs + fault.apartMs] }
    case 'truncatedReply': return { ...plain, silent: 'reset' }
    case 'garbledReply': return { ...plain, spoiled: UNREADABLE }
    case 'notTheService':
      return fault.applied && !isRead
        ? { ...plain, spoiled: NOT_THE_SERVICE }
        : { ...plain, instead: NOT_THE_SERVICE, answeredOnTheWay: true }
    default: {
      const said = faultOf(fault, requestId)
      return 'applied' in fault && fault.applied ? { ...plain, spoiled: said } : { ...plain, instead: said }
    }
  }
}

const UNREADABLE: Fault = { kind: 'unknown', detail: 'the reply could not be read', answered: true, retryAfterMs: null }
const NOT_THE_SERVICE: Fault = { kind: 'offline', reason: 'notTheService' }

const FAILURE = { 500: 'InternalServerException', 503: 'HTTP 503', 423: 'InvalidTokenException' } as const

type OnTheWay = 'lostRequest' | 'lostReply' | 'late' | 'twice' | 'truncatedReply' | 'garbledReply' | 'notTheService'
type Answered = Exclude<NetFault, { kind: OnTheWay }>

/** As electron/aws/classify.ts has it for the reply that the service would send. */
function faultOf(fault: Answered, requestId: string): Fault {
  switch (fault.kind) {
    case 'throttled': return { kind: 'throttled', retryAfterMs: fault.retryAfterMs }
    case 'conflict': return { kind: 'conflict' }
    case 'failing': return { kind: 'unknown', detail: FAILURE[fault.status], answered: true, retryAfterMs: fault.retryAfterMs }
    case 'validation': return { kind: 'validation', message: 'The input is not valid.', fields: fault.fields, requestId }
    case 'accessDenied': return refused('AccessDeniedException', 'You are not authorized to do this.', requestId)
    case 'notFound': return refused('ResourceNotFoundException', 'There is no such case.', requestId)
    case 'quota': return { kind: 'quota', message: 'The quota of updates is used up.', requestId }
    case 'notActive': return { kind: 'notActive', message: 'The membership is not active.', requestId }
    case 'signIn': return { kind: 'signIn', message: 'AWS no longer accepts this sign-in.' }
    case 'unknownError': return refused('TeapotException', 'The service is a teapot.', requestId)
  }
}

function refused(code: string, message: string, requestId: string): Fault {
  return { kind: 'refused', code, message, requestId }
}

/** What a call gets whose connection ended, or whose deadline came, before a reply: as electron/aws/classify.ts has it. */
export function withoutReply(ending: Ending, isRead: boolean): Fault {
  if (isRead) return { kind: 'offline', reason: ending }
  const detail = ending === 'timeout' ? 'no reply in time' : 'the connection broke before the reply'
  return { kind: 'unknown', detail, answered: false, retryAfterMs: null }
}

/** What stays the same of a network for a whole run. */
export interface Weather {
  /** Ms one way. */
  latency: { least: number, most: number }
  /** How the service throttles each operation of ours; null where it does not. */
  bucket: { perSecond: number, burst: number, retryAfterMs: number | null } | null
  /** How a call ends that finds the link down. */
  down: OfflineReason
}

export function drawWeather(chance: Chance): Weather {
  const bucket = { perSecond: chance.of([2, 5, 20]), burst: chance.of([1, 5, 20]), retryAfterMs: chance.of([null, null, 1000, 2000]) }
  return {
    latency: chance.of([{ least: 5, most: 40 }, { least: 5, most: 40 }, { least: 100, most: 1500 }]),
    bucket: chance.is(0.3) ? bucket : null,
    down: chance.of(['noRoute', 'nameNotFound', 'timeout']),
  }
}

/**
 * A fault as chance has it, fit to be armed. Not `twice`: no proxy may send a POST again by itself (RFC 9110, section
 * 9.2.2), and one that does leaves an entry in the case's log which is taken for that of another call.
 */
export function drawFault(chance: Chance): NetFault {
  const ends = chance.of<Ending>(['reset', 'timeout'])
  const applied = chance.is(0.5)
  const landsAfterMs = chance.between(0, chance.of([5000, 60_000, 200_000]))
  const retryAfterMs = chance.of([null, null, 0, 1000, 30_000, 300_000])
  return chance.of<() => NetFault>([
    () => ({ kind: 'lostRequest', ends }),
    () => ({ kind: 'lostReply', ends }),
    () => ({ kind: 'late', ends, landsAfterMs }),
    () => ({ kind: 'truncatedReply' }),
    () => ({ kind: 'garbledReply' }),
    () => ({ kind: 'notTheService', applied }),
    () => ({ kind: 'throttled', retryAfterMs }),
    () => ({ kind: 'conflict' }),
    () => ({ kind: 'failing', status: chance.of([500, 503, 423]), applied, retryAfterMs: chance.of([null, null, 2000]) }),
    () => ({ kind: 'validation', fields: [] }),
    () => ({ kind: 'accessDenied' }),
    () => ({ kind: 'notFound' }),
    () => ({ kind: 'quota' }),
    () => ({ kind: 'notActive' }),
    () => ({ kind: 'signIn' }),
    () => ({ kind: 'unknownError' }),
  ])()
}
