import { expect, test } from 'vitest'
import type { FaultInput } from '#practice/fault-kinds'
import { exchange, tryRead, tryUpdate } from './exchange'
import { MINING, NEARLY_FULL, start, unsignedRequest, update } from './harness'

const TITLE = { title: 'Under a fault' }

test.each<[FaultInput, { status: number, type: string, headers?: Record<string, string>, body?: Record<string, unknown> }]>([
  [{ kind: 'throttle' }, { status: 429, type: 'ThrottlingException', body: { serviceCode: 'security-ir', quotaCode: expect.any(String) } }],
  [{ kind: 'conflict' }, { status: 409, type: 'ConflictException', body: { resourceId: MINING, resourceType: 'case' } }],
  [{ kind: 'internal', retryAfter: '7' }, { status: 500, type: 'InternalServerException', headers: { 'retry-after': '7' } }],
  [{ kind: 'unavailable' }, { status: 503, type: 'ServiceUnavailableException' }],
  [{ kind: 'gatewayTimeout' }, { status: 504, type: 'InternalServerErrorException' }],
  [{ kind: 'invalidToken' }, { status: 423, type: 'InvalidTokenException' }],
  [{ kind: 'quota' }, {
    status: 402,
    type: 'ServiceQuotaExceededException',
    body: { resourceId: MINING, resourceType: 'case', serviceCode: 'security-ir', quotaCode: expect.any(String) },
  }],
  [{ kind: 'notActive' }, { status: 400, type: 'SecurityIncidentResponseNotActiveException' }],
  [{ kind: 'accessDenied' }, { status: 403, type: 'AccessDeniedException' }],
  [{ kind: 'notFound' }, { status: 404, type: 'ResourceNotFoundException' }],
  [{ kind: 'unknownError' }, { status: 418, type: 'TeapotException' }],
  [{ kind: 'unknownError', status: 451, name: 'LegalHoldException' }, { status: 451, type: 'LegalHoldException' }],
  [{ kind: 'expiredToken' }, { status: 403, type: 'ExpiredTokenException' }],
])('the service answers one call with its error, applies nothing, and the next call goes through: %j', async (fault, { status, type, headers = {}, body = {} }) => {
  const practice = await start()
  const before = practice.case(MINING)
  practice.misbehave(fault)

  const got = await tryUpdate(practice, TITLE)
  expect(got).toMatchObject({ status, headers: { 'content-type': 'application/json', 'x-amzn-errortype': type, ...headers } })
  expect(got.headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/)
  expect(JSON.parse(got.body)).toEqual({ message: expect.any(String), ...body })
  expect(practice.case(MINING)).toEqual(before)
  expect(practice.log.entries).toMatchObject([
    { operation: 'UpdateCase', caseId: MINING, sent: TITLE, status, errorType: type, applied: false, delivered: true, fault: fault.kind },
  ])

  expect(practice.faults).toEqual([])
  expect((await tryUpdate(practice, TITLE)).status).toBe(200)
  expect(practice.log.entries[1]).toMatchObject({ applied: true, fault: null })
})

test.each(['2', '300', 'Wed, 21 Oct 2026 07:28:00 GMT', 'abc', '-1', ''])('a throttled caller is told to come back after "%s", letter by letter', async (retryAfter) => {
  const practice = await start()
  practice.misbehave({ kind: 'throttle', retryAfter })
  expect((await tryUpdate(practice, TITLE)).headers['retry-after']).toBe(retryAfter)
})

test('a throttled caller who is told no time gets no such header', async () => {
  const practice = await start()
  practice.misbehave({ kind: 'throttle' })
  expect((await tryUpdate(practice, TITLE)).headers).not.toHaveProperty('retry-after')
})

test.each<[FaultInput, string, boolean]>([
  [{ kind: 'reset' }, 'reset', false],
  [{ kind: 'reset', applied: true }, 'reset', true],
  [{ kind: 'hang' }, 'open', false],
  [{ kind: 'hang', applied: true }, 'open', true],
])('no byte comes back: %j', async (fault, end, applied) => {
  const practice = await start()
  practice.misbehave(fault)
  expect(await tryUpdate(practice, TITLE, { untilMs: fault.kind === 'hang' ? 1000 : 20_000 })).toEqual({ status: null, headers: {}, body: '', end })
  expect(practice.case(MINING).title === TITLE.title).toBe(applied)
  expect(practice.log.entries).toMatchObject([{ sent: TITLE, status: applied ? 200 : null, applied, delivered: false, fault: fault.kind }])
})

