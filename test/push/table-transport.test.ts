import { afterEach, describe, expect, it } from 'vitest'
import { rememberSelf } from '#push/look-up'
import { createMemoryJournal } from '../support/memory-journal'
import { answer, broken, meet, OTHER_GOES_ON, page, unreadable, withoutCredentials } from './answers'
import { A, address, startEngine, title } from './engine'

let engine: ReturnType<typeof startEngine>
afterEach(async () => {
  await engine.stop()
})

const held = () => engine.journal.unsettled().map(one => one.held)

/** Both cases at the first probe, 750 ms after the link went; what is before that, and what comes back of it, differ. */
const PROBED = ['750 listCases', '750 open', '750 getCase 1', '750 getCase 2']
const RESET = { code: 'ECONNRESET', syscall: 'read' }

describe('a request that did not get through is the network\'s: offline, nothing parked, then it goes once', () => {
  it.each([
    ['the name is not found', { code: 'ENOTFOUND', syscall: 'getaddrinfo' }, 'nameNotFound'],
    ['the connection is refused', { code: 'ECONNREFUSED', syscall: 'connect' }, 'refused'],
    ['no route', { code: 'ENETUNREACH', syscall: 'connect' }, 'noRoute'],
    ['a certificate nobody trusts', { code: 'SELF_SIGNED_CERT_IN_CHAIN' }, 'tls'],
    ['packets are dropped', { name: 'TimeoutError' }, 'timeout'],
    ['reset before TLS stood', { code: 'ECONNRESET', syscall: 'connect' }, 'reset'],
  ] as const)('%s', async (_what, about, reason) => {
    engine = await meet(broken(about, { operation: 'read', sent: false }), { on: 'getCase' })
    expect(engine.traffic.gate.state()).toMatchObject({ state: 'closed', fault: { kind: 'offline', reason } })
    expect(held()).toEqual([null, null])
    await engine.pass(750)
    expect(engine.log).toEqual([
      '0 getCase 1', '0 offline, next try in 750', ...PROBED, '750 updateCase 1 New', '750 updateCase 2 Other',
      '750 a sent', '750 b sent', '750 listCaseEdits 1', '750 listCaseEdits 2', '750 watched', '750 watched',
    ])
  })

  it('the link goes between the read and the write: the case\'s log is read before the write goes again', async () => {
    engine = await meet(broken({ code: 'ENOTFOUND', syscall: 'getaddrinfo' }, { sent: false }))
    expect(held()).toEqual([null, null])
    await engine.pass(750)
    expect(engine.log).toEqual([
      '0 getCase 1', '0 open', '0 updateCase 1 New', '0 offline, next try in 750', ...PROBED,
      '750 listCaseEdits 1', '750 updateCase 2 Other', '750 b sent', '750 updateCase 1 New',
      '750 listCaseEdits 2', '750 a sent', '750 listCaseEdits 1', '750 watched', '750 watched',
    ])
  })
})

