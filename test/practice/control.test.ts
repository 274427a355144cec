import { describe, expect, test } from 'vitest'
import { z } from '#domain/zod'
import type { Practice } from '#practice/practice'
import { MINING, read, send, start, update } from './harness'

function control(practice: Practice, method: string, path: string, { body = '', headers = {} }: { body?: unknown, headers?: Record<string, string> } = {}) {
  const host = new URL(practice.control).host
  return send(practice.control, { method, path, headers: { host, ...headers }, body: body === '' ? '' : JSON.stringify(body) })
}

test('another program sees and does what the host can: edit as a colleague, settings, state, reset', async () => {
  const practice = await start()
  await update(practice, MINING, { title: 'Mine' })
  const edited = await control(practice, 'POST', `/cases/${MINING}/edit`, { body: { title: 'Theirs', principal: 'arn:aws:iam::111122223333:user/auditor' } })
  expect(edited.body).toMatchObject({ caseId: MINING, title: 'Theirs', edits: [{ principal: 'arn:aws:iam::111122223333:user/auditor' }, { principal: practice.principal }, {}, {}, {}] })
  expect((await control(practice, 'GET', `/cases/${MINING}`)).body).toMatchObject({ title: 'Theirs' })
  expect((await read(practice, MINING)).body).toMatchObject({ title: 'Theirs' })

  expect((await control(practice, 'POST', '/settings', { body: { caseMetadata: 'replace', readLag: 2 } })).body)
    .toMatchObject({ caseMetadata: 'replace', readLag: 2, emailCase: 'insensitive' })
  expect((await control(practice, 'POST', '/settings', { body: { caseMetadata: 'perhaps' } })).status).toBe(400)
  expect((await control(practice, 'POST', '/settings', { body: { caseMetaData: 'merge' } })).status).toBe(400)
  expect(practice.settings).toMatchObject({ caseMetadata: 'replace', readLag: 2 })

  await control(practice, 'POST', '/reset')
  expect(practice.case(MINING).title).toContain('Crypto-mining')
  expect(practice.log.entries).toEqual([])
})

test('another program signs a responder in, answers a device code, expires and ends the sign-ins', async () => {
  const practice = await start()
  const accounts = async (token: string) =>
    (await fetch(`${practice.ssoEndpoint}/assignment/accounts`, { headers: { 'x-amz-sso_bearer_token': token } })).status
  const cached = z.object({ accessToken: z.string(), clientId: z.string(), clientSecret: z.string(), refreshToken: z.string() })
  const { accessToken, refreshToken, ...registration } = cached.parse((await control(practice, 'POST', '/sso/sign-in')).body)
  expect(await accounts(accessToken)).toBe(200)
  expect((await control(practice, 'POST', '/sso/expire-access')).body).toEqual({ done: true })
  expect(await accounts(accessToken)).toBe(401)
  const answered = z.object({ accessToken: z.string(), refreshToken: z.string(), error: z.string() }).partial()
  const token = async (body: object) => {
    const reply = await fetch(`${practice.oidcEndpoint}/token`, { method: 'POST', body: JSON.stringify({ ...registration, ...body }) })
    return answered.parse(await reply.json())
  }
  const next = await token({ grantType: 'refresh_token', refreshToken })
  await control(practice, 'POST', '/sso/end-sessions')
  expect(await token({ grantType: 'refresh_token', refreshToken: next.refreshToken })).toMatchObject({ error: 'invalid_grant' })

  const device = await fetch(`${practice.oidcEndpoint}/device_authorization`, {
    method: 'POST', body: JSON.stringify({ ...registration, startUrl: practice.settings.startUrl }),
  })
  const { userCode, deviceCode } = z.object({ userCode: z.string(), deviceCode: z.string() }).parse(await device.json())
  const decide = (decision: string) => control(practice, 'POST', '/sso/decide', { body: { userCode, decision } })
  expect([(await decide('perhaps')).status, (await decide('allow')).status, (await decide('deny')).status]).toEqual([400, 200, 400])
  expect(await token({ grantType: 'urn:ietf:params:oauth:grant-type:device_code', deviceCode })).toMatchObject({ accessToken: expect.any(String) })
})

