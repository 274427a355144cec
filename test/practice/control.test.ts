import { expect, test } from 'vitest'
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

  expect((await control(practice, 'POST', '/settings', { body: { caseMetadata: 'replace' } })).body).toEqual({ caseMetadata: 'replace' })
  expect((await control(practice, 'POST', '/settings', { body: { caseMetadata: 'perhaps' } })).status).toBe(400)
  expect(practice.settings).toEqual({ caseMetadata: 'replace' })

  await control(practice, 'POST', '/reset')
  expect(practice.case(MINING).title).toContain('Crypto-mining')
  expect(practice.log.entries).toEqual([])
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
