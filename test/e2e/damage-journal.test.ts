import { readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { FORMAT } from '#journal/header'
import { encodeLine } from '#journal/line'
import { makeReadOnly, refuseWrites } from '../support/small-disk'
import { CASES, journalOf, newDesk } from './app'
import { add, field, openCase, retype, saved, SENT, settles, standing, waiting } from './screen'

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
const updates = () => desk.service.log.entries.filter(({ operation, status }) => operation === 'UpdateCase' && status === 200)
const addressesOf = (caseId: string) => desk.service.case(caseId).threatActorIpAddresses.map(({ ipAddress }) => ipAddress)
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
  for (const n of [1, 2, 3, 4]) expect(addressesOf(CASES.lambda).filter(address => address === `198.51.100.${n}`)).toHaveLength(1)
  expect(updates()).toHaveLength(1)
})

it('whose disk turns read-only under it keeps what is typed, calls none of it saved, and goes on by itself', async ({ skip }) => {
  const { page, service } = desk
  await openCase(page, CASES.key)
  service.cut()
  await add(page, 'Add a threat-actor address', '198.51.100.5')
  await saved(page, 1)
  const refused = await refuseWrites(journalOf(desk.machine))
  if (refused === null) return skip('needs to mark files as immutable')
  onTestFinished(refused.lift)

  await retype(page, 'Title', 'Typed on a read-only disk')
  await add(page, 'Add a threat-actor address', '198.51.100.6')
  const alert = page.getByRole('alert').filter({ hasText: '2 edits are not saved in full' })
  await alert.getByText(`The folder ${journalOf(desk.machine)} cannot be written`).waitFor()
  await alert.getByText('What was recorded before is safe').waitFor()
  await alert.getByText('Check the folder\'s permissions and whether its disk is read-only.').waitFor()
  await alert.getByText('It is tried again by itself: until it is saved, do not close Fieldcase.').waitFor()
  await standing(page, '2 edits are not saved')
  expect(await field(page, 'Title').inputValue()).toBe('Typed on a read-only disk')

  // Without a trace on disk of what may have been sent, nothing is.
  service.log.clear()
  await desk.reconnect()
  await settles('the case to be read', () => service.log.entries.filter(({ operation }) => operation === 'GetCase').length, count => count > 0)
  await standing(page, '2 edits are not saved')
  expect(updates()).toEqual([])

  refused.lift()
  await standing(page, SENT)
  await alert.waitFor({ state: 'detached' })
  expect(service.case(CASES.key).title).toBe('Typed on a read-only disk')
  expect(addressesOf(CASES.key).slice(-2)).toEqual(['198.51.100.5', '198.51.100.6'])
  expect(updates()).toHaveLength(1)
})
