import { caseIdSchema } from '#domain/case'
import { z } from '#domain/zod'
import { CASE_OPERATIONS, OIDC_OPERATIONS, partOf, PORTAL_OPERATIONS } from './operation-names'

/** `portal` and `oidc` are any operation of these parts of the sign-in. */
const on = z.enum([...CASE_OPERATIONS, ...PORTAL_OPERATIONS, 'portal', ...OIDC_OPERATIONS, 'oidc', 'any'])

const times = z.int().positive().nullable()

const common = {
  on: on.default('UpdateCase'),
  caseId: caseIdSchema.exactOptional(),
  times: times.default(1),
  after: z.int().nonnegative().default(0),
}
const lasting = { ...common, times: times.default(null) }

/** Sent as it is given: what a client makes of a malformed one is the point. */
const retryAfter = z.string().max(64).regex(/^[\x20-\x7e]*$/, 'must be printable ASCII').exactOptional()
const applied = z.boolean().default(false)

function kind<const Kind extends string, Shape extends z.ZodRawShape>(name: Kind, shape: Shape) {
  return z.strictObject({ kind: z.literal(name), ...shape })
}

const KINDS = [
  kind('throttle', { ...common, retryAfter }),
  kind('rateLimit', { ...lasting, perSecond: z.number().positive(), burst: z.int().positive(), together: z.boolean().default(false), retryAfter }),
  kind('conflict', common),
  kind('internal', { ...common, retryAfter, applied }),
  kind('unavailable', { ...common, retryAfter, applied }),
  kind('gatewayTimeout', { ...common, applied }),
  kind('invalidToken', { ...common, applied }),
  kind('quota', common),
  kind('notActive', common),
  kind('accessDenied', common),
  kind('notFound', common),
  kind('unknownError', { ...common, status: z.int().min(400).max(499).default(418), name: z.string().min(1).max(64).default('TeapotException') }),
  kind('expiredToken', { ...common, times: times.exactOptional(), untilRefreshed: z.boolean().default(false) })
    .transform(fault => ({ ...fault, times: fault.times !== undefined ? fault.times : fault.untilRefreshed ? null : 1 })),
  kind('validation', { ...common, times: times.exactOptional(), refuses: z.string().exactOptional(), names: z.boolean().default(true) })
    .transform(fault => ({ ...fault, times: fault.times !== undefined ? fault.times : fault.refuses === undefined ? 1 : null })),
  kind('refusedRefresh', { ...common, on: z.literal('CreateToken').default('CreateToken') }),
  kind('hang', { ...common, applied }),
  kind('reset', { ...common, applied }),
  kind('truncate', common),
  kind('emptyReply', { ...common, applied }),
  kind('captivePortal', common),
  kind('proxy403', common),
  kind('proxy407', common),
  kind('garbledJson', { ...common, status: z.literal([200, 400]).default(200) }),
  kind('lateLanding', { ...common, lands: z.int().nonnegative().nullable().default(null) }),
  kind('staleReads', { ...common, on: z.enum(['GetCase', 'ListCaseEdits', 'any']).default('any'), back: z.int().positive().default(1) }),
  kind('clockSkew', { clockOffsetMs: z.int().min(-8e12).max(8e12) }),
] as const

export type Fault = z.output<typeof KINDS[number]>
export type FaultKind = Fault['kind']

/** What each kind does, and the members it has beyond those that all share. */
export const FAULTS_DO: Record<FaultKind, string> = {
  throttle: '429, on OIDC 400 slow_down; retryAfter: the header as given, such as "2", "300", an HTTP date, "abc", "-1"',
  rateLimit: '429 beyond perSecond and burst, of each caller and operation (together: of all of them); retryAfter. Until cleared',
  conflict: '409, the case is being changed by another request',
  internal: '500; retryAfter; applied: true where the call is carried out all the same',
  unavailable: '503; retryAfter; applied',
  gatewayTimeout: '504; applied',
  invalidToken: '423; applied',
  quota: '402, the quota of updates is used up',
  notActive: '400, the membership is not active',
  accessDenied: '403, not authorized for the operation',
  notFound: '404, there is no such case',
  unknownError: 'status, 418 by default, and name, of no error in the model',
  expiredToken: '403 as expired credentials get it; untilRefreshed: until others come from the SSO portal',
  validation: '400; refuses: a value refused in every call until cleared, else the next call\'s first; names: false names no field',
  refusedRefresh: '400, invalid_grant, where CreateToken is given a refresh token, which stays as good as it was',
  hang: 'takes the request and never answers; applied',
  reset: 'ends the connection without an answer; applied',
  truncate: 'applied, and the connection ends in the midst of the reply',
  emptyReply: '200 without body and request id; applied',
  captivePortal: '200 with a web page, no request id',
  proxy403: '403 with a proxy\'s page, no request id',
  proxy407: '407 with Proxy-Authenticate and a proxy\'s page, no request id',
  garbledJson: 'status 200 (applied) or 400, with a request id and a body that is not JSON',
  lateLanding: 'resets the connection; the call is applied lands ms later, or with POST /land. lands: null waits for that',
  staleReads: 'the case as it was, back: so many versions ago, 1 by default; on: GetCase | ListCaseEdits | any',
  clockSkew: 'clockOffsetMs: the service\'s time is so far ahead of this machine\'s, or behind. Until cleared or set anew',
}

