import { afterEach, describe, expect, it } from 'vitest'
import { answer, meet, OTHER_GOES_ON } from './answers'
import { A, address, B, C, startEngine, title } from './engine'

let engine: ReturnType<typeof startEngine>
afterEach(async () => {
  await engine.stop()
})

const held = () => engine.journal.unsettled().map(one => one.held)

describe('a 2xx with a request id', () => {
  it('settles what was sent', async () => {
    engine = startEngine({ cases: { [A]: { title: 'Old' } } })
    await engine.record('a', A, title('Old', 'New'))
    expect(engine.log).toEqual(['0 getCase 1', '0 open', '0 updateCase 1 New', '0 a sent', '0 listCaseEdits 1', '0 watched'])
    expect(engine.journal.outcomesAfter(0, 10)[0]?.result).toMatchObject({ kind: 'sent', requestId: 'req-2' })
  })
})

describe('409 ConflictException', () => {
  it('has the case read and planned again after a jittered wait; the other case does not wait', async () => {
    engine = await meet(answer(409, 'ConflictException'))
    await engine.pass(10_000)
    expect(engine.log).toEqual([
      '0 getCase 1', '0 open', '0 updateCase 1 New', ...OTHER_GOES_ON,
      '100 getCase 1', '100 updateCase 1 New', '100 a sent', '100 listCaseEdits 1', '100 watched',
    ])
  })

  it('six times over leaves the case for later, visibly, and parks nothing', async () => {
    engine = await meet(answer(409, 'ConflictException'), { times: 6 })
    await engine.pass(10_000)
    const started = engine.now() - 10_000
    expect(engine.drain.status().waits).toEqual([{ caseId: A, until: started + 303_100, reason: 'conflict' }])
    expect(held()).toEqual([null])
    await engine.pass(300_000)
    expect(engine.log).toEqual([
      '0 getCase 1', '0 open', '0 updateCase 1 New', ...OTHER_GOES_ON,
      ...[100, 300, 700, 1500, 3100].flatMap(at => [`${at} getCase 1`, `${at} updateCase 1 New`]),
      '303100 getCase 1', '303100 updateCase 1 New', '303100 a sent', '303100 listCaseEdits 1', '303100 watched',
    ])
  })

  it('is one though the clock is ten minutes off', async () => {
    engine = await meet(answer(409, 'ConflictException', { date: 'Thu, 01 Jan 1970 00:26:40 GMT' }), { times: 2 })
    await engine.pass(10_000)
    expect(engine.log.filter(line => line.includes('updateCase 1'))).toEqual(['0 updateCase 1 New', '100 updateCase 1 New', '300 updateCase 1 New'])
    expect(held()).toEqual([])
  })
})

