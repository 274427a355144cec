import { afterEach, beforeAll, expect, it } from 'vitest'
import { CASES, newDesk } from './app'
import { add, field, focused, grid, openCase, outbox, retype, saved, SENT, settles, standing, waiting } from './screen'

const desk = newDesk()
beforeAll(async () => {
  await desk.open()
  await standing(desk.page, SENT)
})
afterEach(async () => {
  desk.service.behave()
  desk.service.restore()
  await standing(desk.page, SENT)
})

const button = (name: string) => outbox(desk.page).getByRole('button', { name, exact: true })
const told = (words: string | RegExp) => desk.page.getByRole('status', { name: 'Last action' }).filter({ hasText: words }).waitFor()
const shows = (text: string) => settles(`the title "${text}"`, () => field(desk.page, 'Title').inputValue(), title => title === text)
const holds = (caseId: string, text: string) => settles(`the service to hold "${text}"`, () => desk.service.case(caseId).title, title => title === text)

/** A key of the whole page, from where no text field has an undo of its own. */
async function command(key: string): Promise<void> {
  await desk.page.getByRole('listbox', { name: 'Cases' }).focus()
  await desk.page.keyboard.press(key)
}

it('sends a text of the responder\'s own in place of theirs and mine, by keyboard alone, and goes on to the next question', async () => {
  const { page } = desk
  await openCase(page, CASES.tor)
  desk.service.cut()
  await retype(page, 'Title', 'The title as I see it')
  await field(page, 'Description').focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('All of it, as I see it.')
  await page.keyboard.press('Tab')
  await saved(page, 2)
  await desk.service.editAs({ caseId: CASES.tor, update: { title: 'Quite another heading', description: 'Rewritten.' } })
  desk.service.restore()
  await page.getByRole('region', { name: 'Description: conflict' }).waitFor()

  await button('Resolve title').press('Enter')
  expect(await focused(page)).toBe('Title: conflict')
  for (let tabs = 0; tabs < 3; tabs += 1) await page.keyboard.press('Tab')
  expect(await focused(page)).toBe('The text that will be sent')
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText('x'.repeat(301))
  await page.keyboard.press('ControlOrMeta+Enter')
  await page.getByText('A title holds at most 300 characters; this one has 301.').waitFor()
  expect(desk.service.case(CASES.tor).title).toBe('Quite another heading')
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('Another heading, as I see it')
  await page.keyboard.press('ControlOrMeta+Enter')
  expect(await settles('the next question', () => focused(page), name => name !== null && name !== 'The text that will be sent')).toBe('Description: conflict')
  await holds(CASES.tor, 'Another heading, as I see it')
  await page.keyboard.press('Tab')
  expect(await focused(page)).toBe('Take theirs')
  await page.keyboard.press('Enter')
  await standing(page, SENT)
  expect(await focused(page)).toBe('Description')
  expect(desk.service.case(CASES.tor).description).toBe('Rewritten.')
})

it('mends what the service refused through the outbox, in the field and at the key of an entry', async () => {
  const { page } = desk
  await openCase(page, CASES.dns)
  desk.service.misbehave({ kind: 'validation', refuses: 'A refused title' })
  desk.service.misbehave({ kind: 'validation', refuses: '198.51.100.77' })
  desk.service.cut()
  await retype(page, 'Title', 'A refused title')
  await add(page, 'Add a threat-actor address', '198.51.100.77')
  await add(page, 'Add an impacted region', 'eu-west-3')
  await saved(page, 3)
  desk.service.restore()
  await standing(page, '2 unsent, saved on this machine, 2 need you')
  expect(desk.service.case(CASES.dns).impactedAwsRegions).toContainEqual({ region: 'eu-west-3' })

  await openCase(page, CASES.mining)
  await button('Edit title').press('Enter')
  await page.getByRole('article', { name: `Case ${CASES.dns}` }).waitFor()
  expect(await settles('the focus', () => focused(page), name => name === 'Title')).toBe('Title')
  expect(await field(page, 'Title').inputValue()).toBe('A refused title')
  await page.keyboard.type('A better title')
  await page.keyboard.press('Enter')
  await holds(CASES.dns, 'A better title')

  await button('Edit +198.51.100.77').press('Enter')
  expect(await focused(page)).toBe('Address')
  await page.keyboard.type('198.51.100.78')
  await page.keyboard.press('Enter')
  await standing(page, SENT)
  const addresses = desk.service.case(CASES.dns).threatActorIpAddresses.map(({ ipAddress }) => ipAddress)
  expect([addresses.includes('198.51.100.77'), addresses.includes('198.51.100.78')]).toEqual([false, true])
  expect(await waiting(page)).toEqual([])
})