describe('an answer without a request id is not the service\'s, whatever its status: offline, nothing settled, nothing parked', () => {
  it.each([['a captive portal\'s page', 200], ['a proxy\'s page', 403], ['a proxy that asks for a password', 407], ['a gateway\'s page', 502]] as const)(
    '%s, %d, to a write', async (_what, status) => {
      engine = await meet(page(status))
      expect(engine.traffic.gate.state()).toMatchObject({ state: 'closed', fault: { kind: 'offline', reason: status === 407 ? 'proxySignIn' : 'notTheService' } })
      expect(held()).toEqual([null, null])
      await engine.pass(750)
      expect(engine.log).toEqual([
        '0 getCase 1', '0 open', '0 updateCase 1 New', '0 offline, next try in 750', ...PROBED,
        '750 listCaseEdits 1', '750 updateCase 2 Other', '750 b sent', '750 updateCase 1 New',
        '750 listCaseEdits 2', '750 a sent', '750 listCaseEdits 1', '750 watched', '750 watched',
      ])
    })

  it.each([['a captive portal\'s page', 200], ['a proxy\'s page', 403], ['a proxy that asks for a password', 407]] as const)(
    '%s, %d, to a read', async (_what, status) => {
      engine = await meet(page(status, 'read'), { on: 'getCase' })
      expect(held()).toEqual([null, null])
      await engine.pass(750)
      expect(engine.log).toEqual([
        '0 getCase 1', '0 offline, next try in 750', ...PROBED, '750 updateCase 1 New', '750 updateCase 2 Other',
        '750 a sent', '750 b sent', '750 listCaseEdits 1', '750 listCaseEdits 2', '750 watched', '750 watched',
      ])
    })

  it('a reply that was emptied on its way back, of a write that was applied: the log tells, and it is not sent twice', async () => {
    engine = await meet(page(200), { applied: true })
    expect(held()).toEqual([null, null])
    await engine.pass(750)
    expect(engine.log).toEqual([
      '0 getCase 1', '0 open', '0 updateCase 1 New', '0 offline, next try in 750', ...PROBED,
      '750 listCaseEdits 1', '750 updateCase 2 Other', '750 a sent, says the log', '750 watched', '750 b sent', '750 listCaseEdits 2', '750 watched',
    ])
  })
})

describe('a write that may have arrived is unknown: case and log are read before anything is sent again', () => {
  const KINDS = [
    ['reset after the request', broken(RESET)],
    ['half-open socket, ended by the deadline', broken({ name: 'AbortError' })],
    ['a reply that breaks off', unreadable('ECONNRESET')],
    ['a reply that is no JSON', unreadable()],
    ['500 InternalServerException', answer(500, 'InternalServerException')],
    ['423 InvalidTokenException', answer(423, 'InvalidTokenException')],
    ['503 ServiceUnavailableException', answer(503, 'ServiceUnavailableException')],
    ['504 of an API gateway', answer(504, 'InternalServerErrorException')],
  ] as const

  it.each(KINDS)('%s; it was not applied, and is sent once more', async (_what, fault) => {
    engine = await meet(fault)
    expect(engine.drain.status().waits).toEqual([{ caseId: A, until: engine.now() + 250, reason: 'unknown' }])
    await engine.pass(10_000)
    expect(engine.log).toEqual([
      '0 getCase 1', '0 open', '0 updateCase 1 New', ...OTHER_GOES_ON,
      '250 getCase 1', '250 listCaseEdits 1', '250 updateCase 1 New', '250 a sent', '250 listCaseEdits 1', '250 watched',
    ])
  })

  it.each(KINDS)('%s; it was applied, and is not sent again', async (_what, fault) => {
    engine = await meet(fault, { applied: true })
    await engine.pass(10_000)
    expect(engine.log).toEqual([
      '0 getCase 1', '0 open', '0 updateCase 1 New', ...OTHER_GOES_ON,
      '250 getCase 1', '250 listCaseEdits 1', '250 a sent, says the log', '250 watched',
    ])
    expect(engine.journal.casesToLookUp()).toEqual([])
  })

  it('again and again: ever longer waits, a minute at most, and never two writes without a look between', async () => {
    engine = await meet(answer(503, 'ServiceUnavailableException'), { times: 12 })
    await engine.pass(300_000)
    const mine = engine.log.filter(line => line.endsWith('updateCase 1 New') || line.endsWith('getCase 1'))
    expect(mine.map(line => line.split(' ')[1])).toEqual(Array.from({ length: 13 }, () => ['getCase', 'updateCase']).flat())
    expect(mine.filter(line => line.includes('updateCase')).map(line => Number(line.split(' ')[0]))).toEqual([
      0, 250, 750, 1750, 3750, 7750, 15_750, 31_750, 61_750, 91_750, 121_750, 151_750, 181_750,
    ])
  })

  it('500 with Retry-After: not before the time that the service names', async () => {
    engine = await meet(answer(500, 'InternalServerException', { retryAfter: '7' }))
    await engine.pass(10_000)
    expect(engine.log).toEqual([
      '0 getCase 1', '0 open', '0 updateCase 1 New', ...OTHER_GOES_ON,
      '7000 getCase 1', '7000 listCaseEdits 1', '7000 updateCase 1 New', '7000 a sent', '7000 listCaseEdits 1', '7000 watched',
    ])
  })

  it('applied, and a colleague has changed one of the two values since: that one is asked about, the other is settled', async () => {
    const { journal } = createMemoryJournal()
    await rememberSelf(journal, { principal: 'us', action: 'Case Updated' })
    engine = startEngine({ cases: { [A]: { title: 'Old' } }, journal })
    engine.memory.cut()
    await engine.record('t', A, title('Old', 'New'))
    await engine.record('ip', A, address('203.0.113.1'))
    engine.memory.restore()
    engine.memory.failNext('updateCase', broken(RESET), { applied: true })
    await engine.pass(750)
    engine.memory.writeAs(A, { set: { title: 'Theirs' } })
    await engine.pass(10_000)
    expect(engine.log).toEqual(['0 offline, next try in 750', ...[
      '750 listCases', '750 open', '750 getCase 1', '750 updateCase 1 New +203.0.113.1',
      '1000 getCase 1', '1000 listCaseEdits 1', '1000 ip sent, says the log', '1000 t held: conflict', '1000 watched',
    ]])
  })
})