describe('400 ValidationException', () => {
  const complaint = { name: 'threatActorIpAddressesToAdd[1].ipAddress', message: 'This address is reserved.' }

  it('parks what it names, by the path\'s first segment and index, and sends the rest in one more call', async () => {
    engine = startEngine({ cases: { [A]: { title: 'Old' }, [B]: { title: 'Old' } } })
    engine.memory.cut()
    await engine.record('t', A, title('Old', 'New'))
    await engine.record('ip1', A, address('203.0.113.1'))
    await engine.record('ip2', A, address('203.0.113.2'))
    await engine.record('b', B, title('Old', 'Other'))
    engine.memory.failNext('updateCase', answer(400, 'ValidationException', { fieldList: [complaint] }), { caseId: A })
    engine.memory.restore()
    await engine.pass(750)
    expect(engine.log).toEqual(['0 offline, next try in 750', ...[
      'listCases', 'open', 'getCase 1', 'getCase 2', 'updateCase 1 New +203.0.113.1 +203.0.113.2', 'updateCase 2 Other',
      'b sent', 'ip2 held: parked', 'listCaseEdits 2', 'getCase 1', 'watched',
      'updateCase 1 New +203.0.113.1', 't,ip1 sent', 'listCaseEdits 1', 'watched',
    ].map(line => `750 ${line}`)])
    expect(held()).toEqual([{ kind: 'parked', code: 'validation', message: 'This address is reserved.', requestId: 'req-400' }])
  })

  it('parks a scalar that it names', async () => {
    engine = await meet(answer(400, 'ValidationException', { fieldList: [{ name: 'title', message: 'Titles must not shout.' }] }))
    expect(engine.log).toEqual(['0 getCase 1', '0 open', '0 updateCase 1 New', '0 a held: parked', ...OTHER_GOES_ON])
    expect(held()).toEqual([{ kind: 'parked', code: 'validation', message: 'Titles must not shout.', requestId: 'req-400' }])
  })

  it('that names nothing has halves of the call sent until one value is left to blame', async () => {
    engine = startEngine({ cases: { [A]: { title: 'Old' } } })
    engine.memory.refuse(({ add }) => (add.threatActorIpAddresses ?? []).some(({ ipAddress }) => ipAddress === '203.0.113.2'))
    engine.memory.cut()
    await engine.record('t', A, title('Old', 'New'))
    for (const last of [1, 2, 3]) await engine.record(`ip${last}`, A, address(`203.0.113.${last}`))
    engine.memory.restore()
    await engine.pass(750)
    expect(engine.log.filter(line => /updateCase|sent|held/.test(line)).map(line => line.replace('750 ', ''))).toEqual([
      'updateCase 1 New +203.0.113.1 +203.0.113.2 +203.0.113.3',
      'updateCase 1 New +203.0.113.1', 't,ip1 sent',
      'updateCase 1 +203.0.113.2 +203.0.113.3',
      'updateCase 1 +203.0.113.2', 'ip2 held: parked',
      'updateCase 1 +203.0.113.3', 'ip3 sent',
    ])
    expect(held()).toEqual([{ kind: 'parked', code: 'validation', message: 'Input is invalid.', requestId: 'req-400' }])
  })

  it('is one though the clock is ten minutes off', async () => {
    engine = await meet(answer(400, 'ValidationException', { date: 'Thu, 01 Jan 1970 00:06:40 GMT' }))
    expect(engine.log).toEqual(['0 getCase 1', '0 open', '0 updateCase 1 New', '0 a held: parked', ...OTHER_GOES_ON])
    expect(held()).toEqual([{ kind: 'parked', code: 'validation', message: 'The service says ValidationException.', requestId: 'req-400' }])
  })
})

describe('400 SecurityIncidentResponseNotActiveException', () => {
  it('pauses everything with the reason, parks nothing, and goes on when it is active again', async () => {
    engine = await meet(answer(400, 'SecurityIncidentResponseNotActiveException', { message: 'Not active in this account.' }))
    expect(engine.traffic.gate.state()).toMatchObject({ state: 'closed', fault: { kind: 'notActive', message: 'Not active in this account.' } })
    expect(held()).toEqual([null, null])
    await engine.pass(200_000)
    expect(engine.log).toEqual([
      '0 getCase 1', '0 open', '0 updateCase 1 New', '0 notActive, next try in 45000',
      '45000 listCases', '45000 open', '45000 getCase 1', '45000 getCase 2', '45000 updateCase 1 New', '45000 updateCase 2 Other',
      '45000 a sent', '45000 b sent', '45000 listCaseEdits 1', '45000 listCaseEdits 2', '45000 watched', '45000 watched',
    ])
  })
})

