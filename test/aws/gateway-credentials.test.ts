import { describe, expect, it } from 'vitest'
import type { CredentialsProvider } from '#aws/gateway'
import { CREDENTIALS } from './captured'
import { caseId, offline, retitle, type Setting, start, stoppedClock } from './gateway-setup'
import { fault, json } from './scripted-server'

describe('a signature that the service rejects', () => {
  /** Counts what is asked of it; each answer has another key. */
  function provider(expiration = Date.now() + 3_600_000) {
    const asked: boolean[] = []
    const credentials: CredentialsProvider = async (options) => {
      asked.push(options?.forceRefresh ?? false)
      return { ...CREDENTIALS, accessKeyId: `AKID${asked.length}`, expiration: new Date(expiration) }
    }
    return { credentials, asked }
  }
  const keyOf = (headers: { authorization?: string | undefined }) => /Credential=(\w+)/.exec(headers.authorization ?? '')?.[1]

  it.each(['ExpiredTokenException', 'InvalidSignatureException', 'RequestTimeTooSkewed', 'UnrecognizedClientException'])(
    '%s: asks for new credentials and sends once more', async (name) => {
      const { credentials } = provider()
      const { server, gateway } = await start([fault(403, name), json(200, {})], { credentials })
      expect(await gateway.updateCase(caseId, retitle)).toEqual({ ok: true, value: null, requestId: 'req-1' })
      expect(server.requests.map(({ headers }) => keyOf(headers))).toEqual(['AKID1', 'AKID2'])
    })

  it('because the clock is off: the second request carries the service\'s time', async () => {
    const anHourAhead = new Date(Date.now() + 3_600_000)
    const skewed = fault(403, 'InvalidSignatureException', {}, { date: anHourAhead.toUTCString() })
    const { server, gateway } = await start([skewed, json(200, {}, { date: anHourAhead.toUTCString() })], provider())
    expect(await gateway.updateCase(caseId, retitle)).toMatchObject({ ok: true })
    const [first, second] = server.requests.map(({ headers }) => stampOf(headers['x-amz-date']))
    expect(Math.abs((second ?? 0) - (first ?? 0) - 3_600_000)).toBeLessThan(60_000)
  })

  it('is tried twice and then means signing in, for an update too', async () => {
    const { server, gateway } = await start([fault(403, 'ExpiredTokenException')], provider())
    expect(await gateway.updateCase(caseId, retitle)).toMatchObject({ ok: false, fault: { kind: 'signIn' } })
    expect(server.requests).toHaveLength(2)
  })

  it('is not what an AccessDenied is, however far the clock is off', async () => {
    const { server, gateway } = await start([fault(403, 'AccessDeniedException', {}, { date: new Date(0).toUTCString() })], provider())
    expect(await gateway.updateCase(caseId, retitle)).toMatchObject({ ok: false, fault: { kind: 'refused', code: 'AccessDeniedException' } })
    expect(server.requests).toHaveLength(1)
  })

  function stampOf(header: string | string[] | undefined): number {
    return Date.parse(String(header).replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  }
})

describe('credentials that cannot be had', () => {
  const failing = (error: Error): Setting => ({ credentials: async () => { throw error } })

  it('mean signing in', async () => {
    const { server, gateway } = await start([json(200, {})], failing(Object.assign(new Error('Token is expired.'), { name: 'CredentialsProviderError' })))
    expect(await gateway.updateCase(caseId, retitle)).toMatchObject({ ok: false, fault: { kind: 'signIn' } })
    expect(server.requests).toEqual([])
  })

  it('because of the network mean offline, however deep that is told', async () => {
    const network = Object.assign(new Error('getaddrinfo'), { code: 'EAI_AGAIN', syscall: 'getaddrinfo' })
    const { gateway } = await start([json(200, {})], failing(new Error('outer', { cause: new Error('inner', { cause: network }) })))
    expect(await gateway.updateCase(caseId, retitle)).toEqual(offline('nameNotFound'))
  })

  it('in time mean offline: nothing was sent', async () => {
    const { clock, strike } = stoppedClock()
    let begun = (): void => {}
    const asked = new Promise<void>((resolve) => { begun = resolve })
    const credentials: CredentialsProvider = () => {
      begun()
      return new Promise(() => {})
    }
    const { server, gateway } = await start([json(200, {})], { clock, credentials })
    const reply = gateway.updateCase(caseId, retitle)
    await asked
    strike()
    expect(await reply).toEqual(offline('timeout'))
    expect(server.requests).toEqual([])
  })
})
