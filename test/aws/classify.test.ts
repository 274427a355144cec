import { describe, expect, it } from 'vitest'
import { type Attempt, classify } from '#aws/classify'

const attempt = (operation: Attempt['operation']): Attempt => ({ operation, sent: true, reply: null, now: 0 })
const failure = (members: object, options?: ErrorOptions) => Object.assign(new Error('words that decide nothing', options), members)

describe('an update that never reached a server is offline', () => {
  it.each([
    ['no route to the host', { code: 'EHOSTUNREACH', syscall: 'connect' }, 'noRoute'],
    ['no network at all', { code: 'ENETUNREACH', syscall: 'connect' }, 'noRoute'],
    ['a firewall of this machine', { code: 'EACCES', syscall: 'connect' }, 'noRoute'],
    ['a name server that does not answer', { code: 'EAI_AGAIN', syscall: 'getaddrinfo' }, 'nameNotFound'],
    ['packets that are dropped', { code: 'ETIMEDOUT', syscall: 'connect', name: 'TimeoutError' }, 'timeout'],
    ['the handler\'s own time-out for connecting', { name: 'TimeoutError' }, 'timeout'],
    ['a private CA', { code: 'SELF_SIGNED_CERT_IN_CHAIN' }, 'tls'],
    ['a certificate that ran out', { code: 'CERT_HAS_EXPIRED' }, 'tls'],
    ['a certificate of another name', { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, 'tls'],
    ['a certificate whose issuer is unknown', { code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' }, 'tls'],
  ])('%s', (_what, members, reason) => {
    expect(classify(failure(members), attempt('update'))).toEqual({ kind: 'offline', reason })
  })

  it('where all addresses of a name were tried in turn', () => {
    const tried = [failure({ code: 'ETIMEDOUT', syscall: 'connect' }), failure({ code: 'ENETUNREACH', syscall: 'connect' })]
    const error = Object.assign(new AggregateError(tried), { code: 'ETIMEDOUT' })
    expect(classify(error, attempt('update'))).toEqual({ kind: 'offline', reason: 'timeout' })
  })

  it('where the error that tells is another\'s cause, even in a ring', () => {
    const inner = failure({ code: 'ENOTFOUND' })
    const outer = failure({}, { cause: inner })
    inner.cause = outer
    expect(classify(outer, attempt('update'))).toEqual({ kind: 'offline', reason: 'nameNotFound' })
  })
})

describe('an update that may have reached a server is unknown', () => {
  it.each([
    ['a time-out of the reply', { code: 'ETIMEDOUT', name: 'TimeoutError' }],
    ['a reset', { code: 'ECONNRESET', syscall: 'read' }],
    ['a broken pipe', { code: 'EPIPE', syscall: 'write' }],
    ['an error nobody has seen yet', { code: 'ENEW' }],
  ])('%s; a read is offline', (_what, members) => {
    expect(classify(failure(members), attempt('update'))).toMatchObject({ kind: 'unknown', answered: false, retryAfterMs: null })
    expect(classify(failure(members), attempt('read'))).toMatchObject({ kind: 'offline' })
  })

  it.each([null, undefined, 'text', 5, {}])('though what was thrown is %j', (thrown) => {
    expect(classify(thrown, attempt('update'))).toMatchObject({ kind: 'unknown', answered: false })
  })
})

it('an error is not the service\'s because its words say so', () => {
  const reply = { status: 403, headers: { 'x-amzn-requestid': 'r' } }
  const error = failure({ name: 'AccessDeniedException', $fault: 'client', message: 'ThrottlingException: Rate exceeded, Signature expired, ECONNRESET' })
  expect(classify(error, { ...attempt('update'), reply })).toMatchObject({ kind: 'refused', code: 'AccessDeniedException' })
})

it('a refusal whose body cannot be read is told in plain words, not in the runtime\'s', () => {
  const reply = { status: 400, headers: { 'x-amzn-requestid': 'r' } }
  const error = failure({ name: 'SyntaxError', message: 'Unterminated string in JSON at position 33' })
  expect(classify(error, { ...attempt('update'), reply }))
    .toEqual({ kind: 'refused', code: 'HTTP 400', message: 'The service refused this (HTTP 400); its reason could not be read.', requestId: 'r' })
})
