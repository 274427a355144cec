import { describe, expect, test } from 'vitest'
import type { Fault } from '../../electron/ports/service'
import { createChance } from '../support/chance'
import { classify } from '#aws/classify'
import { LATEST_LANDING_MS } from '#push/settle'
import type { NetFault } from './network-faults'
import { courseOf, drawFault, drawWeather, withoutReply } from './network-faults'
import { CASE, EPOCH, rig } from './network-rig'
import { createLife } from './scheduler'
import { drawCoins } from './service-coins'

const title = { set: { title: 'New' } }
const lost: Fault = { kind: 'unknown', detail: 'the connection broke before the reply', answered: false, retryAfterMs: null }
const late: Fault = { ...lost, detail: 'no reply in time' }
const refused = { kind: 'refused', requestId: 'req-1' } as const

describe('what befalls an update: what its caller hears, and whether it was applied', () => {
  const table: Array<[fault: NetFault, heard: object, applied: number, least: number, most: number]> = [
    [{ kind: 'lostRequest', ends: 'reset' }, lost, 0, 0, 40],
    [{ kind: 'lostRequest', ends: 'timeout' }, late, 0, 30_000, 30_000],
    [{ kind: 'lostReply', ends: 'reset' }, lost, 1, 20, 40],
    [{ kind: 'lostReply', ends: 'timeout' }, late, 1, 30_000, 30_000],
    [{ kind: 'late', ends: 'reset', landsAfterMs: 100_000 }, lost, 0, 0, 40],
    [{ kind: 'late', ends: 'timeout', landsAfterMs: 100_000 }, late, 0, 30_000, 30_000],
    [{ kind: 'truncatedReply' }, lost, 1, 20, 40],
    [{ kind: 'garbledReply' }, { kind: 'unknown', answered: true }, 1, 20, 40],
    [{ kind: 'notTheService', applied: false }, { kind: 'offline', reason: 'notTheService' }, 0, 20, 40],
    [{ kind: 'notTheService', applied: true }, { kind: 'offline', reason: 'notTheService' }, 1, 20, 40],
    [{ kind: 'throttled', retryAfterMs: 300_000 }, { kind: 'throttled', retryAfterMs: 300_000 }, 0, 20, 40],
    [{ kind: 'conflict' }, { kind: 'conflict' }, 0, 20, 40],
    [{ kind: 'failing', status: 500, applied: false, retryAfterMs: 2000 }, { kind: 'unknown', answered: true, retryAfterMs: 2000 }, 0, 20, 40],
    [{ kind: 'failing', status: 503, applied: true, retryAfterMs: null }, { kind: 'unknown', answered: true, retryAfterMs: null }, 1, 20, 40],
    [{ kind: 'validation', fields: [{ name: 'title', message: 'no' }] }, { kind: 'validation', fields: [{ name: 'title', message: 'no' }] }, 0, 20, 40],
    [{ kind: 'accessDenied' }, { ...refused, code: 'AccessDeniedException' }, 0, 20, 40],
    [{ kind: 'notFound' }, { ...refused, code: 'ResourceNotFoundException' }, 0, 20, 40],
    [{ kind: 'unknownError' }, { ...refused, code: 'TeapotException' }, 0, 20, 40],
    [{ kind: 'quota' }, { kind: 'quota' }, 0, 20, 40],
    [{ kind: 'notActive' }, { kind: 'notActive' }, 0, 20, 40],
    [{ kind: 'signIn' }, { kind: 'signIn' }, 0, 20, 40],
  ]

  test.each(table)('%j', async (fault, heard, applied, least, most) => {
    const { arm, update, writes } = rig()
    arm(fault)
    const { reply, ms } = await update(title)
    expect(reply).toMatchObject({ ok: false, fault: heard })
    expect(ms).toBeGreaterThanOrEqual(least)
    expect(ms).toBeLessThanOrEqual(most)
    expect(writes).toHaveLength(applied)
    expect((await update({ set: { title: 'Newer' } })).reply.ok).toBe(true)
  })
})

