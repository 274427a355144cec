import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from '#domain/zod'
import { startPractice, type Practice } from '#practice/practice'
import { call, MINING, NEARLY_FULL, update } from './harness'

let practice: Practice

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fieldcase-practice-test-'))
  practice = await startPractice({ folder })
  return async () => {
    await practice.close()
    await rm(folder, { recursive: true, force: true })
  }
})

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index))
const account = (index: number): string => String(index).padStart(12, '0')
const watcher = (index: number) => ({ email: `responder${index}@example.org` })
const address = (index: number) => ({ ipAddress: `192.0.2.${index}` })
const service = (index: number): string => `Service ${index}`
const metadata = (index: number) => ({ key: `key ${index}`, value: 'x' })

const errorSchema = z.object({ reason: z.string(), fieldList: z.array(z.object({ name: z.string(), message: z.string() })) })

describe('what the model does not allow is refused by name, and nothing of the call is applied', () => {
  test.each<[string, string, unknown]>([
    ['an empty title', 'title', { title: '' }],
    ['a title of 301 characters', 'title', { title: 'x'.repeat(301) }],
    ['a title that is a number', 'title', { title: 5 }],
    ['an empty description', 'description', { description: '' }],
    ['a description of 8001 characters', 'description', { description: 'x'.repeat(8001) }],
    ['a date as ISO text', 'reportedIncidentStartDate', { reportedIncidentStartDate: '2026-01-01T00:00:00Z' }],
    ['a date beyond all calendars', 'actualIncidentStartDate', { actualIncidentStartDate: 1e15 }],
    ['an unknown engagement type', 'engagementType', { engagementType: 'security incident' }],
    ['a list that is none', 'watchersToAdd', { watchersToAdd: {} }],
    ['31 watchers', 'watchersToAdd', { watchersToAdd: times(31, watcher) }],
    ['a watcher without e-mail', 'watchersToAdd[1].email', { watchersToAdd: [watcher(1), { name: 'Mia' }] }],
    ['a watcher that is text', 'watchersToDelete[0]', { watchersToDelete: ['a@example.com'] }],
    ['an e-mail of five characters', 'watchersToAdd[0].email', { watchersToAdd: [{ email: 'a@b.c' }] }],
    ['an e-mail of 255 characters', 'watchersToAdd[0].email', { watchersToAdd: [{ email: `${'a'.repeat(243)}@example.com` }] }],
    ['an e-mail with a space', 'watchersToAdd[2].email', { watchersToAdd: [watcher(1), watcher(2), { email: 'mia keller@example.com' }] }],
    ['an e-mail with a line after it', 'watchersToAdd[0].email', { watchersToAdd: [{ email: 'mia@example.com\n' }] }],
    ['a name of 51 characters', 'watchersToAdd[0].name', { watchersToAdd: [{ ...watcher(1), name: 'x'.repeat(51) }] }],
    ['an empty job title', 'watchersToAdd[0].jobTitle', { watchersToAdd: [{ ...watcher(1), jobTitle: '' }] }],
    ['a watcher twice, by case', 'watchersToAdd[1]', { watchersToAdd: [{ email: 'A@example.com' }, { email: 'a@example.com' }] }],
    ['201 addresses', 'threatActorIpAddressesToAdd', { threatActorIpAddressesToAdd: times(201, address) }],
    ['an octet of 256', 'threatActorIpAddressesToAdd[0].ipAddress', { threatActorIpAddressesToAdd: [{ ipAddress: '192.0.2.256' }] }],
    ['a range', 'threatActorIpAddressesToAdd[0].ipAddress', { threatActorIpAddressesToAdd: [{ ipAddress: '192.0.2.0/24' }] }],
    ['IPv6 in lower case', 'threatActorIpAddressesToAdd[0].ipAddress', { threatActorIpAddressesToAdd: [{ ipAddress: '2001:db8:0:0:0:0:0:1' }] }],
    ['IPv6 that is compressed', 'threatActorIpAddressesToDelete[0].ipAddress', { threatActorIpAddressesToDelete: [{ ipAddress: '2001:DB8::1' }] }],
    ['a user agent of 501 characters', 'threatActorIpAddressesToAdd[0].userAgent', { threatActorIpAddressesToAdd: [{ ...address(1), userAgent: 'x'.repeat(501) }] }],
    ['601 services', 'impactedServicesToAdd', { impactedServicesToAdd: times(601, service) }],
    ['a service of one character', 'impactedServicesToAdd[0]', { impactedServicesToAdd: ['S'] }],
    ['a service of 51 characters', 'impactedServicesToAdd[0]', { impactedServicesToAdd: ['x'.repeat(51)] }],
    ['a service with an underscore', 'impactedServicesToAdd[0]', { impactedServicesToAdd: ['Amazon_S3'] }],
    ['a service twice', 'impactedServicesToDelete[1]', { impactedServicesToDelete: ['Amazon S3', 'Amazon S3'] }],
    ['a region as text', 'impactedAwsRegionsToAdd[0]', { impactedAwsRegionsToAdd: ['eu-central-1'] }],
    ['a GovCloud region', 'impactedAwsRegionsToAdd[0].region', { impactedAwsRegionsToAdd: [{ region: 'us-gov-west-1' }] }],
    ['a region twice', 'impactedAwsRegionsToAdd[1]', { impactedAwsRegionsToAdd: [{ region: 'eu-west-1' }, { region: 'eu-west-1' }] }],
    ['201 accounts', 'impactedAccountsToAdd', { impactedAccountsToAdd: times(201, account) }],
    ['an account that lost its zeros', 'impactedAccountsToAdd[0]', { impactedAccountsToAdd: ['123123123'] }],
    ['an account as a number', 'impactedAccountsToAdd[0]', { impactedAccountsToAdd: [111122223333] }],
    ['an account twice', 'impactedAccountsToAdd[1]', { impactedAccountsToAdd: [account(1), account(1)] }],
    ['null in a list', 'impactedAccountsToAdd[0]', { impactedAccountsToAdd: [null] }],
    ['empty metadata', 'caseMetadata', { caseMetadata: [] }],
    ['31 metadata entries', 'caseMetadata', { caseMetadata: times(31, metadata) }],
    ['a metadata entry without value', 'caseMetadata[0].value', { caseMetadata: [{ key: 'a' }] }],
    ['an empty key', 'caseMetadata[0].key', { caseMetadata: [{ key: '', value: 'x' }] }],
    ['a key of 501 characters', 'caseMetadata[0].key', { caseMetadata: [{ key: 'x'.repeat(501), value: 'x' }] }],
    ['a value of 2001 characters', 'caseMetadata[0].value', { caseMetadata: [{ key: 'a', value: 'x'.repeat(2001) }] }],
    ['one key in both lists', 'watchersToAdd[0]', { watchersToAdd: [{ email: 'A@example.com' }], watchersToDelete: [{ email: 'a@example.com' }] }],
  ])('%s', async (_, name, body) => {
    const before = practice.cases()
    const got = await update(practice, MINING, { impactedServicesToDelete: ['Amazon EC2'], ...Object(body) })
    expect(got).toMatchObject({ status: 400, headers: { 'x-amzn-errortype': 'ValidationException' } })
    const { reason, fieldList } = errorSchema.parse(got.body)
    expect(reason).toBe('FIELD_VALIDATION_FAILED')
    expect(fieldList.map(field => field.name)).toContain(name)
    expect(practice.cases()).toEqual(before)
  })

  test.each([
    ['watchersToAdd', times(2, watcher)],
    ['threatActorIpAddressesToAdd', times(2, index => address(250 + index))],
    ['impactedServicesToAdd', times(3, service)],
    ['impactedAccountsToAdd', times(2, account)],
    ['caseMetadata', times(2, metadata)],
  ])('more than the case can hold in %s', async (name, entries) => {
    const got = await update(practice, NEARLY_FULL, { [name]: entries })
    expect(got.status).toBe(400)
    expect(errorSchema.parse(got.body).fieldList.map(field => field.name)).toEqual([name])
  })
})

