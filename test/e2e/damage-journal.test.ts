import { readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { FORMAT } from '#journal/header'
import { encodeLine } from '#journal/line'
import type { Practice } from '#practice/practice'
import type { RunningApp } from '../shell/harness'
import { makeReadOnly } from '../support/small-disk'
import { CASES, journalOf, type Machine, newMachine, startService } from './app'
import { add, openCase, saved, SENT, standing, waiting } from './screen'

let machine: Machine
let service: Practice
let app: RunningApp
beforeAll(async () => {
  machine = await newMachine()
  service = await startService(machine)
  app = await machine.openOn(service)
  await standing(app.page, SENT)
  await openCase(app.page, CASES.lambda)
  service.cut()
  for (const n of [1, 2, 3, 4]) await add(app.page, 'Add a threat-actor address', `198.51.100.${n}`)
  await saved(app.page, 4)
  await end()
})
afterAll(() => machine.remove())

async function end(): Promise<void> {
  expect(await app.close()).toBe(0)
  await machine.browserGone()
}

const ADDED = [1, 2, 3, 4].map(n => `+198.51.100.${n}`)
const edits = (): string => path.join(journalOf(machine), 'edits.log')

it('of a newer version is left as it is, and named', async () => {
  const before = await readFile(edits(), 'utf8')
  const [header = '', ...rest] = before.split('\n')
  const newer = [encodeLine({ kind: 'header', log: 'edits', format: FORMAT + 1, future: true }).trimEnd(), ...rest].join('\n')
  expect(newer).not.toContain(header)
  await writeFile(edits(), newer)

  app = await machine.openOn(service)
  const alert = app.page.getByRole('alert').filter({ hasText: 'A newer Fieldcase was here' })
  await alert.getByText('Nothing was changed, and every edit is where it was.').waitFor()
  await alert.getByText('Start the newer version.').waitFor()
  await end()
  expect(await readFile(edits(), 'utf8')).toBe(newer)
  await writeFile(edits(), before)
})

it('in a folder that cannot be written is named with the folder, and goes on by itself once it can', async ({ skip }) => {
  const readOnly = makeReadOnly(journalOf(machine))
  if (readOnly === null) return skip('needs to mount a folder')
  onTestFinished(readOnly.lift)
  app = await machine.openOn(service)
  const alert = app.page.getByRole('alert').filter({ hasText: 'The journal on this machine cannot be written' })
  await alert.getByText(journalOf(machine)).waitFor()
  await alert.getByText('Every edit saved before is on this machine still.').waitFor()
  readOnly.lift()
  await standing(app.page, '4 unsent, saved on this machine')
  expect((await waiting(app.page)).toSorted()).toEqual(ADDED)
  await end()
})

it('cut short in its middle takes back from the database what it lost, says so, and sends it once', async () => {
  const { size } = await stat(edits())
  await truncate(edits(), Math.floor(size / 2))
  app = await machine.openOn(service)
  const notice = app.page.getByRole('note').filter({ hasText: /edits? w(as|ere) missing from the journal on this machine, and came back from the database/ })
  await notice.getByText('Nothing is lost, and nothing needs doing.').waitFor()
  await standing(app.page, '4 unsent, saved on this machine')
  expect((await waiting(app.page)).toSorted()).toEqual(ADDED)

  // The journal has them again: it does without the database.
  await end()
  await rm(path.join(machine.data, 'chromium/Default/IndexedDB'), { recursive: true })
  app = await machine.openOn(service)
  await standing(app.page, '4 unsent, saved on this machine')
  service.restore()
  await standing(app.page, SENT)
  const { threatActorIpAddresses } = service.case(CASES.lambda)
  for (const n of [1, 2, 3, 4]) expect(threatActorIpAddresses.filter(({ ipAddress }) => ipAddress === `198.51.100.${n}`)).toHaveLength(1)
  expect(service.log.entries.filter(({ operation, status }) => operation === 'UpdateCase' && status === 200)).toHaveLength(1)
})