test('what the service answers is what the gateway makes of such an answer', () => {
  const table: Array<[NetFault, { status: number, name: string, retryAfter?: string, fieldList?: unknown }]> = [
    [{ kind: 'throttled', retryAfterMs: 5000 }, { status: 429, name: 'ThrottlingException', retryAfter: '5' }],
    [{ kind: 'throttled', retryAfterMs: null }, { status: 429, name: 'ThrottlingException' }],
    [{ kind: 'conflict' }, { status: 409, name: 'ConflictException' }],
    [{ kind: 'failing', status: 500, applied: false, retryAfterMs: 2000 }, { status: 500, name: 'InternalServerException', retryAfter: '2' }],
    [{ kind: 'failing', status: 503, applied: false, retryAfterMs: null }, { status: 503, name: 'Unknown' }],
    [{ kind: 'failing', status: 423, applied: false, retryAfterMs: null }, { status: 423, name: 'InvalidTokenException' }],
    [{ kind: 'validation', fields: [{ name: 'title', message: 'no' }] }, { status: 400, name: 'ValidationException', fieldList: [{ name: 'title', message: 'no' }] }],
    [{ kind: 'accessDenied' }, { status: 403, name: 'AccessDeniedException' }],
    [{ kind: 'notFound' }, { status: 404, name: 'ResourceNotFoundException' }],
    [{ kind: 'quota' }, { status: 402, name: 'ServiceQuotaExceededException' }],
    [{ kind: 'notActive' }, { status: 400, name: 'SecurityIncidentResponseNotActiveException' }],
    [{ kind: 'signIn' }, { status: 403, name: 'ExpiredTokenException' }],
    [{ kind: 'unknownError' }, { status: 418, name: 'TeapotException' }],
  ]
  for (const [fault, { status, retryAfter, ...error }] of table) {
    const headers = { 'x-amzn-requestid': 'req-1', ...retryAfter !== undefined && { 'retry-after': retryAfter } }
    const said = classify({ $fault: 'client', message: '', ...error }, { operation: 'update', sent: true, reply: { status, headers }, now: EPOCH })
    const { instead } = courseOf(fault, { thereMs: 1, isRead: false, requestId: 'req-1' })
    const wordless = { message: '' }
    expect({ ...instead, ...wordless }).toEqual({ ...said, ...wordless })
  }
  const aborted = new DOMException('', 'AbortError')
  for (const [ending, error] of [['timeout', aborted], ['reset', { code: 'ECONNRESET' }]] as const) {
    for (const operation of ['read', 'update'] as const) {
      expect(withoutReply(ending, operation === 'read')).toEqual(classify(error, { operation, sent: true, reply: null, now: EPOCH }))
    }
  }
})

test('without a fault a call is answered within two ways, and read by the machine\'s clock', async () => {
  const { update, read, scheduler, pass } = rig()
  await pass(5000)
  const { reply, ms } = await update(title)
  expect([reply, ms >= 20 && ms <= 40]).toEqual([{ ok: true, value: null, requestId: 'req-1' }, true])
  const snapshot = await read()
  expect([snapshot.content.title, snapshot.readAt]).toEqual(['New', EPOCH + scheduler.now()])
})

test('dates go out in whole seconds, and only members of the model', async () => {
  const { update, read } = rig()
  await update({ set: { actualIncidentStartDate: 1_700_000_000_999 }, add: { watchers: [{ email: 'ann@example.com', shoeSize: '38' }] } })
  expect((await read()).content).toMatchObject({ actualIncidentStartDate: 1_700_000_000_000 })
  expect((await read()).content.watchers).toEqual([{ email: 'ann@example.com' }])
})

test('a late request lands after its host and its link are gone, and always while the engine still reckons with it', async () => {
  const { arm, update, writes, network, life, pass, scheduler } = rig()
  arm({ kind: 'late', ends: 'reset', landsAfterMs: 200_000 })
  await update(title)
  network.cut()
  life.end()
  await pass(199_000)
  expect([writes.length, network.underWay()]).toEqual([0, 1])
  await pass(2000)
  expect([writes.length, network.underWay()]).toEqual([1, 0])
  expect(scheduler.now()).toBeLessThan(LATEST_LANDING_MS)
})

test('a request whose signature has run out lands no more', async () => {
  const { arm, update, writes, pass } = rig()
  arm({ kind: 'late', ends: 'reset', landsAfterMs: 300_000 })
  await update(title)
  await pass(600_000)
  expect(writes).toEqual([])
})