describe('402 ServiceQuotaExceededException', () => {
  const quota = answer(402, 'ServiceQuotaExceededException', { message: 'The quota of updates is used up.' })

  it('parks the case that meets it, and no other', async () => {
    engine = await meet(quota)
    expect(engine.log).toEqual(['0 getCase 1', '0 open', '0 updateCase 1 New', '0 a held: parked', ...OTHER_GOES_ON])
    expect(held()).toEqual([{ kind: 'parked', code: 'quota', message: 'The quota of updates is used up.', requestId: 'req-402' }])
  })

  it('pauses the drain with the reason once a second case meets it, and sends that one later', async () => {
    engine = startEngine({ cases: { [A]: { title: 'Old' }, [B]: { title: 'Old' }, [C]: { title: 'Old' } } })
    for (const caseId of [A, B]) engine.memory.failNext('updateCase', quota, { caseId })
    await engine.record('a', A, title('Old', 'New'))
    await engine.record('b', B, title('Old', 'Other'))
    await engine.record('c', C, title('Old', 'Third'))
    expect(engine.traffic.gate.state()).toMatchObject({ state: 'closed', fault: { kind: 'quotaPaused', message: 'The quota of updates is used up.' } })
    expect(held()).toEqual([{ kind: 'parked', code: 'quota', message: 'The quota of updates is used up.', requestId: 'req-402' }, null, null])
    await engine.pass(300_000)
    expect(engine.log).toEqual([
      '0 getCase 1', '0 open', '0 updateCase 1 New', '0 a held: parked', '0 getCase 2', '0 updateCase 2 Other', '0 quotaPaused, next try in 225000',
      '225000 open', '225000 getCase 2', '225000 getCase 3', '225000 updateCase 2 Other', '225000 updateCase 3 Third',
      '225000 b sent', '225000 c sent', '225000 listCaseEdits 2', '225000 listCaseEdits 3', '225000 watched', '225000 watched',
    ])
  })
})

describe('an answer with a request id that is about the case', () => {
  it.each([[403, 'AccessDeniedException'], [404, 'ResourceNotFoundException'], [418, 'TeapotException']] as const)(
    '%d %s parks its edits with the service\'s words, and nobody else\'s', async (status, name) => {
      engine = await meet(answer(status, name))
      expect(engine.log).toEqual(['0 getCase 1', '0 open', '0 updateCase 1 New', '0 a held: parked', ...OTHER_GOES_ON])
      expect(held()).toEqual([{ kind: 'parked', code: name, message: `The service says ${name}.`, requestId: `req-${status}` }])
    })

  it.each([[403, 'AccessDeniedException'], [404, 'ResourceNotFoundException']] as const)('%d %s to a read does so too', async (status, name) => {
    engine = await meet(answer(status, name, { operation: 'read' }), { on: 'getCase' })
    expect(engine.log).toEqual(['0 getCase 1', '0 open', '0 a held: parked', ...OTHER_GOES_ON])
    expect(held()).toEqual([{ kind: 'parked', code: name, message: `The service says ${name}.`, requestId: `req-${status}` }])
  })
})

describe('an answer that refuses who asks', () => {
  it.each([
    [403, 'InvalidSignatureException', /Check that the date and time are right/],
    [403, 'RequestTimeTooSkewed', /Check that the date and time are right/],
    [403, 'ExpiredTokenException', /sent once you have signed in again/],
    [401, 'UnauthorizedException', /sent once you have signed in again/],
  ] as const)('%d %s, once new credentials and the right time did not help: signed out, once for all, nothing is parked', async (status, name, words) => {
    engine = await meet(answer(status, name))
    expect(engine.traffic.gate.state()).toMatchObject({ state: 'closed', fault: { kind: 'signIn', message: expect.stringMatching(words) } })
    expect(held()).toEqual([null, null])
    await engine.pass(20_000)
    expect(engine.log).toEqual([
      '0 getCase 1', '0 open', '0 updateCase 1 New', '0 signIn, next try in 11250',
      '11250 listCases', '11250 open', '11250 getCase 1', '11250 getCase 2', '11250 updateCase 1 New', '11250 updateCase 2 Other',
      '11250 a sent', '11250 b sent', '11250 listCaseEdits 1', '11250 listCaseEdits 2', '11250 watched', '11250 watched',
    ])
  })
})
