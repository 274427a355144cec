import { createServer } from 'node:net'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { createGateway } from '#aws/gateway'
import { z } from '#domain/zod'
import { systemClock } from '../../electron/ports/clock'
import { CREDENTIALS } from './captured'
import { afterwards, caseId, gatewayTo, offline, retitle, start, stoppedClock } from './gateway-setup'
import { type Answer, fault, hang, json, page, reset, truncated } from './scripted-server'

const unknown = (detail: string, answered = true) => ({ ok: false, fault: { kind: 'unknown', detail, answered, retryAfterMs: null } })
const bodyOf = (request: { body: string } | undefined): unknown => JSON.parse(request?.body ?? 'null')

describe('reading a case', () => {
  it('gives it in the domain\'s form', async () => {
    const { clock } = stoppedClock()
    const { gateway } = await start([json(200, {
      title: 'Phishing', lastUpdatedDate: 1_699_999_999.5, createdDate: 1_600_000_000, reportedIncidentStartDate: 1_600_000_001,
      caseStatus: 'Submitted', watchers: [{ email: 'a@b.cc', name: null, unheardOf: 'x' }], impactedServices: ['S3'],
      impactedAwsRegions: [{ region: 'eu-west-1' }], impactedAccounts: ['000123123123'], threatActorIpAddresses: [{ ipAddress: '192.0.2.1', userAgent: 'curl' }],
      caseMetadata: [{ key: 'k', value: 'v' }], caseAttachments: [], somethingNew: { deep: true },
    })], { clock })
    expect(await gateway.getCase(caseId)).toEqual({
      ok: true,
      requestId: 'req-1',
      value: {
        caseId,
        readAt: 1_700_000_000_000,
        complete: true,
        gone: false,
        facts: {
          caseArn: null, caseStatus: 'Submitted', createdDate: 1_600_000_000_000, lastUpdatedDate: 1_699_999_999_500, closedDate: null,
          resolverType: null, pendingAction: null, closureCode: null,
        },
        content: {
          title: 'Phishing', description: null, engagementType: null, reportedIncidentStartDate: 1_600_000_001_000, actualIncidentStartDate: null,
          watchers: [{ email: 'a@b.cc' }],
          threatActorIpAddresses: [{ ipAddress: '192.0.2.1', userAgent: 'curl' }],
          impactedServices: [{ service: 'S3' }],
          impactedAwsRegions: [{ region: 'eu-west-1' }],
          impactedAccounts: [{ account: '000123123123' }],
          caseMetadata: [{ key: 'k', value: 'v' }],
        },
      },
    })
  })

  it.each([
    ['that is not JSON', ((response) => { response.writeHead(200, { 'x-amzn-requestid': 'r' }).end('<html>') }) satisfies Answer],
    ['whose date is a text', json(200, { lastUpdatedDate: 'yesterday' })],
    ['whose list is none', json(200, { watchers: 'everyone' })],
    ['whose entry has no key', json(200, { watchers: [{ name: 'Nobody' }] })],
  ])('does not take a reply %s for a case', async (_what, answer) => {
    const { gateway } = await start([answer])
    expect(await gateway.getCase(caseId)).toEqual(unknown('the reply could not be read'))
  })
})

describe('paging', () => {
  it('asks for the most a page holds, and for the next page by its token', async () => {
    const { server, gateway } = await start([json(200, { items: [{ caseId, title: 't' }], nextToken: 'n' }), json(200, { items: [], nextToken: '' })])
    expect(await gateway.listCases()).toMatchObject({ ok: true, value: { next: 'n', items: [{ caseId, complete: false, content: { title: 't', watchers: [] } }] } })
    expect(await gateway.listCases('n')).toMatchObject({ ok: true, value: { next: null, items: [] } })
    expect(server.requests.map(bodyOf)).toEqual([{ maxResults: 25 }, { maxResults: 25, nextToken: 'n' }])
  })

  it('of a case\'s log goes the same way', async () => {
    const item = { eventTimestamp: 1_700_000_000, principal: 'arn', action: 'Case updated' }
    const { server, gateway } = await start([json(200, { items: [item], nextToken: 'n' }), json(200, {})])
    expect(await gateway.listCaseEdits(caseId)).toMatchObject({
      ok: true, value: { next: 'n', items: [{ at: 1_700_000_000_000, principal: 'arn', action: 'Case updated', message: null }] },
    })
    expect(await gateway.listCaseEdits(caseId, 'n')).toMatchObject({ ok: true, value: { next: null, items: [] } })
    expect(server.requests.map(bodyOf)).toEqual([{ maxResults: 25 }, { maxResults: 25, nextToken: 'n' }])
  })
})

