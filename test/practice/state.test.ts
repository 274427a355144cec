import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startPractice } from '#practice/practice'
import { call, MINING, read, start, temporaryFolder, update } from './harness'

test('what was updated, and who may sign, outlives a restart', async () => {
  const folder = await temporaryFolder()
  const first = await startPractice({ folder })
  await update(first, MINING, { title: 'Before the restart' })
  const before = first.cases()
  await first.close()

  const second = await start({ folder })
  expect(second.cases()).toEqual(before)
  expect(second.ssoToken).toBe(first.ssoToken)
  const withOldCredentials = { ...second, credentials: first.credentials }
  expect((await read(withOldCredentials, MINING)).body).toMatchObject({ title: 'Before the restart' })
})

test('an update is on disk before it is answered, readable by its owner alone', async () => {
  const folder = await temporaryFolder()
  const practice = await start({ folder })
  await update(practice, MINING, { title: 'Durable first' })
  expect(await readFile(join(folder, 'state.json'), 'utf8')).toContain('Durable first')
  expect(await readdir(folder)).toEqual(['state.json'])
  if (process.platform !== 'win32') expect((await stat(join(folder, 'state.json'))).mode & 0o777).toBe(0o600)
})

test.each([
  ['cut short', (text: string) => text.slice(0, text.length / 2)],
  ['empty', () => ''],
  ['of another form', () => '{"version":99}'],
  ['with a case that is none', (text: string) => text.replace('"caseId":"4127690385"', '"caseId":7')],
])('a state file %s is kept aside, reported, and the cases start anew', async (_, damage) => {
  const folder = await temporaryFolder()
  const first = await startPractice({ folder })
  await update(first, MINING, { title: 'Lost with the file' })
  await first.close()
  const file = join(folder, 'state.json')
  const damaged = damage(await readFile(file, 'utf8'))
  await writeFile(file, damaged)

  const second = await start({ folder })
  expect(second.cases()).toHaveLength(14)
  expect(second.case(MINING).title).not.toBe('Lost with the file')
  expect(await readFile(second.movedAside ?? '', 'utf8')).toBe(damaged)
})

test('a reset brings the seeds back and forgets the log; the responder stays signed in', async () => {
  const practice = await start()
  const seeded = practice.case(MINING)
  await update(practice, MINING, { title: 'Practised on' })
  await practice.reset()
  expect(practice.log.entries).toEqual([])
  expect(await read(practice, MINING)).toMatchObject({ status: 200, body: { title: seeded.title } })
  expect((await call(practice, 'POST', '/v1/list-cases')).body).toMatchObject({ total: 14 })
})

test('a folder without seeds is named in the refusal', async () => {
  const seedFolder = await temporaryFolder()
  await expect(start({ seedFolder })).rejects.toThrow(seedFolder)
})
