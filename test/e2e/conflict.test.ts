import { beforeAll, beforeEach, expect, it } from 'vitest'
import { CASES, newDesk } from './app'
import { add, field, grid, openCase, outbox, retype, saved, SENT, settles, standing } from './screen'

const desk = newDesk()
beforeAll(async () => {
  await desk.open()
  await standing(desk.page, SENT)
})
beforeEach(() => { desk.service.log.clear() })

const updates = () => desk.service.log.entries.filter(({ operation }) => operation === 'UpdateCase')
const question = () => desk.page.getByRole('region', { name: 'Title: conflict' })

/** Both change the title while the link is cut, and I add an account; then the link is back. */
async function bothChangeTheTitle(caseId: string): Promise<void> {
  const { page } = desk
  await openCase(page, caseId)
  desk.service.cut()
  await retype(page, 'Title', 'The title as I see it')
  await add(page, 'Add an impacted account', '000000000011')
  await saved(page, 2)
  await desk.service.editAs({ caseId, update: { title: 'Quite another heading' } })
  desk.service.restore()
  await question().waitFor()
}

/** The account was sent, the title is as the colleague left it, and all three of its texts are shown. */
async function nothingIsOverwritten(caseId: string, base: string): Promise<void> {
  await settles('the account to arrive', () => desk.service.case(caseId).impactedAccounts, accounts => accounts.includes('000000000011'))
  await standing(desk.page, '1 unsent, saved on this machine, 1 needs you')
  expect(desk.service.case(caseId).title).toBe('Quite another heading')
  expect(await question().getByRole('term').allTextContents()).toEqual(['Before', 'Theirs', 'Mine'])
  expect(await question().getByRole('definition').allTextContents()).toEqual([base, 'Quite another heading', 'The title as I see it'])
  await outbox(desk.page).getByText('Someone else changed this meanwhile').waitFor()
}

it('asks about a title that a colleague changed too, and keeps mine', async () => {
  const base = desk.service.case(CASES.tor).title ?? ''
  await bothChangeTheTitle(CASES.tor)
  await nothingIsOverwritten(CASES.tor, base)
  const before = updates().length
  await question().getByRole('button', { name: 'Keep mine' }).press('Enter')
  await standing(desk.page, SENT)
  await question().waitFor({ state: 'detached' })
  expect(desk.service.case(CASES.tor).title).toBe('The title as I see it')
  expect(updates()).toHaveLength(before + 1)
  expect(await field(desk.page, 'Title').inputValue()).toBe('The title as I see it')
})

it('asks about a title that a colleague changed too, and takes theirs', async () => {
  const base = desk.service.case(CASES.dns).title ?? ''
  await bothChangeTheTitle(CASES.dns)
  await nothingIsOverwritten(CASES.dns, base)
  const before = updates().length
  await question().getByRole('button', { name: 'Take theirs' }).press('Enter')
  await standing(desk.page, SENT)
  await question().waitFor({ state: 'detached' })
  expect(desk.service.case(CASES.dns).title).toBe('Quite another heading')
  expect(updates()).toHaveLength(before)
  expect(await field(desk.page, 'Title').inputValue()).toBe('Quite another heading')
})

it('merges a colleague\'s edits of other fields and other entries without a question', async () => {
  const { page } = desk
  const [watcher] = desk.service.case(CASES.mining).watchers.map(({ email }) => email)
  await openCase(page, CASES.mining)
  desk.service.cut()
  await retype(page, 'Title', 'Mining ended')
  await add(page, 'Add an impacted region', 'eu-west-3')
  await saved(page, 2)
  await desk.service.editAs({
    caseId: CASES.mining,
    update: { description: 'Rewritten by a colleague.', impactedAwsRegionsToAdd: [{ region: 'sa-east-1' }], watchersToDelete: [{ email: watcher }] },
  })
  desk.service.restore()
  await standing(page, SENT)
  expect(updates()).toHaveLength(1)
  expect(desk.service.case(CASES.mining)).toMatchObject({
    title: 'Mining ended',
    description: 'Rewritten by a colleague.',
    impactedAwsRegions: expect.arrayContaining([{ region: 'eu-west-3' }, { region: 'sa-east-1' }]),
  })
  expect(desk.service.case(CASES.mining).watchers.map(({ email }) => email)).not.toContain(watcher)
  await settles('the colleague\'s text', () => field(page, 'Description').inputValue(), text => text === 'Rewritten by a colleague.')
  await grid(page, 'Impacted regions').getByRole('row', { name: 'sa-east-1' }).waitFor()
  expect(await page.getByRole('button', { name: 'Keep mine' }).count()).toBe(0)
})