test('a reply that is cut off promises more bytes than come; the call was applied', async () => {
  const practice = await start()
  practice.misbehave({ kind: 'truncate', on: 'any', times: 2 })
  expect(await tryUpdate(practice, TITLE)).toMatchObject({ status: 200, headers: { 'content-length': '2' }, body: '{', end: 'closed' })
  expect(practice.case(MINING).title).toBe(TITLE.title)

  const read = await tryRead(practice)
  expect(read.body.length).toBeGreaterThan(0)
  expect(Buffer.byteLength(read.body)).toBeLessThan(Number(read.headers['content-length']))
  expect(practice.log.entries).toMatchObject([{ applied: true, delivered: false, fault: 'truncate' }, { applied: false, delivered: false, fault: 'truncate' }])
})

test.each([
  ['captivePortal', 200, { 'content-type': 'text/html; charset=utf-8' }],
  ['proxy403', 403, { 'content-type': 'text/html; charset=utf-8' }],
  ['proxy407', 407, { 'content-type': 'text/html; charset=utf-8', 'proxy-authenticate': expect.stringContaining('Basic') }],
  ['emptyReply', 200, { 'content-length': '0' }],
] as const)('something else than the service answers, an unsigned request too: %s', async (kind, status, headers) => {
  const practice = await start()
  practice.misbehave({ kind, times: 2 })
  const unsigned = await exchange(practice.endpoint, unsignedRequest(practice, 'POST', `/v1/cases/${MINING}/update-case`, TITLE))
  for (const got of [unsigned, await tryUpdate(practice, TITLE)]) {
    expect(got).toMatchObject({ status, headers })
    expect(Object.keys(got.headers).filter(name => name.startsWith('x-amzn-'))).toEqual([])
    expect(got.body.includes('<html>')).toBe(kind !== 'emptyReply')
  }
  expect(practice.case(MINING).title).not.toBe(TITLE.title)
  expect(practice.log.entries[1]).toMatchObject({ sent: TITLE, status, requestId: null, applied: false, fault: kind })
})

test('a call can be applied although its answer says that it failed, or says nothing', async () => {
  const practice = await start()
  for (const [index, kind] of (['internal', 'unavailable', 'gatewayTimeout', 'invalidToken', 'emptyReply'] as const).entries()) {
    practice.misbehave({ kind, applied: true })
    const title = `Applied ${index}`
    expect((await tryUpdate(practice, { title })).status).toBe([500, 503, 504, 423, 200][index])
    expect(practice.case(MINING).title).toBe(title)
    expect(practice.log.entries.at(-1)).toMatchObject({ applied: true, delivered: kind !== 'emptyReply', fault: kind })
  }
})

test.each([[200, true], [400, false]] as const)('an answer %d that is not JSON still carries its request id', async (status, applied) => {
  const practice = await start()
  practice.misbehave({ kind: 'garbledJson', status })
  const got = await tryUpdate(practice, TITLE)
  expect(got).toMatchObject({ status, headers: { 'content-type': 'application/json', 'x-amzn-requestid': practice.log.entries[0]?.requestId } })
  expect(got.headers).not.toHaveProperty('x-amzn-errortype')
  expect(() => JSON.parse(got.body)).toThrow()
  expect(practice.log.entries).toMatchObject([{ status, applied, fault: 'garbledJson' }])
})

