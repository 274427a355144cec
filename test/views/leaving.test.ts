// @vitest-environment happy-dom
import { afterEach, expect, it } from 'vitest'
import type { Status } from '#domain/status'
import { snapshotOf, statusOf } from '../support/samples'
import type { Page } from './page'
import { openPage, settle } from './page'

let page: Page
afterEach(() => page.close())

let left: boolean[] = []
const open = async (): Promise<void> => {
  left = []
  page = await openPage([snapshotOf({ caseId: '1000000001', title: 'Old' })], {
    leave: async ({ goOn }) => {
      left.push(goOn)
      return { ok: true, value: {} }
    },
  })
}

/** Whether the window asks when it is closed now. */
function asks(): boolean {
  const event = new Event('beforeunload', { cancelable: true })
  window.dispatchEvent(event)
  return event.defaultPrevented
}

it('the window is closed without a question while all is saved, also with what was typed last', async () => {
  await open()
  await page.type(page.find('textbox', 'Title'), 'New')
  expect(asks()).toBe(false)
  await settle(() => page.recorded.length > 0)
  expect(asks()).toBe(false)
})

it('the window asks before it is closed while an edit is not saved, what is typed at that moment included, and no more once it is', async () => {
  await open()
  await page.status(room('full'))
  expect(asks()).toBe(false)
  await page.type(page.find('textbox', 'Title'), 'New')
  expect(asks()).toBe(true)
  await settle()
  expect(asks()).toBe(true)
  expect(page.recorded).toEqual([])
  await page.status(room('enough'))
  await settle(() => !asks())
  expect(asks()).toBe(false)
})

it('the window asks before it is closed over a text that is no edit and that the full disk cannot keep as a draft', async () => {
  await open()
  await page.type(page.find('textbox', 'Reported'), '27 March')
  await settle(() => document.querySelector('[data-kept]') !== null)
  expect(asks()).toBe(false)
  await page.status(room('full'))
  expect(asks()).toBe(false)
  await page.type(page.find('textbox', 'Reported'), '27 March, about noon')
  expect(asks()).toBe(true)
  await page.press('Escape')
  expect(asks()).toBe(false)
})

it('Close Fieldcase says what closing would lose, stays by default, and closes where that is wanted', async () => {
  await open()
  await page.type(page.find('textbox', 'Title'), 'Saved before')
  await page.press('Enter')
  await settle(() => page.recorded.length > 0)
  await page.status(room('full'))
  await page.type(page.find('textbox', 'Description'), 'New')
  await page.type(page.find('textbox', 'Reported'), '27 March')
  page.served.emit('command', { id: 'close' })
  await settle(() => page.has('dialog', 'Closing now loses what you typed'))
  const dialog = page.find('dialog', 'Closing now loses what you typed')
  expect(dialog.textContent).toContain('1 edit and the text of 1 field are on this screen only.')
  expect(dialog.textContent).toContain('1 other edit is saved on this machine, and stays so.')
  expect(dialog.textContent).not.toContain('go on sending')
  page.find('button', 'Stay').click()
  await settle()
  expect(left).toEqual([])
  expect(asks()).toBe(true)

  page.served.emit('command', { id: 'close' })
  await settle(() => page.has('button', 'Close without saving'))
  page.find('button', 'Close without saving').click()
  await settle(() => left.length > 0)
  expect(left).toEqual([false])
  // It was asked already.
  expect(asks()).toBe(false)
})

const room = (state: Status['disk']['state']) => statusOf({ disk: { state, freeBytes: 1_000_000 } })
