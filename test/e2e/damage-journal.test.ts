import { readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { FORMAT } from '#journal/header'
import { encodeLine } from '#journal/line'
import { makeReadOnly } from '../support/small-disk'
import { CASES, journalOf, newDesk } from './app'
import { add, openCase, saved, SENT, standing, waiting } from './screen'

const desk = newDesk()
beforeAll(async () => {
  await desk.open()
  await standing(desk.page, SENT)
  await openCase(desk.page, CASES.lambda)
  desk.service.cut()
  for (const n of [1, 2, 3, 4]) await add(desk.page, 'Add a threat-actor address', `198.51.100.${n}`)
  await saved(desk.page, 4)
  await desk.close()
})

const ADDED = [1, 2, 3, 4].map(n => `+198.51.100.${n}`)
const edits = (): string => path.join(journalOf(desk.machine), 'edits.log')

it('of a newer version is left as it is, and named', async () => {
  const before = await readFile(edits(), 'utf8')
  const [header = '', ...rest] = before.split('\n')
  const newer = [encodeLine({ kind: 'header', log: 'edits', format: FORMAT + 1, future: true }).trimEnd(), ...rest].join('\n')
  expect(newer).not.toContain(header)
  await writeFile(edits(), newer)

  await desk.open()
  const alert = desk.page.getByRole('alert').filter({ hasText: 'A newer Fieldcase was here' })
  await alert.getByText('Nothing was changed, and every edit is where it was.').waitFor()
  await alert.getByText('Start the newer version.').waitFor()
  await desk.close()
  expect(await readFile(edits(), 'utf8')).toBe(newer)
  await writeFile(edits(), before)
})

it('in a folder that cannot be written is named with the folder, and goes on by itself once it can', async ({ skip }) => {
  const readOnly = makeReadOnly(journalOf(desk.machine))
  if (readOnly === null) return skip('needs to mount a folder')
  onTestFinished(readOnly.lift)
  await desk.open()
  const alert = desk.page.getByRole('alert').filter({ hasText: 'The journal on this machine cannot be written' })
  await alert.getByText(journalOf(desk.machine)).waitFor()
  await alert.getByText('Every edit saved before is on this machine still.').waitFor()
  readOnly.lift()
  await standing(desk.page, '4 unsent, saved on this machine')
  expect((await waiting(desk.page)).toSorted()).toEqual(ADDED)
  await desk.close()
})

it('cut short in its middle takes back from the database what it lost, says so, and sends it once', async () => {
  const { size } = await stat(edits())
  await truncate(edits(), Math.floor(size / 2))
  await desk.open()
  const notice = desk.page.getByRole('note').filter({ hasText: /edits? w(as|ere) missing from the journal on this machine, and came back from the database/ })
  await notice.getByText('Nothing is lost, and nothing needs doing.').waitFor()
  await standing(desk.page, '4 unsent, saved on this machine')
  expect((await waiting(desk.page)).toSorted()).toEqual(ADDED)

  // The journal has them again: it does without the database.
  await desk.close()
  await rm(path.join(desk.machine.data, 'chromium/Default/IndexedDB'), { recursive: true })
  await desk.open()
  await standing(desk.page, '4 unsent, saved on this machine')
  await desk.reconnect()
  await standing(desk.page, SENT)
  const { threatActorIpAddresses } = desk.service.case(CASES.lambda)
  for (const n of [1, 2, 3, 4]) expect(threatActorIpAddresses.filter(({ ipAddress }) => ipAddress === `198.51.100.${n}`)).toHaveLength(1)
  expect(desk.service.log.entries.filter(({ operation, status }) => operation === 'UpdateCase' && status === 200)).toHaveLength(1)
})
