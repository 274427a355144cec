import { describe, expect, test } from 'vitest'
import { call, MINING, read, start, update } from './harness'

test('an update shows in the next read and in the case\'s log, under the caller\'s name', async () => {
  const practice = await start()
  const before = (await read(practice, MINING)).body
  expect(await update(practice, MINING, {
    title: 'Crypto-mining, contained',
    watchersToDelete: [{ email: 'SOC-Nightshift@example.com', name: 'whatever the entry says' }],
    watchersToAdd: [{ email: 'PRIYA.raman@example.com', jobTitle: 'CTO' }, { email: 'tomas@example.com' }],
    threatActorIpAddressesToAdd: [{ ipAddress: '198.51.100.24', userAgent: 'curl/8' }],
    impactedServicesToDelete: ['AWS IAM', 'Never There'],
    impactedAwsRegionsToAdd: [{ region: 'us-east-1' }],
    impactedAccountsToAdd: ['000000000007'],
    caseMetadata: [{ key: 'severity', value: 'low' }, { key: 'phase', value: '2' }],
  })).toMatchObject({ status: 200, body: {} })

  const after = (await read(practice, MINING)).body
  expect(after).toMatchObject({
    title: 'Crypto-mining, contained',
    description: before['description'],
    watchers: [
      { email: 'mia.keller@example.com', name: 'Mia Keller', jobTitle: 'Incident Responder' },
      { email: 'PRIYA.raman@example.com', jobTitle: 'CTO' },
      { email: 'tomas@example.com' },
    ],
    threatActorIpAddresses: [{ ipAddress: '203.0.113.77' }, { ipAddress: '198.51.100.24', userAgent: 'curl/8' }, { ipAddress: '2001:DB8:0:41:0:0:0:9' }],
    impactedServices: ['Amazon EC2', 'AWS CodeBuild'],
    impactedAwsRegions: [{ region: 'eu-west-1' }, { region: 'ap-southeast-1' }, { region: 'us-east-1' }],
    impactedAccounts: ['000123123123', '111122223333', '000000000007'],
    caseMetadata: [{ key: 'ticket' }, { key: 'severity', value: 'low' }, { key: 'shift-lead' }, { key: 'phase', value: '2' }],
  })
  expect(Number(after['lastUpdatedDate'])).toBeGreaterThan(Number(before['lastUpdatedDate']))

  const { body } = await call(practice, 'POST', `/v1/cases/${MINING}/list-case-edits`, {})
  expect(body).toMatchObject({ total: 4, items: [{ eventTimestamp: after['lastUpdatedDate'], principal: practice.principal, action: 'Case Updated' }, {}, {}, {}] })
  expect(JSON.stringify(body)).not.toContain('contained')
})

test('two updates within one millisecond still move the date on', async () => {
  const practice = await start({ now: () => 1_700_000_000_000 })
  const dates: unknown[] = []
  for (const title of ['one', 'two']) {
    await practice.editAs({ caseId: MINING, update: { title } })
    dates.push(practice.case(MINING).lastUpdatedDate)
  }
  expect(Number(dates[1])).toBeGreaterThan(Number(dates[0]))
})

test('a colleague\'s edit is under the same rules, appears as theirs, and is not among the requests', async () => {
  const practice = await start()
  await practice.editAs({ caseId: MINING, update: { title: 'Mia was here' } })
  await expect(practice.editAs({ caseId: MINING, update: { title: '' } })).rejects.toMatchObject({ type: 'ValidationException' })
  await expect(practice.editAs({ caseId: '9999999999', update: { title: 'x' } })).rejects.toMatchObject({ type: 'ResourceNotFoundException' })
  expect(practice.log.entries).toEqual([])
  expect((await read(practice, MINING)).body).toMatchObject({ title: 'Mia was here' })
  expect(practice.case(MINING).edits[0]).toMatchObject({ principal: 'arn:aws:sts::111122223333:assumed-role/IncidentResponder/mia.keller' })
})

describe('metadata, of which nobody knows how the real service takes it', () => {
  test.each([
    ['merge' as const, ['ticket', 'severity', 'shift-lead', 'phase']],
    ['replace' as const, ['phase']],
  ])('can be told to %s', async (caseMetadata, keys) => {
    const practice = await start({ settings: { caseMetadata } })
    await update(practice, MINING, { caseMetadata: [{ key: 'phase', value: '2' }] })
    expect(practice.case(MINING).caseMetadata?.map(entry => entry['key'])).toEqual(keys)
    await update(practice, MINING, { title: 'No metadata named' })
    expect(practice.case(MINING).caseMetadata?.map(entry => entry['key'])).toEqual(keys)
  })
})

test('updates side by side are all kept', async () => {
  const practice = await start()
  const accounts = Array.from({ length: 20 }, (_, index) => String(500 + index).padStart(12, '0'))
  const replies = await Promise.all(accounts.map(account => update(practice, MINING, { impactedAccountsToAdd: [account] })))
  expect(replies.every(reply => reply.status === 200)).toBe(true)
  expect(practice.case(MINING).impactedAccounts).toEqual(expect.arrayContaining(accounts))
  expect(new Set(practice.case(MINING).edits.map(edit => edit.eventTimestamp)).size).toBe(23)
})