test('a request that a proxy sends twice is applied twice and answered once', async () => {
  const { arm, update, writes, pass } = rig()
  arm({ kind: 'twice', apartMs: 1000 })
  const { reply } = await update(title)
  expect([reply.ok, writes.length]).toEqual([true, 1])
  await pass(1000)
  expect(writes.map(({ request }) => request)).toEqual([1, 1])
})

test('a read whose connection breaks is made once more, and an update never', async () => {
  const { arm, read, link, ended, update, network } = rig()
  arm({ kind: 'lostReply', ends: 'reset' }, { on: 'getCase' })
  expect((await read()).caseId).toBe(CASE)
  arm({ kind: 'lostRequest', ends: 'reset' }, { on: 'any', forMs: 60_000 })
  expect((await ended(link.getCase(CASE))).reply).toEqual({ ok: false, fault: { kind: 'offline', reason: 'reset' } })
  expect((await update(title)).reply).toEqual({ ok: false, fault: lost })
  network.disarm('lostRequest')
  arm({ kind: 'lostReply', ends: 'timeout' }, { on: 'listCaseEdits' })
  const { reply, ms } = await ended(link.listCaseEdits(CASE))
  expect([reply, ms]).toEqual([{ ok: false, fault: { kind: 'offline', reason: 'timeout' } }, 20_000])
})

test('with the link down nothing leaves, and each way of being down shows in its own time', async () => {
  for (const [down, wanted] of [['noRoute', 10], ['timeout', 5000]] as const) {
    const sends: number[] = []
    const { network, update, read } = rig({ weather: { down }, hooks: { onSend: ({ request }) => sends.push(request) } })
    network.cut()
    const { reply, ms } = await update(title)
    expect([reply, ms, sends]).toEqual([{ ok: false, fault: { kind: 'offline', reason: down } }, wanted, []])
    network.restore()
    expect((await read()).content.title).toBeNull()
  }
})

test('a cut in mid-call leaves an update in doubt, applied or not, and a read offline', async () => {
  const seen = new Set<string>()
  for (let seed = 0; seed < 40; seed += 1) {
    const { network, link, ended, pass, writes, scheduler } = rig({ seed })
    const call = link.updateCase(CASE, { set: { title: 'New' }, add: {}, remove: {}, put: [] })
    const read = link.getCase(CASE)
    scheduler.after(15, null, network.cut)
    const { reply } = await ended(call)
    if (reply.ok || reply.fault.kind !== 'unknown') throw new Error('The update was not in doubt.')
    expect((await ended(read)).reply).toMatchObject({ ok: false, fault: { kind: 'offline' } })
    await pass(60_000)
    expect(network.underWay()).toBe(0)
    seen.add(`${reply.fault.detail}, ${writes.length}`)
  }
  expect(seen).toEqual(new Set([`${lost.detail}, 0`, `${lost.detail}, 1`, `${late.detail}, 0`, `${late.detail}, 1`]))
})

test('a host that dies with a request under way hears nothing, and the request arrives or not', async () => {
  const applied = new Set<number>()
  for (let seed = 0; seed < 20; seed += 1) {
    const { life, link, pass, writes, network } = rig({ seed })
    const heard: unknown[] = []
    void link.updateCase(CASE, { set: { title: 'New' }, add: {}, remove: {}, put: [] }).then(reply => heard.push(reply))
    life.end()
    expect(network.underWay()).toBe(1)
    await pass(60_000)
    expect([heard, network.underWay()]).toEqual([[], 0])
    applied.add(writes.length)
  }
  expect(applied).toEqual(new Set([0, 1]))
})

test('a link that is hung up ends its calls and lets no more begin; another of the same host goes on', async () => {
  const { network, life, link, ended } = rig()
  const other = network.connect(life)
  const [update, read] = [link.updateCase(CASE, { set: { title: 'New' }, add: {}, remove: {}, put: [] }), link.getCase(CASE)]
  const going = other.getCase(CASE)
  link.close()
  expect(await update).toEqual({ ok: false, fault: late })
  expect(await read).toEqual({ ok: false, fault: { kind: 'offline', reason: 'timeout' } })
  expect(await link.getCase(CASE)).toEqual({ ok: false, fault: { kind: 'offline', reason: 'reset' } })
  expect((await ended(going)).reply.ok).toBe(true)
})