test('every broken rule of a call is named at once', async () => {
  const got = await update(practice, MINING, { title: '', watchersToAdd: [{ email: 'x' }], impactedAccountsToDelete: ['1'] })
  const names = errorSchema.parse(got.body).fieldList.map(field => field.name)
  expect(new Set(names)).toEqual(new Set(['title', 'watchersToAdd[0].email', 'impactedAccountsToDelete[0]']))
})

test('what stands exactly at the limits is taken; characters count as the reader sees them', async () => {
  const body = {
    title: '🧯'.repeat(300),
    description: '漢'.repeat(8000),
    engagementType: 'Investigation',
    reportedIncidentStartDate: 1_700_000_000.25,
    watchersToAdd: [{ email: `${'a'.repeat(242)}@example.com`, name: '🧯'.repeat(50), jobTitle: 'x' }],
    threatActorIpAddressesToAdd: [{ ipAddress: '2001:DB8:0:0:0:0:192.0.2.7', userAgent: 'x'.repeat(500) }],
    impactedServicesToAdd: ['S3', 'x'.repeat(50)],
    impactedAccountsToAdd: times(198, account),
    caseMetadata: [{ key: 'k'.repeat(500), value: 'v'.repeat(2000) }],
    watchersToDelete: [],
    actualIncidentStartDate: null,
    somethingNewer: 'is ignored',
  }
  expect(await update(practice, MINING, body)).toMatchObject({ status: 200, body: {} })
  const { title, description, reportedIncidentStartDate } = body
  expect(practice.case(MINING)).toMatchObject({ title, description, reportedIncidentStartDate })
})

describe('requests that are no calls of the model', () => {
  const refusal = (reason: string) => ({ status: 400, headers: { 'x-amzn-errortype': 'ValidationException' }, body: { reason } })

  test.each([
    ['text that is not JSON', '{"title": '],
    ['a list', '[]'],
    ['an Invalid Date', '{"reportedIncidentStartDate":NaN}'],
  ])('a body that cannot be parsed: %s', async (_, body) => {
    expect(await update(practice, MINING, body)).toMatchObject(refusal('CANNOT_PARSE'))
  })

  test.each([['GET', '/'], ['GET', '/v1/list-cases'], ['POST', `/v1/cases/${MINING}/delete-case`], ['POST', `/v2/cases/${MINING}/update-case`]])(
    'an unknown operation: %s %s', async (method, path) => {
      expect(await call(practice, method, path)).toMatchObject(refusal('UNKNOWN_OPERATION'))
    })

  test.each(['123456789', 'abcdefghij', '1'.repeat(33)])('a malformed case id: %s', async (caseId) => {
    const got = await update(practice, caseId, { title: 'x' })
    expect(got).toMatchObject(refusal('FIELD_VALIDATION_FAILED'))
    expect(new Set(errorSchema.parse(got.body).fieldList.map(field => field.name))).toEqual(new Set(['caseId']))
  })

  test('a case that does not exist', async () => {
    const got = await update(practice, '9999999999', { title: 'x' })
    expect(got).toMatchObject({ status: 404, headers: { 'x-amzn-errortype': 'ResourceNotFoundException' } })
  })

  test('an operation of the model that practice does not serve', async () => {
    const got = await call(practice, 'POST', `/v1/cases/${MINING}/close-case`)
    expect(got).toMatchObject({ status: 403, headers: { 'x-amzn-errortype': 'AccessDeniedException' } })
  })
})