it('brings back what was discarded, and exports what is not sent', async () => {
  const { page } = desk
  const before = desk.service.case(CASES.lambda).title ?? ''
  await openCase(page, CASES.lambda)
  desk.service.misbehave({ kind: 'validation', refuses: 'Refused for now' })
  await retype(page, 'Title', 'Refused for now')
  await standing(page, '1 unsent, saved on this machine, 1 needs you')
  await button('Export').press('Enter')
  await outbox(page).getByText(/1 edit written to .*\.json/).waitFor()

  await button('Discard title').press('Enter')
  await standing(page, SENT)
  await shows(before)
  expect(await focused(page)).toBe('Bring back title')
  desk.service.behave()
  await page.keyboard.press('Enter')
  await holds(CASES.lambda, 'Refused for now')
  await shows('Refused for now')
  expect(await outbox(page).getByText('Discarded title').count()).toBe(0)
})

it('takes actions back one by one while they wait, and sends what is left', async () => {
  const { page } = desk
  await openCase(page, CASES.key)
  const before = desk.service.case(CASES.key).title ?? ''
  desk.service.cut()
  await retype(page, 'Title', 'B')
  await retype(page, 'Title', 'C')
  await page.getByRole('button', { name: 'Paste many impacted accounts' }).press('Enter')
  await page.keyboard.insertText('000000000021\n000000000022\n000000000023')
  await page.keyboard.press('ControlOrMeta+Enter')
  await saved(page, 4)
  await command('ControlOrMeta+z')
  await told('Took back: 3 impacted accounts of “C”')
  await saved(page, 1)
  await command('ControlOrMeta+z')
  await shows('B')
  await command('ControlOrMeta+z')
  await shows(before)
  expect(await waiting(page)).toEqual([])
  await command('ControlOrMeta+Shift+z')
  await shows('B')
  desk.service.log.clear()
  desk.service.restore()
  await holds(CASES.key, 'B')
  await standing(page, SENT)
  expect(desk.service.log.entries.filter(({ operation }) => operation === 'UpdateCase')).toHaveLength(1)
  await command('ControlOrMeta+y')
  await holds(CASES.key, 'C')
  await command('ControlOrMeta+y')
  await settles('the accounts', () => desk.service.case(CASES.key).impactedAccounts, accounts => ['000000000021', '000000000022', '000000000023'].every(one => accounts.includes(one)))
})

it('takes back what was sent by its inverse, brings it back, and leaves alone what a colleague changed since', async () => {
  const { page } = desk
  const before = desk.service.case(CASES.bedrock).title ?? ''
  await openCase(page, CASES.bedrock)
  await retype(page, 'Title', 'Sent by me')
  await holds(CASES.bedrock, 'Sent by me')
  await standing(page, SENT)
  await command('ControlOrMeta+z')
  await holds(CASES.bedrock, before)
  await standing(page, SENT)
  await command('ControlOrMeta+Shift+z')
  await holds(CASES.bedrock, 'Sent by me')
  await standing(page, SENT)

  await desk.service.editAs({ caseId: CASES.bedrock, update: { title: 'Changed by a colleague' } })
  // The case is read before the region is sent, and so is the colleague's title.
  await add(page, 'Add an impacted region', 'eu-north-1')
  await shows('Changed by a colleague')
  await standing(page, SENT)
  await command('ControlOrMeta+z')
  await told('Took back: +eu-north-1 impacted region')
  await grid(page, 'Impacted regions').getByRole('row', { name: 'eu-north-1' }).waitFor({ state: 'detached' })
  await command('ControlOrMeta+z')
  await told('A colleague has changed the title since: nothing was taken back')
  await standing(page, SENT)
  expect(desk.service.case(CASES.bedrock)).toMatchObject({ title: 'Changed by a colleague' })
  expect(desk.service.case(CASES.bedrock).impactedAwsRegions).not.toContainEqual({ region: 'eu-north-1' })
})
