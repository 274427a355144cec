import { beforeAll, expect, it } from 'vitest'
import { CASES, newDesk } from './app'
import { field, focused, grid, openCase, retype, saved, SENT, settles, standing, waiting } from './screen'

const desk = newDesk()
beforeAll(async () => {
  await desk.open()
  await standing(desk.page, SENT)
})

/** All of the app at once, as a power cut would. */
async function kill(): Promise<void> {
  desk.app.process.kill('SIGKILL')
  await desk.machine.killBrowser()
  await desk.app.exited
  await desk.machine.browserGone()
}

/** Types what is no edit yet, and waits until all of it is on disk. */
async function typeDrafts(): Promise<void> {
  const { page } = desk
  await field(page, 'Reported').focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('27 March, in the afte')
  await field(page, 'Add an impacted account').focus()
  await page.keyboard.type('12345678901O')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Paste many watchers' }).press('Enter')
  await page.keyboard.insertText('mia@example.com\nnot an address')
  await settles('three drafts to be on disk', () => page.locator('[data-kept]').count(), count => count === 3)
}

const paste = () => desk.page.getByRole('region', { name: 'Paste many watchers' })

it('gives back what was typed and was no edit yet after the app is killed, marked as what it is', async () => {
  await openCase(desk.page, CASES.mining)
  desk.service.cut()
  await retype(desk.page, 'Title', 'Saved, and no draft')
  await saved(desk.page, 1)
  await typeDrafts()
  await kill()

  await desk.open()
  const { page } = desk
  await saved(page, 1)
  await openCase(page, CASES.mining)
  expect(await field(page, 'Reported').inputValue()).toBe('27 March, in the afte')
  expect(await field(page, 'Add an impacted account').inputValue()).toBe('12345678901O')
  expect(await paste().getByRole('textbox').inputValue()).toBe('mia@example.com\nnot an address')
  await page.getByRole('note').filter({ hasText: 'not saved as an edit yet' }).first().waitFor()
  expect(await waiting(page)).toEqual(['title'])
})

it('saves such a draft, or drops it, when told to, with the keyboard alone', async () => {
  const { page } = desk
  await field(page, 'Add an impacted account').focus()
  await page.keyboard.press('Backspace')
  await page.keyboard.type('0')
  await page.keyboard.press('Enter')
  await grid(page, 'Impacted accounts').getByRole('row', { name: '123456789010' }).waitFor()
  await page.getByRole('button', { name: 'Drop the draft of Reported' }).focus()
  await page.keyboard.press('Enter')
  expect(await focused(page)).toBe('Reported')
  expect(await field(page, 'Reported').inputValue()).toMatch(/^\d{4}-\d\d-\d\d/)
  await paste().getByRole('button', { name: 'Add 1' }).press('Enter')
  await saved(page, 3)
  expect((await waiting(page)).toSorted()).toEqual(['+123456789010', '+mia@example.com', 'title'])
  await settles('no draft to be left', () => page.getByText('not saved as an edit yet').count(), count => count === 0)
  desk.service.restore()
  await standing(page, SENT)
})

it('does not bring back what became an edit or was dropped', async () => {
  await desk.close()
  await desk.open()
  const { page } = desk
  await openCase(page, CASES.mining)
  expect(await field(page, 'Add an impacted account').inputValue()).toBe('')
  expect(await paste().count()).toBe(0)
  expect(await page.getByRole('note').count()).toBe(0)
  expect(await waiting(page)).toEqual([])
})
