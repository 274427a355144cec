import { afterAll, beforeAll, expect, it } from 'vitest'
import { appendFile } from 'node:fs/promises'
import path from 'node:path'
import { type Machine, newMachine, PROFILE, startService } from './app'
import { focused, standing, tabTo } from './screen'

let machine: Machine
beforeAll(async () => {
  machine = await newMachine({ first: true })
  await startService(machine)
  await appendFile(path.join(machine.home, '.aws/config'), '\n[profile old-keys]\nregion = eu-west-1\n')
})
afterAll(() => machine.remove())

it('leads a first start to practice or to a profile by keyboard alone, and asks once', async () => {
  const app = await machine.open()
  const { page } = app
  await page.getByRole('heading', { name: 'Where do you want to work?' }).waitFor()
  await page.getByRole('radio', { name: /Responder in account|in account/ }).waitFor()
  expect(await page.getByText('old-keys cannot be used.').isVisible()).toBe(true)
  // A shortcut of the desk does nothing yet.
  await page.keyboard.press('o')
  expect(await focused(page)).toBe('Where do you want to work?')

  await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  expect(await focused(page)).toBe('In which region?')
  expect(await page.getByRole('radio', { name: `eu-central-1 AWS profile ${PROFILE}` }).isChecked()).toBe(true)
  await tabTo(page, 'Which other region')
  await page.keyboard.type('us-east-1')
  expect(await page.getByRole('radio', { name: 'Another region' }).isChecked()).toBe(true)
  await tabTo(page, 'Continue')
  await page.keyboard.press('Enter')
  await page.getByText('is added to your AWS config file first').waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  expect(await focused(page)).toBe('Where do you want to work?')

  await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await tabTo(page, 'Continue')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Ready' }).waitFor()
  await tabTo(page, 'Open the cases')
  await page.keyboard.press('Enter')
  await standing(page, 'Everything is sent')
  await page.getByRole('option').first().waitFor()
  expect(await app.close()).toBe(0)
  await machine.browserGone()

  const again = await machine.open()
  await again.page.getByRole('option').first().waitFor()
  expect(await again.page.getByRole('main', { name: 'First start' }).isVisible()).toBe(false)
  expect(await again.close()).toBe(0)
})