/** They come from between client and service, so that anything sent over that network can meet them. */
const OF_THE_NETWORK: readonly FaultKind[] = [
  'hang', 'reset', 'truncate', 'emptyReply', 'captivePortal', 'proxy403', 'proxy407', 'lateLanding',
]
const OF_THE_SIGN_IN: readonly FaultKind[] = [
  ...OF_THE_NETWORK, 'throttle', 'rateLimit', 'internal', 'unavailable', 'gatewayTimeout', 'accessDenied', 'expiredToken', 'garbledJson',
  'refusedRefresh',
]

/** Which part of the service a fault's `on` means; null for all of it. */
function partMeant(on: string): ReturnType<typeof partOf> | null {
  if (on === 'any') return null
  return on === 'portal' || on === 'oidc' ? on : partOf(on)
}

/** A fault as it is asked for; what is left out gets its default. */
export const faultSchema = z.discriminatedUnion('kind', KINDS, {
  error: ({ code }) => code === 'invalid_union' ? `kind must be one of ${Object.keys(FAULTS_DO).join(', ')}` : undefined,
}).refine(({ kind, ...fault }) => {
  const part = 'on' in fault ? partMeant(fault.on) : null
  return part === 'cases' || part === null || OF_THE_SIGN_IN.includes(kind)
}, {
  path: ['on'],
  error: `the sign-in has no such answer; on its operations there is ${OF_THE_SIGN_IN.join(', ')}`,
})
export type FaultInput = z.input<typeof faultSchema>

/** Whether a fault of this reach concerns an operation: "any" of the service's own errors is any of the case service. */
export function concerns(fault: Exclude<Fault, { kind: 'clockSkew' }>, { operation, caseId }: { operation: string, caseId: string | null }): boolean {
  if (fault.caseId !== undefined && fault.caseId !== caseId) return false
  if (fault.on === 'portal' || fault.on === 'oidc') return fault.on === partOf(operation)
  if (fault.on !== 'any') return fault.on === operation
  return partOf(operation) === 'cases' || OF_THE_NETWORK.includes(fault.kind)
}

/**
 * Where on a request's way a fault waits for it:
 * ```
 *  network ─▶ credentials ─▶ service ─▶ (run; reads: read) ─▶ reply
 * ```
 * A request that is refused earlier, by the service's own rules, does not meet the faults further on.
 */
export type Stage = 'network' | 'credentials' | 'service' | 'read' | 'reply'

export function stageOf(fault: Exclude<Fault, { kind: 'clockSkew' }>): Stage {
  switch (fault.kind) {
    case 'captivePortal':
    case 'proxy403':
    case 'proxy407':
    case 'lateLanding':
      return 'network'
    case 'hang':
    case 'reset':
    case 'emptyReply':
      return fault.applied ? 'reply' : 'network'
    case 'internal':
    case 'unavailable':
    case 'gatewayTimeout':
    case 'invalidToken':
      return fault.applied ? 'reply' : 'service'
    case 'truncate':
      return 'reply'
    case 'garbledJson':
      return fault.status === 200 ? 'reply' : 'service'
    case 'expiredToken':
      return 'credentials'
    case 'staleReads':
      return 'read'
    default:
      return 'service'
  }
}

/** The members that every kind but clockSkew takes, for a reader of the help. */
export const COMMON_MEMBERS = {
  'on': `${CASE_OPERATIONS.join(' | ')} | any; UpdateCase by default`,
  'on any': 'the case service; with a fault of the network the sign-in, too',
  'on the SSO portal': `${PORTAL_OPERATIONS.join(' | ')} | portal for any of these`,
  'on OIDC': `${OIDC_OPERATIONS.join(' | ')} | oidc`,
  'caseId': 'only requests about this case',
  'times': 'how many requests meet it, 1 by default; null: until cleared',
  'after': 'how many matching requests pass before, 0 by default',
}
