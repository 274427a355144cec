// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest'
import { KEPT_AFTER, useDrafts } from '#state/drafts'
import { LOOKED_AFTER, useSeen } from '#state/seen'
import { useCases } from '#state/cases'
import { CASE, snapshotOf } from '../support/samples'
import type { Page } from './page'
import { openPage, settle } from './page'

vi.setConfig({ testTimeout: 60_000 })

const held = snapshotOf({
  title: 'Exfiltration',
  content: { ...snapshotOf().content, title: 'Exfiltration', threatActorIpAddresses: ['203.0.113.1', '203.0.113.2', '203.0.113.3'].map(ipAddress => ({ ipAddress })) },
})

/** The case as a later read finds it, after a colleague's changes. */
const later = (content: Partial<typeof held.content>) =>
  ({ ...held, readAt: 9000, facts: { ...held.facts, lastUpdatedDate: 8000 }, content: { ...held.content, ...content } })

let page: Page
afterEach(() => {
  page.close()
  vi.useRealTimers()
})

/** The case has been in sight for as long as looking takes. */
const looked = () => new Promise((resolve) => { setTimeout(resolve, LOOKED_AFTER + 50) })

const row = (name: string) => page.find('row', name)

describe('what is typed and no edit yet', () => {
  it('is marked so, and on disk well within a second', async () => {
    page = await openPage([held])
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    await page.type(page.find('textbox', 'Reported'), '27 March')
    expect(document.body.textContent).toContain('not saved as an edit yet')
    expect(document.querySelector('[data-kept]')).toBeNull()
    vi.advanceTimersByTime(KEPT_AFTER)
    await settle(() => document.querySelector('[data-kept]') !== null)
    expect(document.querySelector('[data-kept]')).not.toBeNull()
    expect(KEPT_AFTER).toBeLessThan(1000)
    expect([...useDrafts().cases]).toEqual([CASE])
    expect(page.recorded).toEqual([])
  })

  it('is no draft any more once it is an edit, or was put back', async () => {
    page = await openPage([held])
    await page.type(page.find('textbox', 'Title'), 'Contained')
    await page.press('Enter')
    await page.type(page.find('textbox', 'Reported'), '27 March')
    await page.press('Escape')
    await page.type(page.find('textbox', 'Add an impacted account'), '123')
    await page.press('Escape')
    expect([...useDrafts().cases]).toEqual([])
    expect(document.body.textContent).not.toContain('not saved as an edit yet')
    expect(page.recorded.length).toBe(1)
  })
})

describe('what somebody else changed since the case was looked at', () => {
  it('is marked in its fields, and our own edits never are', async () => {
    page = await openPage([held])
    await looked()
    await settle()
    await page.type(page.find('textbox', 'Description'), 'Ours')
    page.find('textbox', 'Description').blur()
    await settle()
    await page.send(page.recorded)
    expect(document.querySelectorAll('.news').length).toBe(0)
    await page.read([later({ description: 'Ours', title: 'Theirs' })])
    expect([...useSeen().changes.slots]).toEqual(expect.arrayContaining(['title']))
    expect(document.querySelector('[data-slot="title"]')?.textContent).toContain('changed by someone else')
  })

  it('marks a case that is not open in the list of what changed', async () => {
    const other = snapshotOf({ caseId: '9999999999', title: 'Other' })
    page = await openPage([held, other])
    await looked()
    useCases().openId = '9999999999'
    await settle()
    await page.read([later({ title: 'Theirs' })])
    expect([...useSeen().changed]).toEqual([CASE])
    useCases().openId = CASE
    await settle()
    expect(useSeen().changed.size).toBe(0)
    expect([...useSeen().changes.slots]).toEqual(['title'])
  })
})

describe('rows of a list', () => {
  it('are selected with Shift and Space and removed together, as one action that is taken back at once', async () => {
    page = await openPage([held])
    row('203.0.113.1').focus()
    await page.press('ArrowDown', { shiftKey: true })
    expect(row('203.0.113.2').getAttribute('aria-selected')).toBe('true')
    await page.press('ArrowDown')
    await page.press(' ')
    await page.press(' ')
    expect(document.body.textContent).toContain('2 selected')
    await page.press('Delete')
    expect(page.recorded.map(({ change }) => change)).toMatchObject(['203.0.113.1', '203.0.113.2'].map(ipAddress => ({ kind: 'remove', entry: { ipAddress } })))
    expect(document.activeElement).toBe(row('203.0.113.3'))
    await page.press('z', { ctrlKey: true })
    expect(page.has('row', '203.0.113.1') && page.has('row', '203.0.113.2')).toBe(true)
    expect(document.activeElement).toBe(row('203.0.113.3'))
  })

  it('are let go of with Escape before Escape steps out', async () => {
    page = await openPage([held])
    row('203.0.113.2').focus()
    await page.press('a', { ctrlKey: true })
    expect(document.body.textContent).toContain('3 selected')
    await page.press('Escape')
    expect(document.body.textContent).not.toContain('3 selected')
    expect(document.activeElement).toBe(row('203.0.113.2'))
  })
})

describe('the line that adds', () => {
  it('offers regions by their place, and adds the one chosen', async () => {
    page = await openPage([held])
    const input = page.find('combobox', 'Add an impacted region')
    await page.type(input, 'lond')
    expect(page.find('option', /London/).getAttribute('aria-selected')).toBe('true')
    await page.press('Enter')
    expect(page.recorded).toMatchObject([{ change: { kind: 'add', entry: { region: 'eu-west-2' } } }])
  })

  it('takes a service by any name, and one of the known ones by arrows', async () => {
    page = await openPage([held])
    const input = page.find('combobox', 'Add an impacted service')
    await page.type(input, 'lambda')
    await page.press('Enter')
    await page.type(input, 'lambda')
    await page.press('ArrowDown')
    await page.press('Enter')
    expect(page.recorded.map(({ change }) => change)).toMatchObject([{ entry: { service: 'lambda' } }, { entry: { service: 'AWS Lambda' } }])
  })

  it('shows the zeros of an account number while it is typed', async () => {
    page = await openPage([held])
    await page.type(page.find('textbox', 'Add an impacted account'), '123123123')
    expect(document.body.textContent).toContain('000123123123')
  })
})