describe('an id that is none', () => {
  it.each(['', '123', '1234567890/../x', '1234567890 x', '1'.repeat(33)])('%j is refused before anything is sent', async (id) => {
    const { server, gateway } = await start([json(200, {})])
    for (const reply of [await gateway.getCase(id), await gateway.updateCase(id, retitle), await gateway.listCaseEdits(id)]) {
      expect(reply).toMatchObject({ ok: false, fault: { kind: 'refused', code: 'InvalidCaseId' } })
    }
    expect(server.requests).toEqual([])
  })
})

describe('an update is sent once, whatever comes back', () => {
  it.each([
    ['nothing but a reset', reset, unknown('the connection broke before the reply', false)],
    ['half a reply', truncated, unknown('the connection broke before the reply', false)],
    ['a 500', fault(500, 'InternalServerException'), unknown('InternalServerException')],
    ['a 503', fault(503, 'ServiceUnavailable'), unknown('ServiceUnavailable')],
    ['a 504 without a body', json(504, ''), unknown('HTTP 504')],
    ['a 423', fault(423, 'InvalidTokenException'), unknown('InvalidTokenException')],
    ['a conflict', fault(409, 'ConflictException'), { ok: false, fault: { kind: 'conflict' } }],
    ['throttling', fault(429, 'ThrottlingException'), { ok: false, fault: { kind: 'throttled', retryAfterMs: null } }],
    ['throttling under another status', fault(400, 'ThrottlingException'), { ok: false, fault: { kind: 'throttled', retryAfterMs: null } }],
    ['a portal\'s page', page(200), offline('notTheService')],
    ['a proxy\'s 403', page(403), offline('notTheService')],
    ['a proxy\'s 407', page(407), offline('proxySignIn')],
    ['a gateway\'s 502', page(502), offline('notTheService')],
  ])('%s', async (_what, answer, expected) => {
    const { server, gateway } = await start([answer])
    expect(await gateway.updateCase(caseId, retitle)).toEqual(expected)
    expect(server.requests.map(({ method, url, body }) => ({ method, url, body })))
      .toEqual([{ method: 'POST', url: '/v1/cases/1234567890/update-case', body: '{"title":"New title"}' }])
  })
})

describe('a read', () => {
  it('whose kept connection was closed meanwhile is tried once more', async () => {
    const { server, gateway } = await start([reset, json(200, { title: 't' })])
    expect(await gateway.getCase(caseId)).toMatchObject({ ok: true, value: { content: { title: 't' } } })
    expect(server.requests).toHaveLength(2)
  })

  it.each([
    ['is offline after a second reset', reset, offline('reset')],
    ['is offline after half a reply', truncated, offline('reset')],
    ['is offline behind a captive portal', page(200), offline('notTheService')],
  ])('%s', async (_what, answer, expected) => {
    const { gateway } = await start([answer])
    expect(await gateway.getCase(caseId)).toEqual(expected)
  })
})

