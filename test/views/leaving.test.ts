// @vitest-environment happy-dom
import { afterEach, expect, it } from 'vitest'
import type { Status } from '#domain/status'
import { snapshotOf, statusOf } from '../support/samples'
import type { Page } from './page'
import { openPage, settle } from './page'

let page: Page
afterEach(() => page.close())

const open = async (): Promise<void> => { page = await openPage([snapshotOf({ caseId: '1000000001', title: 'Old' })]) }

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

const room = (state: Status['disk']['state']) => statusOf({ disk: { state, freeBytes: 1_000_000 } })
