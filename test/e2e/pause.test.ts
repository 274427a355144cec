import { expect, it } from 'vitest'
import { CASES, newDesk } from './app'
import { field, openCase, outbox, retype, SENT, settles, standing } from './screen'

const desk = newDesk()
const operations = () => desk.service.log.entries.map(({ operation }) => operation)
const updates = () => operations().filter(operation => operation === 'UpdateCase')

it('sends nothing from the responder\'s pause on, also after a restart, and each edit once when they resume', async () => {
  await desk.open()
  await standing(desk.page, SENT)
  await openCase(desk.page, CASES.mining)
  const before = desk.service.case(CASES.mining).title
  await outbox(desk.page).getByRole('button', { name: 'Pause sending' }).press('Enter')
  await standing(desk.page, 'Paused by you')
  desk.service.log.clear()
  await retype(desk.page, 'Title', 'Written in a pause')
  await standing(desk.page, /Paused by you: 1 unsent.*saved on this machine/)
  await outbox(desk.page).getByRole('note').filter({ hasText: 'Paused by you: 1 unsent' }).waitFor()
  await desk.close()

  await desk.open()
  await standing(desk.page, 'Paused by you: 1 unsent')
  await openCase(desk.page, CASES.mining)
  expect(await field(desk.page, 'Title').inputValue()).toBe('Written in a pause')
  await settles('the mirror to be read', operations, all => all.includes('ListCases'))
  expect(updates()).toEqual([])
  expect(desk.service.case(CASES.mining).title).toBe(before)

  await desk.page.getByRole('region', { name: 'Status' }).getByRole('button', { name: 'Resume' }).press('Enter')
  await standing(desk.page, SENT)
  expect(updates()).toHaveLength(1)
  expect(desk.service.case(CASES.mining).title).toBe('Written in a pause')
  await outbox(desk.page).getByRole('button', { name: 'Pause sending' }).waitFor()
})
