import { z } from '#domain/zod'
import type { OfflineReason } from '#domain/status'
import type { Fault } from '../ports/service'
import { retryAfterMs } from './retry-after'
import { skewOf, skewWords } from './skew'

/** Headers in lower case. */
export interface RawReply { status: number, headers: Readonly<Record<string, string>> }

/** What was seen of one attempt besides the error it ended with. */
export interface Attempt {
  operation: 'read' | 'update'
  /** Whether the request was handed to the connection. */
  sent: boolean
  /** The head of what answered; null where nothing did. */
  reply: RawReply | null
  now: number
}

/** Thrown by a credentials provider that knows what its failure means. */
export class CredentialsFault extends Error {
  override readonly name = 'CredentialsFault'
  constructor(readonly fault: Extract<Fault, { kind: 'offline' | 'signIn' }>, options?: ErrorOptions) {
    super(fault.kind === 'offline' ? fault.reason : fault.message, options)
  }
}

/** What a provider's failure means where it does not say itself: the network's, if any of its causes is. */
export function credentialsFault(error: unknown): CredentialsFault {
  if (error instanceof CredentialsFault) return error
  const reason = neverArrived(error) ?? (timedOut(error) ? 'timeout' : cut(error) ? 'reset' : null)
  return new CredentialsFault(reason === null ? { kind: 'signIn', message: SIGN_IN_AGAIN } : { kind: 'offline', reason }, { cause: error })
}

const REQUEST_ID = 'x-amzn-requestid'

/** The service's own mark on a reply; without it something else answered. */
export function requestIdOf(reply: RawReply): string | null {
  return reply.headers[REQUEST_ID] || null
}

const CLOCK_REJECTED = [
  'InvalidSignatureException', 'RequestExpired', 'RequestInTheFuture', 'RequestTimeTooSkewed', 'RequestTimeTooSkewedException',
  'SignatureDoesNotMatch',
]
const CREDENTIALS_REJECTED = [
  'ExpiredToken', 'ExpiredTokenException', 'IncompleteSignature', 'IncompleteSignatureException', 'InvalidClientTokenId',
  'MissingAuthenticationToken', 'MissingAuthenticationTokenException', 'TokenRefreshRequired', 'UnrecognizedClientException',
]
const THROTTLED = ['Throttling', 'ThrottlingException', 'TooManyRequestsException', 'RequestLimitExceeded', 'SlowDown']

/** Whether the service refused who asks, not what is asked: nothing was applied, and other credentials or another clock may help. */
export function signatureRejected(error: unknown, { reply }: Attempt): boolean {
  if (reply === null || requestIdOf(reply) === null) return false
  const name = errorSchema.parse(error).name
  return reply.status === 401 || CLOCK_REJECTED.includes(name) || CREDENTIALS_REJECTED.includes(name)
}

/**
 * What an error means for the engine, by its name and the reply's status, never by its message. A fault of a
 * request that may have arrived is `unknown` for an update; for a read it is the network's.
 */
export function classify(error: unknown, attempt: Attempt): Fault {
  const { reply } = attempt
  if (error instanceof CredentialsFault) return error.fault
  if (reply === null) return withoutReply(error, attempt)
  const requestId = requestIdOf(reply)
  if (requestId === null) return { kind: 'offline', reason: strangerOf(reply) }
  return reply.status < 300 ? withUnreadableReply(error, attempt) : ofTheService(error, { ...attempt, reply, requestId })
}

/** Who answered in the place of the service: the proxy that asks for a name and a password, or someone unknown. */
export function strangerOf({ status }: Pick<RawReply, 'status'>): OfflineReason {
  return status === 407 ? 'proxySignIn' : 'notTheService'
}

function withoutReply(error: unknown, { operation, sent }: Attempt): Fault {
  const reason = neverArrived(error)
  if (reason !== null) return { kind: 'offline', reason }
  if (!sent) return timedOut(error) ? { kind: 'offline', reason: 'timeout' } : unsendable(error)
  return cutShort(error, operation)
}

function cutShort(error: unknown, operation: Attempt['operation']): Fault {
  const reason = timedOut(error) ? 'timeout' : 'reset'
  if (operation === 'read') return { kind: 'offline', reason }
  const detail = reason === 'timeout' ? 'no reply in time' : 'the connection broke before the reply'
  return { kind: 'unknown', detail, answered: false, retryAfterMs: null }
}

function withUnreadableReply(error: unknown, { operation }: Attempt): Fault {
  if (timedOut(error) || cut(error)) return cutShort(error, operation)
  return { kind: 'unknown', detail: 'the reply could not be read', answered: true, retryAfterMs: null }
}

