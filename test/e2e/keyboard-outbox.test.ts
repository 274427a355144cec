import { afterEach, beforeAll, expect, it } from 'vitest'
import { CASES, newDesk } from './app'
import { press, under } from './keys'
import { field, focused, outbox, saved, SENT, settles, standing, tabTo, waiting } from './screen'

/*
 * Keys alone, from the list of cases to what the service holds: no pointer, and no focus but where a key has put it.
 */

const desk = newDesk()
beforeAll(async () => {
  await desk.open()
  await standing(desk.page, SENT)
  await desk.page.getByRole('listbox', { name: 'Cases' }).getByRole('option').nth(13).waitFor()
  await desk.page.keyboard.press('Tab')
})
afterEach(async () => {
  desk.service.behave()
  desk.service.restore()
  await standing(desk.page, SENT)
})

/** Opens the case by searching for its id, with the focus left in the list. */
async function find(caseId: string): Promise<void> {
  const { page } = desk
  while (await focused(page) !== 'Cases') await press(page, 'Escape')
  expect(await press(page, '/')).toBe('Search cases')
  await page.keyboard.type(caseId)
  await press(page, 'Enter')
  await page.getByRole('article', { name: `Case ${caseId}` }).waitFor()
  await press(page, 'Escape')
  await field(page, 'Description').waitFor()
  await press(page, 'Escape')
  expect(await focused(page)).toBe('Cases')
}

/** Shows the outbox, whether it was there or not, with the focus in it. */
async function enterOutbox(): Promise<void> {
  const { page } = desk
  if (await outbox(page).count() > 0) await press(page, 'o')
  await press(page, 'o')
  await settles('the outbox to have the focus', () => outbox(page).evaluate(box => box.contains(document.activeElement)), Boolean)
}

const holds = (caseId: string, title: string) => settles(`the service to hold "${title}"`, () => desk.service.case(caseId).title, text => text === title)

it('edits title, description and a list without a link, and all of it is sent in one call once the link is back', async () => {
  const { page, service } = desk
  await find(CASES.key)
  service.cut()
  service.log.clear()
  await press(page, 'e')
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('Key rotated, use under review')
  await press(page, 'Enter')
  await tabTo(page, 'Description')
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('Deactivated at 17:40 UTC.')
  await tabTo(page, 'Add a threat-actor address')
  await page.keyboard.type('203.0.113[.]44')
  expect(await press(page, 'Enter')).toBe('Add a threat-actor address')
  await saved(page, 3)
  await tabTo(page, 'Try now')
  service.restore()
  await page.keyboard.press('Enter')
  await holds(CASES.key, 'Key rotated, use under review')
  await standing(page, SENT)
  expect(service.case(CASES.key)).toMatchObject({
    description: 'Deactivated at 17:40 UTC.',
    threatActorIpAddresses: expect.arrayContaining([{ ipAddress: '203.0.113.44' }]),
  })
  expect(service.log.entries.filter(({ operation }) => operation === 'UpdateCase')).toHaveLength(1)
  expect(await under(page)).toBe('seen')
})

it('takes the last edit back and brings it back, from the list and from the outbox', async () => {
  const { page, service } = desk
  const before = service.case(CASES.tor).title ?? ''
  await find(CASES.tor)
  service.cut()
  await press(page, 'e')
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('Not for long')
  await press(page, 'Enter')
  await saved(page, 1)
  await press(page, 'Escape')
  await press(page, 'ControlOrMeta+z')
  await settles('the title before', () => field(page, 'Title').inputValue(), title => title === before)
  expect(await waiting(page)).toEqual([])
  await press(page, 'ControlOrMeta+Shift+z')
  await settles('the title again', () => field(page, 'Title').inputValue(), title => title === 'Not for long')
  await saved(page, 1)

  await enterOutbox()
  await tabTo(page, 'Undo title')
  await press(page, 'Enter')
  await settles('nothing to wait', () => waiting(page), lines => lines.length === 0)
  expect(await field(page, 'Title').inputValue()).toBe(before)
})

it('discards what the service refused and brings it back, and it is sent', async () => {
  const { page, service } = desk
  const before = service.case(CASES.lambda).title ?? ''
  service.misbehave({ kind: 'validation', refuses: 'Refused for now' })
  await find(CASES.lambda)
  await press(page, 'e')
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('Refused for now')
  await press(page, 'Enter')
  await standing(page, '1 unsent, saved on this machine, 1 needs you')
  await press(page, 'Escape')
  await enterOutbox()
  await tabTo(page, 'Discard title')
  expect(await press(page, 'Enter')).toBe('Bring back title')
  await standing(page, SENT)
  await settles('the title before', () => field(page, 'Title').inputValue(), title => title === before)
  expect(service.case(CASES.lambda).title).toBe(before)
  service.behave()
  await press(page, 'Enter')
  await holds(CASES.lambda, 'Refused for now')
  expect(await under(page)).toBe('seen')
})
