import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { encodeLine } from '#journal/line'
import type { Practice } from '#practice/practice'
import type { RunningApp } from '../shell/harness'
import { CASES, journalOf, type Machine, newMachine, startService } from './app'
import { add, field, openCase, outbox, retype, saved, SENT, settles, standing, waiting } from './screen'

let machine: Machine
let service: Practice
let app: RunningApp
beforeAll(async () => {
  machine = await newMachine()
  service = await startService(machine)
})
afterAll(() => machine.remove())

/** Each test begins with one open app, nothing unsent, and the link cut. */
beforeEach(async () => {
  service.restore()
  app = await machine.openOn(service)
  await standing(app.page, SENT)
})

async function restart(meanwhile: () => Promise<void>): Promise<void> {
  expect(await app.close()).toBe(0)
  await machine.browserGone()
  await meanwhile()
  app = await machine.openOn(service)
}

const updates = () => service.log.entries.filter(({ operation }) => operation === 'UpdateCase')

async function confirmAll(): Promise<void> {
  const send = app.page.getByRole('main').getByRole('button', { name: 'Send it' })
  for (let left = await send.count(); left > 0; left -= 1) {
    await send.first().click()
    await settles('one less to confirm', () => send.count(), count => count < left)
  }
}

it('brings edits and their state back from the journal when the database is gone', async () => {
  await openCase(app.page, CASES.tor)
  service.cut()
  await retype(app.page, 'Title', 'Mine')
  await service.editAs({ caseId: CASES.tor, update: { title: 'Theirs' } })
  service.restore()
  await standing(app.page, 'What is left waits for you')
  service.cut()
  await add(app.page, 'Add an impacted account', '000000000042')
  await saved(app.page, 2)

  await restart(() => rm(path.join(machine.data, 'chromium/Default/IndexedDB'), { recursive: true }))
  await app.page.getByRole('note').filter({ hasText: 'was empty, although it had been used' }).waitFor()
  await standing(app.page, '2 unsent, saved on this machine, 1 needs you')
  expect(await waiting(app.page)).toEqual(expect.arrayContaining(['title', '+000000000042']))
  await outbox(app.page).getByText('Someone else changed this meanwhile').waitFor()

  service.restore()
  await openCase(app.page, CASES.tor)
  await app.page.getByRole('button', { name: 'Keep mine' }).click()
  await standing(app.page, SENT)
  expect(service.case(CASES.tor)).toMatchObject({ title: 'Mine', impactedAccounts: expect.arrayContaining(['000000000042']) })
  await app.close()
})

it('starts with damaged and foreign lines in the journal, says which, and keeps the other edits', async () => {
  await openCase(app.page, CASES.lambda)
  service.cut()
  for (const n of [1, 2, 3, 4]) await add(app.page, 'Add a threat-actor address', `198.51.100.${n}`)
  await saved(app.page, 4)

  const file = path.join(journalOf(machine), 'edits.log')
  let damaged: number[] = []
  await restart(async () => {
    const lines = (await readFile(file, 'utf8')).split('\n')
    const [first, second] = ['198.51.100.2"', '198.51.100.3"'].map(text => lines.findIndex(line => line.includes(text)))
    if (first === undefined || second === undefined || first < 0 || second < 0) throw new Error('The edits are not in the journal.')
    lines[first] = lines[first]?.replace('"edit"', '"edjt"') ?? ''
    lines[second] = encodeLine({ v: 2, kind: 'edit', sealed: true }).trimEnd()
    damaged = [first + 1, second + 1]
    await writeFile(file, lines.join('\n'))
  })
  const notice = app.page.getByRole('note').filter({ hasText: '2 lines of the journal could not be read' })
  await notice.getByText('Nothing was dropped').waitFor()
  await notice.getByText('Where').click()
  for (const line of damaged) await notice.getByText(`edits.log:${line}`).waitFor()
  await standing(app.page, '4 unsent, saved on this machine')
  expect((await waiting(app.page)).toSorted()).toEqual([1, 2, 3, 4].map(n => `+198.51.100.${n}`))

  // The lost lines may have told that something was sent: all of it waits for the responder.
  service.log.clear()
  service.restore()
  await standing(app.page, 'What is left waits for you')
  expect(updates()).toEqual([])
  await openCase(app.page, CASES.lambda)
  await confirmAll()
  await standing(app.page, SENT)
  const { threatActorIpAddresses } = service.case(CASES.lambda)
  for (const n of [1, 2, 3, 4]) expect(threatActorIpAddresses.filter(({ ipAddress }) => ipAddress === `198.51.100.${n}`)).toHaveLength(1)
  await app.close()
})

it('asks before it sends edits whose journal is gone', async () => {
  await openCase(app.page, CASES.key)
  service.cut()
  await retype(app.page, 'Title', 'Key revoked')
  await add(app.page, 'Add an impacted account', '000000000077')
  await saved(app.page, 2)

  await restart(() => rm(journalOf(machine), { recursive: true }))
  await standing(app.page, '2 unsent, saved on this machine, 2 need you')
  await outbox(app.page).getByText('recovered, please confirm').first().waitFor()
  service.log.clear()
  service.restore()
  await standing(app.page, 'What is left waits for you')
  expect(updates()).toEqual([])

  await openCase(app.page, CASES.key)
  expect(await field(app.page, 'Title').inputValue()).toBe('Key revoked')
  await app.page.getByRole('region', { name: 'Title: recovered' }).getByRole('button', { name: 'Send it' }).click()
  await standing(app.page, '1 unsent, saved on this machine, 1 needs you')
  await settles('the title to arrive', () => service.case(CASES.key).title, title => title === 'Key revoked')
  expect(service.case(CASES.key).impactedAccounts).not.toContain('000000000077')
  await app.page.getByRole('region', { name: '000000000077: recovered' }).getByRole('button', { name: 'Discard' }).click()
  await standing(app.page, SENT)
  expect(service.case(CASES.key).impactedAccounts).not.toContain('000000000077')
  expect(updates()).toHaveLength(1)
  await app.close()
})
