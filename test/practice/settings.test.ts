import { expect, test } from 'vitest'
import { z } from '#domain/zod'
import { SETTINGS_SAY, type Settings } from '#practice/settings'
import { call, MINING, read, start, update } from './harness'

const listed = z.object({ items: z.array(z.object({ eventTimestamp: z.number(), message: z.string() })) })
const CLOSED = '4127681200'

const WATCHER = { email: 'mia.keller@example.com', name: 'Mia Keller', jobTitle: 'Incident Responder' }

async function withSettings(settings: Partial<Settings>) {
  const practice = await start({ settings })
  const change = async (body: unknown, caseId = MINING) => {
    const got = await update(practice, caseId, body)
    const fields = z.object({ fieldList: z.array(z.object({ name: z.string() })).default([]) }).parse(got.body).fieldList
    return { status: got.status, fields: fields.map(({ name }) => name) }
  }
  const held = () => practice.case(MINING)
  return { practice, change, held, watchers: () => held().watchers.map(({ email }) => email) }
}

const DONE = { status: 200, fields: [] }

test.each([['upsert', 'Director'], ['ignore', 'Incident Responder']] as const)('adding what exists: %s', async (addingExisting, jobTitle) => {
  const { change, held } = await withSettings({ addingExisting })
  expect(await change({ watchersToAdd: [{ ...WATCHER, jobTitle: 'Director' }], caseMetadata: [{ key: 'severity', value: 'low' }] })).toEqual(DONE)
  expect(held().watchers.find(({ email }) => email === WATCHER.email)).toEqual({ ...WATCHER, jobTitle })
  expect(held().caseMetadata).toContainEqual({ key: 'severity', value: 'low' })
})

test.each([['insensitive', 3, 2], ['sensitive', 4, 4]] as const)('an e-mail address in other letters: %s', async (emailCase, afterAdd, afterDelete) => {
  const { change, watchers } = await withSettings({ emailCase })
  expect(watchers()).toHaveLength(3)
  await change({ watchersToAdd: [{ email: 'MIA.Keller@example.com' }] })
  expect(watchers()).toHaveLength(afterAdd)
  await change({ watchersToDelete: [{ email: 'mia.KELLER@example.com' }] })
  expect(watchers()).toHaveLength(afterDelete)
})

test.each([
  ['ignore', DONE],
  ['refuse', { status: 400, fields: ['impactedServicesToDelete[1]'] }],
] as const)('deleting what is absent: %s', async (deletingAbsent, expected) => {
  const { change, held } = await withSettings({ deletingAbsent })
  expect(await change({ impactedServicesToDelete: ['AWS IAM', 'Never There'] })).toEqual(expected)
  expect(held().impactedServices.includes('AWS IAM')).toBe(expected.status === 400)
})

test.each([['key', 2], ['whole', 3]] as const)('deleting goes by the %s', async (deleteMatches, left) => {
  const { change, watchers } = await withSettings({ deleteMatches })
  expect(await change({ watchersToDelete: [{ email: WATCHER.email, name: 'Somebody Else' }] })).toEqual(DONE)
  expect(watchers()).toHaveLength(left)
  await change({ watchersToDelete: [WATCHER] })
  expect(watchers()).not.toContain(WATCHER.email)
})

test.each([
  ['refuse', { status: 400, fields: ['watchersToAdd[0]'] }, 'Incident Responder'],
  ['addWins', DONE, 'Director'],
  ['deleteWins', DONE, undefined],
] as const)('one key in both lists of a call: %s', async (keyInBothLists, expected, jobTitle) => {
  const { change, held } = await withSettings({ keyInBothLists })
  expect(await change({ watchersToDelete: [WATCHER], watchersToAdd: [{ ...WATCHER, jobTitle: 'Director' }] })).toEqual(expected)
  expect(held().watchers.find(({ email }) => email === WATCHER.email)?.['jobTitle']).toBe(jobTitle)
})

test('clearing a scalar: refused, or for null passed over', async () => {
  const { change, held } = await withSettings({ clearingScalar: 'refuse' })
  expect(await change({ description: '' })).toEqual({ status: 400, fields: ['description'] })
  expect(await change({ actualIncidentStartDate: null })).toEqual(DONE)
  expect(held()).toMatchObject({ description: expect.any(String), actualIncidentStartDate: expect.any(Number) })
})