describe('a read that goes wrong parks nothing', () => {
  it('500: it is read again after a while; the other case does not wait', async () => {
    engine = await meet(answer(500, 'InternalServerException', { operation: 'read' }), { on: 'getCase' })
    await engine.pass(10_000)
    expect(engine.log).toEqual([
      '0 getCase 1', '0 open', ...OTHER_GOES_ON, '250 getCase 1', '250 updateCase 1 New', '250 a sent', '250 listCaseEdits 1', '250 watched',
    ])
  })

  it('reset, or no reply in time: offline', async () => {
    for (const about of [RESET, { name: 'AbortError' }]) {
      engine = await meet(broken(about, { operation: 'read' }), { on: 'getCase' })
      expect(held()).toEqual([null, null])
      await engine.pass(750)
      expect(engine.log).toEqual([
        '0 getCase 1', '0 offline, next try in 750', ...PROBED, '750 updateCase 1 New', '750 updateCase 2 Other',
        '750 a sent', '750 b sent', '750 listCaseEdits 1', '750 listCaseEdits 2', '750 watched', '750 watched',
      ])
      await engine.stop()
    }
  })
})

describe('credentials', () => {
  it('that are missing or have expired: "sign in needed", once, nothing parked, and it goes on after', async () => {
    engine = await meet(withoutCredentials({ name: 'CredentialsProviderError' }), { on: 'getCase' })
    expect(engine.traffic.gate.state()).toMatchObject({ state: 'closed', fault: { kind: 'signIn' } })
    expect(held()).toEqual([null, null])
    await engine.pass(20_000)
    expect(engine.log).toEqual([
      '0 getCase 1', '0 signIn, next try in 11250', '11250 listCases', '11250 open', '11250 getCase 1', '11250 getCase 2',
      '11250 updateCase 1 New', '11250 updateCase 2 Other', '11250 a sent', '11250 b sent', '11250 listCaseEdits 1', '11250 listCaseEdits 2',
      '11250 watched', '11250 watched',
    ])
  })

  it('that cannot be refreshed for want of a link: that is offline, not signed out', async () => {
    engine = await meet(withoutCredentials({ code: 'EAI_AGAIN', syscall: 'getaddrinfo' }), { on: 'getCase' })
    expect(engine.traffic.gate.state()).toMatchObject({ state: 'closed', fault: { kind: 'offline', reason: 'nameNotFound' } })
    await engine.pass(750)
    expect(engine.log.slice(0, 6)).toEqual(['0 getCase 1', '0 offline, next try in 750', ...PROBED])
    expect(held()).toEqual([])
  })
})
