import { expect, test } from 'vitest'
import { z } from '#domain/zod'
import type { Practice } from '#practice/practice'
import { exchange, tryRead, tryUpdate } from './exchange'
import { call, MINING, NEARLY_FULL, read, sign, start, unsignedRequest, update } from './harness'

const TITLE = { title: 'Under a fault' }
const MINUTE = 60_000

/** New credentials for the responder, as a sign-in gets them. */
async function refreshed(practice: Practice): Promise<Pick<Practice, 'endpoint' | 'credentials'>> {
  const { body } = await askPortal(practice)
  const { roleCredentials } = z.object({
    roleCredentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string(), sessionToken: z.string() }),
  }).parse(JSON.parse(body))
  return { endpoint: practice.endpoint, credentials: roleCredentials }
}

function askPortal({ ssoEndpoint, ssoToken }: Practice) {
  const headers = { 'host': new URL(ssoEndpoint).host, 'x-amz-sso_bearer_token': ssoToken }
  return exchange(ssoEndpoint, { method: 'GET', path: '/federation/credentials?role_name=IncidentResponder&account_id=111122223333', headers, body: '' })
}

test('a rate is kept: a burst goes through, then only what the rate allows, of each operation by itself', async () => {
  let now = Date.now()
  const practice = await start({ now: () => now })
  practice.misbehave({ kind: 'rateLimit', on: 'any', perSecond: 0.5, burst: 2, retryAfter: '2' })
  const writes = async (times: number): Promise<unknown[]> => {
    const statuses = []
    for (let round = 0; round < times; round += 1) statuses.push((await tryUpdate(practice, TITLE, { at: now })).status)
    return statuses
  }
  expect(await writes(4)).toEqual([200, 200, 429, 429])
  expect((await tryRead(practice, { at: now })).status).toBe(200)
  now += 1999
  expect(await writes(1)).toEqual([429])
  now += 1
  expect(await writes(2)).toEqual([200, 429])
  now += 100_000
  expect(await writes(3)).toEqual([200, 200, 429])
  expect((await tryUpdate(practice, TITLE, { at: now })).headers).toMatchObject({ 'x-amzn-errortype': 'ThrottlingException', 'retry-after': '2' })
  expect(practice.faults).toMatchObject([{ kind: 'rateLimit', left: null, met: 6 }])
})

test('a rate may be one for all operations together', async () => {
  let now = Date.now()
  const practice = await start({ now: () => now })
  practice.misbehave({ kind: 'rateLimit', on: 'any', together: true, perSecond: 1, burst: 2 })
  expect((await tryRead(practice, { at: now })).status).toBe(200)
  expect((await tryUpdate(practice, TITLE, { at: now })).status).toBe(200)
  expect((await tryRead(practice, { at: now })).status).toBe(429)
  now += 1000
  expect((await tryUpdate(practice, TITLE, { at: now })).status).toBe(200)
  expect((await tryRead(practice, { at: now })).status).toBe(429)
})

test('credentials stay expired until others were fetched, and even then the old ones', async () => {
  const practice = await start()
  practice.misbehave({ kind: 'expiredToken', on: 'any', untilRefreshed: true })
  for (let round = 0; round < 2; round += 1) expect((await tryRead(practice)).headers['x-amzn-errortype']).toBe('ExpiredTokenException')
  const renewed = await refreshed(practice)
  expect((await tryRead(renewed)).status).toBe(200)
  expect((await tryRead(practice)).status).toBe(403)
  practice.behave()
  expect((await tryRead(practice)).status).toBe(200)
})

test('a service whose clock is ten minutes off refuses what is signed by ours, tells its time, and takes what is signed by that', async () => {
  const practice = await start()
  practice.misbehave({ kind: 'clockSkew', clockOffsetMs: 10 * MINUTE })
  practice.misbehave({ kind: 'conflict' })
  const got = await tryUpdate(practice, TITLE)
  expect(got).toMatchObject({ status: 403, headers: { 'x-amzn-errortype': 'InvalidSignatureException' } })
  const itsTime = Date.parse(got.headers['date'] ?? '')
  expect(Math.abs(itsTime - Date.now() - 10 * MINUTE)).toBeLessThan(30_000)

  // The error of the service proper comes only to who signs by its time, and its date is off as well.
  const conflict = await tryUpdate(practice, TITLE, { at: itsTime })
  expect(conflict).toMatchObject({ status: 409, headers: { 'x-amzn-errortype': 'ConflictException' } })
  expect(Math.abs(Date.parse(conflict.headers['date'] ?? '') - itsTime)).toBeLessThan(30_000)
  expect((await tryUpdate(practice, { title: '' }, { at: itsTime })).status).toBe(400)
  expect((await tryUpdate(practice, TITLE, { at: itsTime })).status).toBe(200)

  practice.misbehave({ kind: 'clockSkew', clockOffsetMs: -10 * MINUTE })
  expect(practice.faults).toMatchObject([{ kind: 'clockSkew', clockOffsetMs: -10 * MINUTE }])
  expect((await tryRead(practice)).status).toBe(403)
  practice.behave()
  expect((await tryRead(practice)).status).toBe(200)
})