test('a value is refused in every call that carries it, by its place, until the service behaves', async () => {
  const practice = await start()
  practice.misbehave({ kind: 'validation', refuses: '198.51.100.9' })
  const bad = { title: 'Fine', threatActorIpAddressesToAdd: [{ ipAddress: '198.51.100.8' }, { ipAddress: '198.51.100.9' }] }
  for (let round = 0; round < 2; round += 1) {
    const got = await tryUpdate(practice, bad)
    expect(got).toMatchObject({ status: 400, headers: { 'x-amzn-errortype': 'ValidationException' } })
    expect(JSON.parse(got.body)).toMatchObject({
      reason: 'FIELD_VALIDATION_FAILED',
      fieldList: [{ name: 'threatActorIpAddressesToAdd[1].ipAddress', message: expect.any(String) }],
    })
  }
  expect((await tryUpdate(practice, { title: 'Fine' })).status).toBe(200)
  practice.behave()
  expect((await tryUpdate(practice, bad)).status).toBe(200)
})

test('a value can be refused without a word on which it is', async () => {
  const practice = await start()
  practice.misbehave({ kind: 'validation', refuses: 'AWS IAM', names: false })
  expect(JSON.parse((await tryUpdate(practice, { impactedServicesToAdd: ['Amazon SES', 'AWS IAM'] })).body)).toMatchObject({ reason: 'OTHER', fieldList: [] })
  expect((await tryUpdate(practice, { impactedServicesToAdd: ['Amazon SES'] })).status).toBe(200)
})

test('without a value it is the next call\'s first that is refused, once', async () => {
  const practice = await start()
  practice.misbehave({ kind: 'validation' })
  const call = { impactedAccountsToAdd: ['000000000007'], title: 'Later in the body' }
  expect(JSON.parse((await tryUpdate(practice, call)).body)).toMatchObject({ fieldList: [{ name: 'impactedAccountsToAdd[0]' }] })
  expect((await tryUpdate(practice, call)).status).toBe(200)
})

test('faults are met in the order given, each as often as it says, and only by the requests it is about', async () => {
  const practice = await start()
  practice.misbehave({ kind: 'throttle', after: 1, times: 2 })
  practice.misbehave({ kind: 'conflict', caseId: NEARLY_FULL, times: null })
  practice.misbehave({ kind: 'unavailable', on: 'GetCase' })

  const statuses: unknown[] = []
  for (let round = 0; round < 4; round += 1) statuses.push((await tryUpdate(practice, TITLE)).status)
  expect(statuses).toEqual([200, 429, 429, 200])
  expect((await tryRead(practice)).status).toBe(503)
  expect((await tryRead(practice)).status).toBe(200)
  for (let round = 0; round < 2; round += 1) expect((await update(practice, NEARLY_FULL, TITLE)).status).toBe(409)
  expect(practice.faults).toMatchObject([{ kind: 'conflict', caseId: NEARLY_FULL, left: null, met: 2 }])
  practice.behave()
  expect((await update(practice, NEARLY_FULL, TITLE)).status).toBe(200)
})

test('a request that the service refuses by its own rules does not use up an error that waits behind them', async () => {
  const practice = await start()
  practice.misbehave({ kind: 'throttle' })
  practice.misbehave({ kind: 'reset', applied: true })
  const unsigned = await exchange(practice.endpoint, unsignedRequest(practice, 'POST', `/v1/cases/${MINING}/update-case`, TITLE))
  expect(unsigned).toMatchObject({ status: 403, headers: { 'x-amzn-errortype': 'MissingAuthenticationTokenException' } })
  expect((await tryUpdate(practice, TITLE)).status).toBe(429)
  expect((await tryUpdate(practice, { title: '' })).status).toBe(400)
  expect((await tryUpdate(practice, TITLE)).end).toBe('reset')
})

test('what is no fault is refused, with what is wrong about it', async () => {
  const practice = await start()
  // @ts-expect-error -- as a caller from outside might.
  expect(() => practice.misbehave({ kind: 'gremlins' })).toThrow(/kind must be one of throttle, .*clockSkew/)
  expect(() => practice.misbehave({ kind: 'throttle', times: 0 })).toThrow(/times/)
  expect(() => practice.misbehave({ kind: 'throttle', retryAfter: '2\r\nx: y' })).toThrow(/printable/)
  expect(() => practice.misbehave({ kind: 'conflict', on: 'GetRoleCredentials' })).toThrow(/the sign-in has no such answer/)
  expect(practice.faults).toEqual([])
})
