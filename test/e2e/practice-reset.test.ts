import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RunningApp } from '../shell/harness'
import { CASES, type Machine, newMachine } from './app'
import { field, link, openCase, outbox, retype, saved, SENT, settles, standing } from './screen'

let machine: Machine
let app: RunningApp
beforeAll(async () => {
  machine = await newMachine()
  app = await machine.open()
})
afterAll(() => machine.remove())

it('begins practice anew: cases, edits and link as they first were, also after a restart', async () => {
  const { page } = app
  await openCase(page, CASES.tor)
  const before = await field(page, 'Title').inputValue()
  await retype(page, 'Title', 'Sent before the reset')
  await settles('the title to be sent', () => page.title(), title => title === 'Fieldcase')
  await link(page).press('Enter')
  await page.getByRole('switch', { name: 'Link', checked: false }).waitFor()
  await field(page, 'Description').fill('Waiting at the reset')
  await page.keyboard.press('Tab')
  await saved(page, 1)

  await page.getByRole('button', { name: 'Reset practice' }).press('Enter')
  await page.getByRole('button', { name: 'Reset now', exact: true }).press('Enter')
  await page.getByRole('switch', { name: 'Link', checked: true }).waitFor()
  await standing(page, SENT)
  await openCase(page, CASES.tor)
  expect(await field(page, 'Title').inputValue()).toBe(before)
  expect(await field(page, 'Description').inputValue()).not.toBe('Waiting at the reset')
  await outbox(page).getByText('Nothing waits').waitFor()

  expect(await app.close()).toBe(0)
  app = await machine.open()
  await standing(app.page, SENT)
  await openCase(app.page, CASES.tor)
  expect(await field(app.page, 'Title').inputValue()).toBe(before)
})
