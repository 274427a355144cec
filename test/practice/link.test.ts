import { connect } from 'node:net'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { MINING, read, send, sign, start, unsignedRequest } from './harness'

/** Resolves when the connection has ended, however it did. */
async function ending(base: string): Promise<{ connected: Promise<unknown>, ended: Promise<unknown> }> {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(base).port) })
  socket.on('error', () => {})
  return { connected: once(socket, 'connect'), ended: once(socket, 'close') }
}

test('a cut ends open connections and each new one, to service and portal alike, until it is restored', async () => {
  const practice = await start()
  const open = await Promise.all([practice.endpoint, practice.ssoEndpoint].map(ending))
  await Promise.all(open.map(({ connected }) => connected))
  await read(practice, MINING)

  practice.cut()
  expect(practice.isCut).toBe(true)
  await Promise.all(open.map(({ ended }) => ended))
  await expect(read(practice, MINING)).rejects.toMatchObject({ code: expect.stringMatching(/ECONNRESET|EPIPE/) })
  await Promise.all([practice.endpoint, practice.ssoEndpoint].map(async base => (await ending(base)).ended))
  expect(practice.log.entries).toHaveLength(1)

  practice.restore()
  expect((await read(practice, MINING)).status).toBe(200)
})

test('the control calls outlive the cut', async () => {
  const practice = await start()
  const control = (method: string, path: string) =>
    send(practice.control, { method, path, headers: { host: new URL(practice.control).host }, body: '' })
  await control('POST', '/cut')
  await expect(read(practice, MINING)).rejects.toThrow()
  await control('POST', '/restore')
  expect((await read(practice, MINING)).status).toBe(200)
})

test('an update whose reply was cut off is applied, and the log says that nobody was told', async () => {
  const practice = await start()
  const sent = sign(unsignedRequest(practice, 'POST', `/v1/cases/${MINING}/update-case`, { title: 'Applied, unheard' }), practice.credentials)
  const reply = send(practice.endpoint, sent)
  reply.catch(() => {})
  while (practice.case(MINING).title !== 'Applied, unheard') await new Promise(resolve => setImmediate(resolve))
  practice.cut()
  await expect(reply).rejects.toMatchObject({ code: 'ECONNRESET' })
  await expect.poll(() => practice.log.entries).toMatchObject([{ operation: 'UpdateCase', caseId: MINING, status: 200, delivered: false }])
})
