// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Input } from '#channel/protocol'
import type { Edit } from '#domain/edit'
import type { Outcome } from '#domain/outcome'
import { CASE, editId, editOf, sentOutcome, snapshotOf, statusOf } from '../support/samples'
import type { Page } from './page'
import { GENERATION, openPage, settle } from './page'

const idle = statusOf()
const held = snapshotOf({ title: 'Exfiltration', updated: 2000 })
const other = snapshotOf({ caseId: '9999999999', title: 'Mining', updated: 3000 })
const INTENT = editId(77)
const call: Outcome = { ...sentOutcome(1, [], 'Mine'), result: { kind: 'sent', requestId: 'r-1', wrote: { set: { title: 'Mine' }, add: {}, remove: {}, put: [] }, intent: INTENT, meant: {} } }
const report: Outcome = {
  seq: 2, at: 3000, caseId: CASE, edits: [],
  result: { kind: 'watched', intent: INTENT, mergedWith: [], over: [{ at: Date.now(), principal: 'arn:aws:iam::1:user/mia.keller', action: null, message: 'Case updated: set title' }] },
}

let page: Page
let dismissed: Array<Input<'dismiss'>>
/** What the journal has of the call's edits. */
let journal: readonly Edit[]
beforeEach(() => {
  dismissed = []
  journal = []
})
afterEach(() => page.close())

const notice = () => page.find('alert', 'Possibly overwritten').textContent.replace(/\s+/g, ' ')
const open = (reports: readonly Outcome[], first = held, second = other) => openPage([first, second], {
  reports: async () => ({ ok: true, value: { reports } }),
  history: async () => ({ ok: true, value: { entries: [{ outcome: call, edits: journal }], more: false } }),
  dismiss: async (input) => {
    dismissed.push(input)
    return { ok: true, value: {} }
  },
})

it('says in the case what may have been overwritten as soon as it is found, and counts it as mine to look at', async () => {
  page = await open([])
  await page.status(idle)
  expect(page.has('alert', 'Possibly overwritten')).toBe(false)
  await page.conclude([call, report])
  expect(notice()).toContain('mia.keller changed it at')
  expect(notice()).toContain('Case updated: set title')
  expect(notice()).toContain('Your change of title may have replaced it.')
  expect(page.find('region', 'Status').textContent).toMatch(/Everything is sent.*1 needs you/)
  expect(page.find('status', 'Announcements').textContent).toContain('may have been overwritten')
  expect(document.querySelectorAll('[role=option]')[0]?.textContent).toMatch(/Exfiltration.*overwritten\?/)
})

it('says so again after a restart, and no more once it was dismissed', async () => {
  page = await open([report])
  await settle(() => notice().includes('Your change of title'))
  page.find('button', 'Dismiss').focus()
  page.find('button', 'Dismiss').click()
  await settle()
  expect(dismissed).toEqual([{ generation: GENERATION, seq: 2 }])
  expect(page.has('alert', 'Possibly overwritten')).toBe(false)
  expect(document.activeElement).toBe(page.find('article', `Case ${CASE}`))
  expect(page.find('listbox', 'Cases').textContent).not.toContain('overwritten')
  expect(page.find('region', 'Status').textContent).not.toContain('needs you')
})

it('tells what metadata was taken away and is refused, and puts it into the outbox again', async () => {
  const lost = { entries: [{ key: 'ticket', value: 'SEC-1' }], message: 'Too many entries.' }
  const told: Outcome = { ...report, result: { kind: 'watched', intent: INTENT, mergedWith: [], over: [], lost } }
  page = await open([])
  await page.status(idle)
  await page.conclude([call, told])
  expect(page.find('alert', 'Metadata taken away').textContent).toMatch(/Too many entries\..*ticket = SEC-1/s)
  expect(page.find('region', 'Status').textContent).toMatch(/1 needs you/)
  page.find('button', 'Put back').click()
  await settle()
  expect(dismissed).toEqual([{ generation: GENERATION, seq: 2 }])
  expect(page.has('alert', 'Metadata taken away')).toBe(false)
  expect(page.find('region', 'Status').textContent).toMatch(/1 unsent/)
})

it('offers to restore what stood there when the case was last read, and is done once that is asked for', async () => {
  page = await open([])
  await page.conclude([{ ...call, at: held.readAt + 1000 }, report])
  expect(notice()).toMatch(/title before\s*as read at .*Exfiltration/)
  page.find('button', 'Restore what stood before: title').click()
  await settle(() => dismissed.length > 0)
  expect(page.recorded.at(-1)).toMatchObject({ change: { kind: 'set', field: 'title', value: 'Exfiltration', base: 'Mine' } })
  expect(page.has('alert', 'Possibly overwritten')).toBe(false)
})

it('offers no restoring where nobody here has seen what stood there', async () => {
  page = await open([report])
  await settle(() => notice().includes('Your change of title'))
  expect(page.has('button', 'Restore what stood before: title')).toBe(false)
})

it('offers after a restart what stood there when the edit was made, and restores it', async () => {
  journal = [editOf(1, { kind: 'set', field: 'title', value: 'Mine', base: 'Exfiltration of logs' })]
  page = await open([report], snapshotOf({ title: 'Mine', updated: 2000 }))
  await settle(() => page.has('button', 'Restore what stood before: title'))
  expect(notice()).toMatch(/title before\s*as you saw it at .*Exfiltration of logs/)
  page.find('button', 'Restore what stood before: title').click()
  await settle(() => dismissed.length > 0)
  expect(page.recorded.at(-1)).toMatchObject({ change: { kind: 'set', field: 'title', value: 'Exfiltration of logs', base: 'Mine' } })
  expect(page.has('alert', 'Possibly overwritten')).toBe(false)
})

describe('of several fields', () => {
  const both: Outcome = { ...call, at: held.readAt + 1000, result: { kind: 'sent', requestId: 'r-1', intent: INTENT, meant: {}, wrote: { set: { title: 'Mine', engagementType: 'Investigation' }, add: {}, remove: {}, put: [] } } }
  beforeEach(async () => {
    page = await open([], { ...held, content: { ...held.content, engagementType: 'Security Incident' } })
    await page.conclude([both, report])
  })
  const restored = () => page.recorded.map(({ change }) => change.kind === 'set' ? change.value : null)

  it('restores one without forgetting the others', async () => {
    page.find('button', 'Restore what stood before: title').click()
    await settle(() => page.recorded.length === 1)
    expect(dismissed).toEqual([])
    expect(page.has('button', /^Restore all/)).toBe(false)
    page.find('button', 'Restore what stood before: engagement type').click()
    await settle(() => dismissed.length > 0)
    expect(restored()).toEqual(['Exfiltration', 'Security Incident'])
  })

  it('restores all at once', async () => {
    page.find('button', 'Restore all 2 that stood before').click()
    await settle(() => dismissed.length > 0)
    expect(restored()).toEqual(['Exfiltration', 'Security Incident'])
  })
})

it('leads there from another case', async () => {
  page = await open([report], other, held)
  expect(page.has('alert', 'Possibly overwritten')).toBe(false)
  await page.press('n')
  expect(notice()).toContain('mia.keller')
})