test('a call lands after its connection was reset, not before it is let', async () => {
  const practice = await start()
  practice.misbehave({ kind: 'lateLanding', times: 2 })
  for (const title of ['First of two', 'Second of two']) {
    expect(await tryUpdate(practice, { title })).toMatchObject({ status: null, end: 'reset' })
  }
  expect(practice.case(MINING).title).toContain('Crypto-mining')
  expect(practice.log.entries).toMatchObject([{ sent: { title: 'First of two' }, applied: false, fault: 'lateLanding' }, { applied: false }])

  // Meanwhile the same is sent again, and goes through.
  await update(practice, MINING, { title: 'Sent again' })
  expect(await practice.landNow()).toBe(2)
  expect(practice.case(MINING)).toMatchObject({ title: 'Second of two', edits: [{ principal: practice.principal }, {}, {}, {}, {}, {}] })
  expect(practice.log.entries).toMatchObject([{ applied: true, delivered: false }, { applied: true, delivered: false }, { fault: null }])
  expect(await practice.landNow()).toBe(0)
})

test('a call lands by itself when its time has come, also on a service that behaves again', async () => {
  const practice = await start()
  practice.misbehave({ kind: 'lateLanding', lands: 50 })
  await tryUpdate(practice, TITLE)
  practice.behave()
  await expect.poll(() => practice.log.entries[0]?.applied).toBe(true)
  expect(practice.case(MINING).title).toBe(TITLE.title)
})

test('a late call lands under the service\'s rules: what it refuses is not applied, nor a signature that is old by then', async () => {
  let now = Date.now()
  const practice = await start({ now: () => now })
  practice.misbehave({ kind: 'lateLanding', times: 2 })
  await tryUpdate(practice, { title: '' }, { at: now })
  expect(await practice.landNow()).toBe(1)
  await tryUpdate(practice, TITLE, { at: now })
  now += 6 * MINUTE
  expect(await practice.landNow()).toBe(1)
  expect(practice.log.entries).toMatchObject([{ applied: false }, { applied: false }])
  expect(practice.case(MINING).title).toContain('Crypto-mining')
})

async function edits(practice: Practice): Promise<unknown> {
  return (await call(practice, 'POST', `/v1/cases/${MINING}/list-case-edits`, {})).body['total']
}

test('reads can find an older version, so many times, or until told', async () => {
  const practice = await start()
  practice.misbehave({ kind: 'staleReads', times: 2 })
  const title = async (): Promise<unknown> => (await read(practice, MINING)).body['title']
  const seeded = await title()
  await update(practice, MINING, { title: 'One' })
  await update(practice, MINING, { title: 'Two' })
  expect(await title()).toBe('One')
  expect(await edits(practice)).toBe(4)
  expect(await title()).toBe('Two')
  expect(practice.log.entries.map(({ fault }) => fault)).toEqual([null, null, null, 'staleReads', 'staleReads', null])

  practice.misbehave({ kind: 'staleReads', on: 'GetCase', back: 2, times: null })
  for (let round = 0; round < 3; round += 1) expect(await title()).toBe(seeded)
  expect(await edits(practice)).toBe(5)
  practice.behave()
  expect(await title()).toBe('Two')
})

test('the SSO portal fails in its own words', async () => {
  const practice = await start()
  const on = 'GetRoleCredentials'
  practice.misbehave({ kind: 'throttle', on, retryAfter: '3' })
  practice.misbehave({ kind: 'expiredToken', on })
  practice.misbehave({ kind: 'unavailable', on })
  practice.misbehave({ kind: 'accessDenied', on })
  const answers = []
  for (let round = 0; round < 5; round += 1) answers.push(await askPortal(practice))
  // What signs requests is asked first for who asks.
  expect(answers.map(({ status, headers }) => [status, headers['x-amzn-errortype']])).toEqual([
    [401, 'UnauthorizedException'], [429, 'TooManyRequestsException'], [503, 'ServiceUnavailableException'], [403, 'ForbiddenException'], [200, undefined],
  ])
})

test('the network fails before portal and service alike, the service\'s own errors are the service\'s alone', async () => {
  const practice = await start()
  practice.misbehave({ kind: 'throttle', on: 'any', times: null })
  expect((await askPortal(practice)).status).toBe(200)
  practice.behave()
  practice.misbehave({ kind: 'captivePortal', on: 'any', times: null })
  expect((await askPortal(practice)).headers['content-type']).toContain('text/html')
  expect((await tryRead(practice)).headers['content-type']).toContain('text/html')
})

test('a connection that hangs for ever does not outlive the link or the service', async () => {
  const practice = await start()
  practice.misbehave({ kind: 'hang', times: 2 })
  const first = tryUpdate(practice, TITLE)
  await expect.poll(() => practice.log.entries.length).toBe(1)
  practice.cut()
  expect((await first).status).toBeNull()
  practice.restore()
  const second = tryUpdate(practice, TITLE)
  await expect.poll(() => practice.log.entries.length).toBe(2)
  await practice.close()
  expect((await second).status).toBeNull()
})

test('a reset ends faults and what is still on its way', async () => {
  const practice = await start()
  practice.misbehave({ kind: 'lateLanding' })
  practice.misbehave({ kind: 'conflict', caseId: NEARLY_FULL })
  await tryUpdate(practice, TITLE)
  await practice.reset()
  expect(practice.faults).toEqual([])
  expect(await practice.landNow()).toBe(0)
  const signed = sign(unsignedRequest(practice, 'GET', `/v1/cases/${MINING}/get-case`), practice.credentials)
  expect((await exchange(practice.endpoint, signed)).status).toBe(200)
})
