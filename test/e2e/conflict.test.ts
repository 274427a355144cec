import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Practice } from '#practice/practice'
import type { RunningApp } from '../shell/harness'
import { CASES, type Machine, newMachine, startService } from './app'
import { add, field, grid, openCase, outbox, retype, saved, SENT, settles, standing } from './screen'

let machine: Machine
let service: Practice
let app: RunningApp
beforeAll(async () => {
  machine = await newMachine()
  service = await startService(machine)
  app = await machine.openOn(service)
  await standing(app.page, SENT)
})
afterAll(() => machine.remove())
beforeEach(() => { service.log.clear() })

const updates = () => service.log.entries.filter(({ operation }) => operation === 'UpdateCase')
const question = () => app.page.getByRole('region', { name: 'Title: conflict' })

/** Both change the title while the link is cut, and I add an account; then the link is back. */
async function bothChangeTheTitle(caseId: string): Promise<void> {
  const { page } = app
  await openCase(page, caseId)
  service.cut()
  await retype(page, 'Title', 'The title as I see it')
  await add(page, 'Add an impacted account', '000000000011')
  await saved(page, 2)
  await service.editAs({ caseId, update: { title: 'Quite another heading' } })
  service.restore()
  await question().waitFor()
}

/** The account was sent, the title is as the colleague left it, and all three of its texts are shown. */
async function nothingIsOverwritten(caseId: string, base: string): Promise<void> {
  await settles('the account to arrive', () => service.case(caseId).impactedAccounts, accounts => accounts.includes('000000000011'))
  await standing(app.page, '1 unsent, saved on this machine, 1 needs you')
  expect(service.case(caseId).title).toBe('Quite another heading')
  expect(await question().getByRole('term').allTextContents()).toEqual(['Before', 'Theirs', 'Mine'])
  expect(await question().getByRole('definition').allTextContents()).toEqual([base, 'Quite another heading', 'The title as I see it'])
  await outbox(app.page).getByText('Someone else changed this meanwhile').waitFor()
}

it('asks about a title that a colleague changed too, and keeps mine', async () => {
  const base = service.case(CASES.tor).title ?? ''
  await bothChangeTheTitle(CASES.tor)
  await nothingIsOverwritten(CASES.tor, base)
  const before = updates().length
  await question().getByRole('button', { name: 'Keep mine' }).press('Enter')
  await standing(app.page, SENT)
  await question().waitFor({ state: 'detached' })
  expect(service.case(CASES.tor).title).toBe('The title as I see it')
  expect(updates()).toHaveLength(before + 1)
  expect(await field(app.page, 'Title').inputValue()).toBe('The title as I see it')
})

it('asks about a title that a colleague changed too, and takes theirs', async () => {
  const base = service.case(CASES.dns).title ?? ''
  await bothChangeTheTitle(CASES.dns)
  await nothingIsOverwritten(CASES.dns, base)
  const before = updates().length
  await question().getByRole('button', { name: 'Take theirs' }).press('Enter')
  await standing(app.page, SENT)
  await question().waitFor({ state: 'detached' })
  expect(service.case(CASES.dns).title).toBe('Quite another heading')
  expect(updates()).toHaveLength(before)
  expect(await field(app.page, 'Title').inputValue()).toBe('Quite another heading')
})

it('merges a colleague\'s edits of other fields and other entries without a question', async () => {
  const { page } = app
  const [watcher] = service.case(CASES.mining).watchers.map(({ email }) => email)
  await openCase(page, CASES.mining)
  service.cut()
  await retype(page, 'Title', 'Mining ended')
  await add(page, 'Add an impacted region', 'eu-west-3')
  await saved(page, 2)
  await service.editAs({
    caseId: CASES.mining,
    update: { description: 'Rewritten by a colleague.', impactedAwsRegionsToAdd: [{ region: 'sa-east-1' }], watchersToDelete: [{ email: watcher }] },
  })
  service.restore()
  await standing(page, SENT)
  expect(updates()).toHaveLength(1)
  expect(service.case(CASES.mining)).toMatchObject({
    title: 'Mining ended',
    description: 'Rewritten by a colleague.',
    impactedAwsRegions: expect.arrayContaining([{ region: 'eu-west-3' }, { region: 'sa-east-1' }]),
  })
  expect(service.case(CASES.mining).watchers.map(({ email }) => email)).not.toContain(watcher)
  await settles('the colleague\'s text', () => field(page, 'Description').inputValue(), text => text === 'Rewritten by a colleague.')
  await grid(page, 'Impacted regions').getByRole('row', { name: 'sa-east-1' }).waitFor()
  expect(await page.getByRole('button', { name: 'Keep mine' }).count()).toBe(0)
})