function ofTheService(error: unknown, { reply, now, requestId }: Attempt & { reply: RawReply, requestId: string }): Fault {
  const { status } = reply
  const { $fault, fieldList, ...said } = errorSchema.parse(error)
  // Without $fault the error is the runtime's, over a body it could not read; `Unknown` is its word for a reply that names none.
  const name = $fault === undefined || said.name === 'Unknown' ? `HTTP ${status}` : said.name
  const message = $fault === undefined ? `The service refused this (HTTP ${status}); its reason could not be read.` : said.message
  const retryAfter = retryAfterMs(reply.headers, now)
  if (name === 'ValidationException') return { kind: 'validation', message, fields: fieldList, requestId }
  if (name === 'ConflictException') return { kind: 'conflict' }
  if (name === 'SecurityIncidentResponseNotActiveException') return { kind: 'notActive', message, requestId }
  if (name === 'ServiceQuotaExceededException') return { kind: 'quota', message, requestId }
  if (THROTTLED.includes(name)) return { kind: 'throttled', retryAfterMs: retryAfter }
  if (CLOCK_REJECTED.includes(name)) return { kind: 'signIn', message: wrongClock(reply, now) }
  if (CREDENTIALS_REJECTED.includes(name) || status === 401) return { kind: 'signIn', message: SIGN_IN_AGAIN }
  if (name === 'InvalidTokenException' || status === 408 || status === 423 || status >= 500) {
    return { kind: 'unknown', detail: name, answered: true, retryAfterMs: retryAfter }
  }
  if (status === 429) return { kind: 'throttled', retryAfterMs: retryAfter }
  if (status === 409) return { kind: 'conflict' }
  if (status === 402) return { kind: 'quota', message, requestId }
  return { kind: 'refused', code: name, message, requestId }
}

const SIGN_IN_AGAIN = 'AWS no longer accepts this sign-in. Your edits are safe here and are sent once you have signed in again.'
function wrongClock(reply: RawReply, now: number): string {
  const words = skewWords(skewOf(reply, now) ?? 0)
  const why = words === null ? '' : ` Its clock is ${words}.`
  return `AWS rejects the signature of requests from this computer.${why} Your edits are safe here. `
    + 'Check that the date and time are right, then sign in again.'
}

/** A value that cannot be written as a request: sending it again would change nothing. */
function unsendable(error: unknown): Fault {
  const { name } = errorSchema.parse(error)
  return { kind: 'refused', code: 'InvalidRequest', message: `This change cannot be put into a request (${name}).`, requestId: '' }
}

/** Why nothing came through to a server, as far as the error or its causes tell; null where something may have. */
function neverArrived(error: unknown): OfflineReason | null {
  for (const cause of causesOf(error)) {
    const reason = reasonOf(cause)
    if (reason !== null) return reason
  }
  return null
}

const NAME_NOT_FOUND = ['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME']
const NO_ROUTE = ['EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'EHOSTDOWN', 'EADDRNOTAVAIL', 'EACCES', 'EPERM']
const CUT = ['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE']
/** OpenSSL's verdicts on a certificate, and Node's own codes for a failed handshake. */
const TLS = /^(CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|PATH_LENGTH_|ERR_TLS_|ERR_SSL_|EPROTO)/

function reasonOf({ name, code, syscall, host }: Cause): OfflineReason | null {
  // The runtime gives this name and no code where no connection came about in time.
  if (code === undefined) return name === 'TimeoutError' ? 'timeout' : null
  if (NAME_NOT_FOUND.includes(code)) return 'nameNotFound'
  if (code === 'ECONNREFUSED') return 'refused'
  if (NO_ROUTE.includes(code)) return 'noRoute'
  if (TLS.test(code)) return 'tls'
  if (code === 'ETIMEDOUT') return syscall === 'connect' ? 'timeout' : null
  // Node names the host only where the connection broke before TLS stood, so before the request went out.
  if (CUT.includes(code)) return syscall === 'connect' || host !== undefined ? 'reset' : null
  return null
}

/** `AbortError` is what ends a call at its deadline. */
function timedOut(error: unknown): boolean {
  return causesOf(error).some(({ name, code }) => name === 'AbortError' || code === 'ETIMEDOUT')
}

function cut(error: unknown): boolean {
  return causesOf(error).some(({ code }) => CUT.includes(code ?? ''))
}

const optionalText = z.string().optional().catch(undefined)
const causeSchema = z.object({ name: optionalText, code: optionalText, syscall: optionalText, host: optionalText })
type Cause = z.infer<typeof causeSchema>
const linksSchema = z.object({ cause: z.unknown().optional(), errors: z.array(z.unknown()).optional().catch(undefined) })

/** More links than any runtime makes; a chain may also be a ring. */
const MOST_CAUSES = 16

/** The error, what caused it, and what those were gathered from. */
function causesOf(error: unknown): Cause[] {
  const found: Cause[] = []
  const open = [error]
  while (open.length > 0 && found.length < MOST_CAUSES) {
    const next = open.shift()
    const cause = causeSchema.safeParse(next)
    if (!cause.success) continue
    found.push(cause.data)
    const links = linksSchema.safeParse(next)
    if (links.success) open.push(links.data.cause, ...links.data.errors ?? [])
  }
  return found
}

const fieldSchema = z.object({ name: z.string().nullish(), message: z.string().nullish() })
  .transform(({ name, message }) => ({ name: name ?? '', message: message ?? '' }))

const errorSchema = z.object({
  name: z.string().catch('Error'),
  message: z.string().catch(''),
  $fault: optionalText,
  fieldList: z.array(fieldSchema).nullish().catch(null).transform(list => list ?? []),
}).catch({ name: 'Error', message: '', $fault: undefined, fieldList: [] })
