import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { encodeLine } from '#journal/line'
import { CASES, journalOf, newDesk } from './app'
import { add, field, openCase, outbox, retype, saved, SENT, settles, standing, waiting } from './screen'

const desk = newDesk()

/** Each test begins as the one before it ends: with the app open and nothing unsent. */
beforeAll(async () => {
  await desk.open()
  await standing(desk.page, SENT)
})

async function restart(meanwhile: () => Promise<void>): Promise<void> {
  await desk.close()
  await meanwhile()
  await desk.open()
}

const updates = () => desk.service.log.entries.filter(({ operation }) => operation === 'UpdateCase')

async function confirmAll(): Promise<void> {
  const send = desk.page.getByRole('main').getByRole('button', { name: 'Send it' })
  for (let left = await send.count(); left > 0; left -= 1) {
    await send.first().click()
    await settles('one less to confirm', () => send.count(), count => count < left)
  }
}

it('brings edits and their state back from the journal when the database is gone', async () => {
  await openCase(desk.page, CASES.tor)
  desk.service.cut()
  await retype(desk.page, 'Title', 'Mine')
  await desk.service.editAs({ caseId: CASES.tor, update: { title: 'Theirs' } })
  desk.service.restore()
  await standing(desk.page, 'What is left waits for you')
  desk.service.cut()
  await add(desk.page, 'Add an impacted account', '000000000042')
  await saved(desk.page, 2)

  await restart(() => rm(path.join(desk.machine.data, 'chromium/Default/IndexedDB'), { recursive: true }))
  await desk.page.getByRole('note').filter({ hasText: 'was empty, although it had been used' }).waitFor()
  await standing(desk.page, '2 unsent, saved on this machine, 1 needs you')
  expect(await waiting(desk.page)).toEqual(expect.arrayContaining(['title', '+000000000042']))
  await outbox(desk.page).getByText('Someone else changed this meanwhile').waitFor()

  await desk.reconnect()
  await openCase(desk.page, CASES.tor)
  await desk.page.getByRole('button', { name: 'Keep mine' }).click()
  await standing(desk.page, SENT)
  expect(desk.service.case(CASES.tor)).toMatchObject({ title: 'Mine', impactedAccounts: expect.arrayContaining(['000000000042']) })
})

it('starts with damaged and foreign lines in the journal, says which, and keeps the other edits', async () => {
  await openCase(desk.page, CASES.lambda)
  desk.service.cut()
  for (const n of [1, 2, 3, 4]) await add(desk.page, 'Add a threat-actor address', `198.51.100.${n}`)
  await saved(desk.page, 4)

  const file = path.join(journalOf(desk.machine), 'edits.log')
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
  const notice = desk.page.getByRole('note').filter({ hasText: '2 lines of the journal could not be read' })
  await notice.getByText('Nothing was dropped').waitFor()
  await notice.getByText('Where').click()
  for (const line of damaged) await notice.getByText(`edits.log:${line}`).waitFor()
  await standing(desk.page, '4 unsent, saved on this machine')
  expect((await waiting(desk.page)).toSorted()).toEqual([1, 2, 3, 4].map(n => `+198.51.100.${n}`))

  // The lost lines may have told that something was sent: all of it waits for the responder.
  desk.service.log.clear()
  await desk.reconnect()
  await standing(desk.page, 'What is left waits for you')
  expect(updates()).toEqual([])
  await openCase(desk.page, CASES.lambda)
  await confirmAll()
  await standing(desk.page, SENT)
  const { threatActorIpAddresses } = desk.service.case(CASES.lambda)
  for (const n of [1, 2, 3, 4]) expect(threatActorIpAddresses.filter(({ ipAddress }) => ipAddress === `198.51.100.${n}`)).toHaveLength(1)
})

it('asks before it sends edits whose journal is gone', async () => {
  await openCase(desk.page, CASES.key)
  desk.service.cut()
  await retype(desk.page, 'Title', 'Key revoked')
  await add(desk.page, 'Add an impacted account', '000000000077')
  await saved(desk.page, 2)

  await restart(() => rm(journalOf(desk.machine), { recursive: true }))
  await standing(desk.page, '2 unsent, saved on this machine, 2 need you')
  await outbox(desk.page).getByText('recovered, please confirm').first().waitFor()
  desk.service.log.clear()
  await desk.reconnect()
  await standing(desk.page, 'What is left waits for you')
  expect(updates()).toEqual([])

  await openCase(desk.page, CASES.key)
  expect(await field(desk.page, 'Title').inputValue()).toBe('Key revoked')
  await desk.page.getByRole('region', { name: 'Title: recovered' }).getByRole('button', { name: 'Send it' }).click()
  await standing(desk.page, '1 unsent, saved on this machine, 1 needs you')
  await settles('the title to arrive', () => desk.service.case(CASES.key).title, title => title === 'Key revoked')
  expect(desk.service.case(CASES.key).impactedAccounts).not.toContain('000000000077')
  await desk.page.getByRole('region', { name: '000000000077: recovered' }).getByRole('button', { name: 'Discard' }).click()
  await standing(desk.page, SENT)
  expect(desk.service.case(CASES.key).impactedAccounts).not.toContain('000000000077')
  expect(updates()).toHaveLength(1)
})