test('a colleague\'s edit that breaks a rule is refused with the service\'s own words', async () => {
  const practice = await start()
  expect(await control(practice, 'POST', `/cases/${MINING}/edit`, { body: { title: '' } })).toMatchObject({ status: 400, body: { fieldList: [{ name: 'title' }] } })
  expect((await control(practice, 'POST', '/cases/9999999999/edit', { body: { title: 'x' } })).status).toBe(404)
  expect((await control(practice, 'POST', `/cases/${MINING}/edit`, { body: { title: 'x', principal: 5 } })).status).toBe(400)
  expect((await control(practice, 'GET', '/nothing')).status).toBe(400)
})

test('a web page cannot reach the control calls, by origin or by a name of its own', async () => {
  const practice = await start()
  for (const headers of [{ origin: 'https://evil.example' }, { host: 'rebound.example' }]) {
    expect((await control(practice, 'POST', '/cut', { headers })).status).toBe(403)
  }
  expect(practice.isCut).toBe(false)
})

describe('faults', () => {
  const list = async (practice: Practice, path: string) => z.array(z.unknown()).parse(await (await fetch(`${practice.control}${path}`)).json())

  test('are set, listed with what is left of them, met, and ended by another program', async () => {
    const practice = await start()
    const set = await control(practice, 'POST', '/faults', { body: { kind: 'throttle', retryAfter: '2', times: 2 } })
    expect(set).toMatchObject({ status: 200, body: { kind: 'throttle', on: 'UpdateCase', retryAfter: '2', left: 2, met: 0 } })
    await control(practice, 'POST', '/faults', { body: { kind: 'captivePortal', on: 'GetCase', times: null } })

    expect((await update(practice, MINING, { title: 'Slow down' })).status).toBe(429)
    expect(await list(practice, '/faults')).toMatchObject([{ kind: 'throttle', left: 1, met: 1 }, { kind: 'captivePortal', left: null }])
    expect(await list(practice, '/log')).toMatchObject([{ operation: 'UpdateCase', sent: { title: 'Slow down' }, status: 429, applied: false, fault: 'throttle' }])

    await control(practice, 'DELETE', '/faults')
    expect(await list(practice, '/faults')).toEqual([])
    expect((await update(practice, MINING, { title: 'As you were' })).status).toBe(200)
  })

  test('that let a request land late have it land when another program says so', async () => {
    const practice = await start()
    await control(practice, 'POST', '/faults', { body: { kind: 'lateLanding' } })
    await expect(update(practice, MINING, { title: 'Late' })).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect((await control(practice, 'POST', '/land')).body).toEqual({ landed: 1 })
    expect((await read(practice, MINING)).body).toMatchObject({ title: 'Late' })
  })

  test.each([
    ['no kind', {}, /kind must be one of throttle, /],
    ['an unknown kind', { kind: 'gremlins' }, /kind must be one of throttle, .*clockSkew/],
    ['an unknown member', { kind: 'hang', forever: true }, /forever/],
    ['an unknown operation', { kind: 'hang', on: 'Everything' }, /UpdateCase.*\n.*→ at on/],
    ['no times at all', { kind: 'hang', times: 0 }, /→ at times/],
    ['a rate without its members', { kind: 'rateLimit' }, /→ at perSecond[^]*→ at burst/],
    ['a status of the service itself', { kind: 'unknownError', status: 200 }, /→ at status/],
    ['a header in two lines', { kind: 'throttle', retryAfter: '1\r\nx: y' }, /printable ASCII/],
    ['an answer that the portal does not have', { kind: 'conflict', on: 'GetRoleCredentials' }, /the sign-in has no such answer/],
  ])('with %s are refused in words', async (_, body, words) => {
    const practice = await start()
    const got = await control(practice, 'POST', '/faults', { body })
    expect(got.status).toBe(400)
    expect(z.object({ message: z.string() }).parse(got.body).message).toMatch(words)
    expect(practice.faults).toEqual([])
  })
})