test('clearing a scalar: taken', async () => {
  const { change, practice, held } = await withSettings({ clearingScalar: 'clear' })
  expect(await change({ description: '', actualIncidentStartDate: null, title: 'Kept' })).toEqual(DONE)
  const { body } = await read(practice, MINING)
  expect(body).toMatchObject({ title: 'Kept', reportedIncidentStartDate: expect.any(Number) })
  expect(Object.keys(body)).not.toContain('description')
  expect(held().actualIncidentStartDate).toBeUndefined()
})

test.each([['allow', 200], ['refuse', 400]] as const)('an edit after a case was closed: %s', async (editsAfterClose, status) => {
  const { change, practice } = await withSettings({ editsAfterClose })
  expect(await change({ title: 'An afterthought' }, CLOSED)).toEqual({ status, fields: [] })
  expect(practice.case(CLOSED).title === 'An afterthought').toBe(status === 200)
  expect((await change({ title: 'Open' })).status).toBe(200)
})

test.each([0, 1, 3])('after an update %d reads still find the case as it was', async (readLag) => {
  const { change, practice } = await withSettings({ readLag })
  await change({ title: 'One' })
  await change({ title: 'Two' })
  const isOld: boolean[] = []
  for (let round = 0; round < 4; round += 1) {
    if (round % 2 === 0) isOld.push((await read(practice, MINING)).body['title'] !== 'Two')
    else isOld.push((await call(practice, 'POST', `/v1/cases/${MINING}/list-case-edits`, {})).body['total'] !== 5)
  }
  expect(isOld).toEqual([0, 1, 2, 3].map(round => round < readLag))
})

test.each([
  ['removable', DONE, 0],
  ['stays', DONE, 1],
  ['refuse', { status: 400, fields: ['impactedAwsRegionsToDelete'] }, 2],
] as const)('taking away the last region: %s', async (lastRegion, expected, left) => {
  const { change, held } = await withSettings({ lastRegion })
  expect(await change({ impactedAwsRegionsToDelete: held().impactedAwsRegions })).toEqual(expected)
  expect(held().impactedAwsRegions).toHaveLength(left)
})

test.each([['fractions', [0.25, 0.5]], ['seconds', [0, 0]]] as const)('dates in replies have %s', async (timestamps, fractions) => {
  let now = 1_700_000_000_250
  const practice = await start({ settings: { timestamps }, now: () => now })
  now += 86_400_000
  await practice.editAs({ caseId: MINING, update: { title: 'One', reportedIncidentStartDate: 1_600_000_000.75 } })
  now += 250
  await practice.editAs({ caseId: MINING, update: { title: 'Two' } })
  practice.configure({})
  const signedAt = async (method: string, path: string, body?: unknown) => call(practice, method, path, body)
  // The harness signs by this machine's clock: the service is set to it for the reads.
  now = Date.now()
  const { items } = listed.parse((await signedAt('POST', `/v1/cases/${MINING}/list-case-edits`, {})).body)
  expect(items.slice(0, 2).map(({ eventTimestamp }) => eventTimestamp % 1).reverse()).toEqual(fractions)
  const { body } = await read(practice, MINING)
  expect(body['lastUpdatedDate']).toBe(items[0]?.eventTimestamp)
  expect(Number(body['reportedIncidentStartDate']) % 1).toBe(timestamps === 'seconds' ? 0 : 0.75)
})

test.each([['newestFirst', -1], ['oldestFirst', 1]] as const)('a case\'s edits are listed %s, over page after page', async (editsOrder, direction) => {
  const { change, practice } = await withSettings({ editsOrder })
  await change({ title: 'Newest of all' })
  const dates: number[] = []
  let nextToken: unknown
  do {
    const { body } = await call(practice, 'POST', `/v1/cases/${MINING}/list-case-edits`, { maxResults: 2, nextToken })
    dates.push(...listed.parse(body).items.map(({ eventTimestamp }) => eventTimestamp))
    nextToken = body['nextToken']
  } while (nextToken !== undefined)
  expect(dates).toEqual([...dates].sort((a, b) => direction * (a - b)))
  expect(dates).toHaveLength(4)
})

test('changing one setting leaves the others, and every one is told in words', async () => {
  const practice = await start({ settings: { readLag: 2 } })
  practice.configure({ emailCase: 'sensitive' })
  expect(practice.settings).toMatchObject({ readLag: 2, emailCase: 'sensitive', caseMetadata: 'merge' })
  expect(Object.keys(SETTINGS_SAY)).toEqual(Object.keys(practice.settings))
  expect(() => practice.configure({ readLag: -1 })).toThrow()
  expect(practice.settings.readLag).toBe(2)
})