test('a fault for a time meets all calls in it and none after; healing ends it at once', async () => {
  const { arm, update, pass, network } = rig()
  arm({ kind: 'accessDenied' }, { on: 'any', forMs: 1000 })
  expect([(await update(title)).reply.ok, (await update(title)).reply.ok]).toEqual([false, false])
  await pass(1000)
  expect((await update(title)).reply.ok).toBe(true)
  arm({ kind: 'signIn' }, { forMs: 1e9 })
  network.cut()
  network.heal()
  expect((await update(title)).reply.ok).toBe(true)
})

test('a fault waits for its own operation and case', async () => {
  const { network, update, read } = rig({ cases: { [CASE]: {}, 9999999999: {} } })
  network.arm({ fault: { kind: 'conflict' }, on: 'updateCase', caseId: '9999999999', forMs: null })
  await read()
  expect((await update(title)).reply.ok).toBe(true)
  expect((await update(title, '9999999999')).reply).toEqual({ ok: false, fault: { kind: 'conflict' } })
})

test('beyond its rate the service throttles each operation by itself', async () => {
  const { update, read, pass, link, ended } = rig({ weather: { bucket: { perSecond: 1, burst: 2, retryAfterMs: 1000 } } })
  expect([(await update(title)).reply.ok, (await update(title)).reply.ok]).toEqual([true, true])
  expect((await update(title)).reply).toEqual({ ok: false, fault: { kind: 'throttled', retryAfterMs: 1000 } })
  await read()
  await pass(1000)
  expect((await update(title)).reply.ok).toBe(true)
  expect((await ended(link.listCases())).reply.ok).toBe(true)
})

test('calls that leave in one order arrive in another', async () => {
  const arrivals: number[] = []
  const hooks = { onArrive: ({ request }: { request: number }) => arrivals.push(request) }
  const { link, pass } = rig({ weather: { latency: { least: 100, most: 1500 } }, hooks })
  for (let nth = 0; nth < 8; nth += 1) void link.getCase(CASE)
  await pass(5000)
  expect(arrivals.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  expect(arrivals).not.toEqual(arrivals.toSorted((a, b) => a - b))
})

test('one seed gives one history, down to the millisecond, and no call ever hangs', async () => {
  async function history(seed: number): Promise<string> {
    const log: unknown[] = []
    const chance = createChance(seed)
    const { link, scheduler, network, pass, service, writes } = rig({
      seed,
      coins: drawCoins(chance),
      weather: drawWeather(chance),
      hooks: {
        onSend: ({ request, operation, at, fault }) => log.push([request, operation, at, fault]),
        onReply: ({ request }, end) => log.push([request, end]),
      },
    })
    let asked = 0
    let heard = 0
    const hear = (): void => { heard += 1 }
    const other = network.connect(createLife('other'))
    for (let nth = 0; nth < 100; nth += 1) {
      scheduler.after(chance.between(0, 60_000), null, () => {
        asked += 1
        if (chance.is(0.3)) network.arm({ fault: drawFault(chance), on: 'any', caseId: null, forMs: chance.of([null, null, 5000]) })
        if (chance.is(0.1)) network.cut()
        if (chance.is(0.2)) network.restore()
        if (chance.is(0.2)) service.write(CASE, { set: { description: `Colleague ${nth}` } })
        const call = chance.of([link, other])
        if (chance.is(0.5)) void call.updateCase(CASE, { set: { title: `Title ${nth}` }, add: {}, remove: {}, put: [] }).then(hear)
        else void chance.of<() => Promise<unknown>>([() => call.getCase(CASE), () => call.listCaseEdits(CASE), call.listCases])().then(hear)
      })
    }
    await pass(400_000)
    expect([heard, network.underWay()]).toEqual([asked, 0])
    return JSON.stringify([log, writes, service.versions(CASE)])
  }

  for (let seed = 1; seed <= 10; seed += 1) expect(await history(seed)).toBe(await history(seed))
  expect(await history(1)).not.toBe(await history(2))
})