describe('a server that never answers', () => {
  it.each([
    ['leaves a read offline', 'read', offline('timeout')],
    ['leaves an update unknown', 'update', unknown('no reply in time', false)],
  ])('%s at its deadline', async (_what, operation, expected) => {
    const { clock, strike, pending } = stoppedClock()
    const { server, gateway } = await start([hang], { clock })
    const arrived = server.nextRequest()
    const reply = operation === 'read' ? gateway.getCase(caseId) : gateway.updateCase(caseId, retitle)
    await arrived
    strike()
    expect(await reply).toEqual(expected)
    expect(server.requests).toHaveLength(1)
    expect(pending()).toBe(0)
  })

  it('is left when the gateway is closed', async () => {
    const { server, gateway } = await start([hang])
    const arrived = server.nextRequest()
    const reply = gateway.getCase(caseId)
    await arrived
    gateway.close()
    expect(await reply).toEqual(offline('timeout'))
    expect(await gateway.getCase(caseId)).toEqual(offline('reset'))
  })
})

describe('no server at all', () => {
  const free = async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = z.object({ port: z.number() }).parse(server.address())
    server.close()
    await once(server, 'close')
    return port
  }

  it('refuses: offline, also for an update', async () => {
    const gateway = gatewayTo(`http://127.0.0.1:${await free()}`)
    expect(await gateway.getCase(caseId)).toEqual(offline('refused'))
    expect(await gateway.updateCase(caseId, retitle)).toEqual(offline('refused'))
  })

  it('has no name: offline, also for an update', async () => {
    const gateway = gatewayTo('http://nowhere.invalid')
    expect(await gateway.updateCase(caseId, retitle)).toEqual(offline('nameNotFound'))
  })

  it('closes during the TLS handshake: offline, also for an update', async () => {
    const server = createServer(socket => socket.once('data', () => socket.end())).listen(0, '127.0.0.1')
    await once(server, 'listening')
    afterwards(() => { server.close() })
    const { port } = z.object({ port: z.number() }).parse(server.address())
    const gateway = gatewayTo(`https://127.0.0.1:${port}`)
    expect(await gateway.updateCase(caseId, retitle)).toEqual(offline('reset'))
  })

  it('does not speak TLS: offline, also for an update', async () => {
    const { server } = await start([json(200, {})])
    const gateway = gatewayTo(server.endpoint.replace('http:', 'https:'))
    expect(await gateway.updateCase(caseId, retitle)).toEqual(offline('tls'))
  })
})

describe('how long the service asks to be left alone', () => {
  const now = Date.parse('Wed, 21 Oct 2026 07:00:00 GMT')
  it.each([
    ['7', 7_000],
    ['86400', 86_400_000],
    ['0', 0],
    ['Wed, 21 Oct 2026 07:28:00 GMT', 28 * 60_000],
    ['Wed, 21 Oct 2026 06:00:00 GMT', 0],
    ['abc', null],
    ['-1', null],
    ['1e3', null],
    ['99999999999', null],
    ['Wed, 99 Oct 2026 07:28:00 GMT', null],
  ])('Retry-After: %s', async (header, retryAfterMs) => {
    const headers = { 'retry-after': header, 'date': new Date(now).toUTCString() }
    const { gateway } = await start([fault(429, 'ThrottlingException', {}, headers)])
    expect(await gateway.updateCase(caseId, retitle)).toEqual({ ok: false, fault: { kind: 'throttled', retryAfterMs } })
    const internal = await start([fault(500, 'InternalServerException', {}, headers)])
    expect(await internal.gateway.getCase(caseId)).toEqual({ ok: false, fault: { kind: 'unknown', detail: 'InternalServerException', answered: true, retryAfterMs } })
  })
})

it('a gateway for FIPS at an endpoint of one\'s own is refused when it is made', () => {
  expect(() => createGateway({ region: 'eu-west-1', credentials: async () => CREDENTIALS, endpoint: 'http://127.0.0.1', fips: true })).toThrow()
})

it('the environment of this process does not lead requests elsewhere', async () => {
  const { server } = await start([json(200, {})])
  const { gateway } = await start([json(200, { title: 'right' })], { clock: systemClock })
  process.env['AWS_ENDPOINT_URL_SECURITY_IR'] = server.endpoint
  afterwards(() => { delete process.env['AWS_ENDPOINT_URL_SECURITY_IR'] })
  expect(await gateway.getCase(caseId)).toMatchObject({ ok: true, value: { content: { title: 'right' } } })
})
