// @vitest-environment happy-dom
import { afterEach, expect, it, vi } from 'vitest'
import { NO_FACTS } from '#domain/case'
import { useCases } from '#state/cases'
import { usePreferences } from '#state/preferences'
import { snapshotOf } from '../support/samples'
import type { Page } from './page'
import { openPage, settle } from './page'

vi.setConfig({ testTimeout: 60_000 })

let page: Page
afterEach(() => page.close())

const first = snapshotOf({ caseId: '1111111111', title: 'Exfiltration', updated: 3000 })
const second = snapshotOf({ caseId: '2222222222', title: 'Mining', updated: 2000, facts: { ...NO_FACTS, caseStatus: 'Closed', lastUpdatedDate: 2000 } })
const third = snapshotOf({ caseId: '3333333333', title: 'Botnet', updated: 1000 })

const listed = (): string[] => [...document.querySelectorAll('[role=option] .title')].map(({ textContent }) => textContent)

async function setTitle(text: string): Promise<void> {
  await page.type(page.find('textbox', 'Title'), text)
  await page.press('Enter')
}

async function click(element: HTMLElement): Promise<void> {
  element.click()
  await settle()
}

it('lists only what waits at the press of a chip, says how many there are, and lists all again', async () => {
  page = await openPage([first, second, third])
  expect(listed()).toEqual(['Exfiltration', 'Botnet', 'Mining'])
  await setTitle('Contained')
  await click(page.find('button', 'Pending 1'))
  expect(listed()).toEqual(['Contained'])
  expect(document.querySelector('nav')?.textContent).toContain('1 of 3 cases')
  await click(page.find('button', 'Needs me'))
  await click(page.find('button', 'Pending 1'))
  expect(document.querySelector('nav')?.textContent).toContain('Nothing waits for a decision of yours.')
  await click(page.find('button', 'List all cases'))
  expect(listed().length).toBe(3)
})

it('puts a case that needs the responder first', async () => {
  page = await openPage([third, first, second])
  await setTitle('Herder')
  await page.hold(page.recorded, { kind: 'parked', code: 'ValidationException', message: 'Titles are frozen today.', requestId: 'r-1' })
  expect(listed()).toEqual(['Herder', 'Exfiltration', 'Mining'])
  await click(page.find('button', 'Needs me 1'))
  expect(listed()).toEqual(['Herder'])
})

it('leads the arrows on from where the active case was when it leaves the list', async () => {
  page = await openPage([first, second, third])
  await setTitle('Contained')
  useCases().openId = third.caseId
  await settle()
  await setTitle('Herder')
  useCases().openId = first.caseId
  await click(page.find('button', 'Pending 2'))
  page.find('listbox', 'Cases').focus()
  await page.send(page.recorded.slice(0, 1))
  expect(listed()).toEqual(['Herder'])
  await page.press('ArrowDown')
  await page.press('Enter')
  expect(useCases().openId).toBe(third.caseId)
})

it('keeps a view under a name, and lists it again', async () => {
  page = await openPage([first, second, third])
  page.find('searchbox', 'Search cases').focus()
  await page.type(page.find('searchbox', 'Search cases'), 'mining')
  await settle(() => listed().length === 1)
  expect(listed()).toEqual(['Mining'])
  await open('View: Some cases')
  await click(page.find('menuitem', 'Save this view…'))
  await page.type(page.find('textbox', 'Name of this view'), 'Miners')
  document.querySelector('form')?.requestSubmit()
  await settle()
  expect(usePreferences().preferences.views).toMatchObject([{ name: 'Miners', filter: { search: 'mining' } }])
  await open('View: Miners')
  await click(page.find('menuitemradio', 'All cases'))
  expect(listed().length).toBe(3)
  await open('View: All cases')
  await click(page.find('menuitemradio', 'Miners'))
  expect(listed()).toEqual(['Mining'])
})

it('filters by status and by no other key than the menu\'s own', async () => {
  page = await openPage([first, second, third])
  await open('Filter by status and engagement type')
  await page.press('o')
  expect(page.has('complementary', 'Outbox')).toBe(false)
  await click(page.find('menuitemcheckbox', /^Closed/))
  expect(listed()).toEqual(['Mining'])
  await page.press('Escape')
  await click(page.find('button', 'Filtered by Closed: take off'))
  expect(listed().length).toBe(3)
})

it('marks a case in which something was typed that is no edit yet, once another is open, and lists such cases', async () => {
  page = await openPage([first, second, third])
  await page.type(page.find('textbox', 'Reported'), '27 March')
  expect(page.find('listbox', 'Cases').textContent).not.toContain('draft')
  useCases().openId = third.caseId
  await settle()
  const [marked] = document.querySelectorAll('[role=option]')
  expect(marked?.textContent).toMatch(/Exfiltration.*draft/)
  await open('Filter by status and engagement type')
  await click(page.find('menuitemcheckbox', /^Draft/))
  expect(listed()).toEqual(['Exfiltration'])
  await page.press('Escape')
  await click(page.find('button', 'Filtered by Draft: take off'))
  expect(listed().length).toBe(3)
})

it('makes a pane wider by keys, as far as there is room, and keeps that', async () => {
  page = await openPage([first])
  const edge = page.find('separator', 'Width of the case list')
  edge.focus()
  await page.press('ArrowRight')
  expect(edge.getAttribute('aria-valuenow')).toBe('304')
  expect(usePreferences().preferences.panes.list).toBe(304)
  await page.press('End')
  expect(edge.getAttribute('aria-valuenow')).toBe(edge.getAttribute('aria-valuemax'))
  await page.press('Enter')
  expect(edge.getAttribute('aria-valuenow')).toBe('288')
})

/** A menu opens as the pointer goes down. */
async function open(name: string): Promise<void> {
  page.find('button', name).focus()
  await page.press('Enter')
  await settle()
}
