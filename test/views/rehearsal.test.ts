// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Input, Output } from '#channel/protocol'
import { REHEARSALS } from '#domain/rehearsal'
import { CASE, snapshotOf, statusOf } from '../support/samples'
import type { Page } from './page'
import { openPage, settle } from './page'

const idle = statusOf()

vi.setConfig({ testTimeout: 60_000 })

let page: Page
let asked: Array<Input<'rehearse'>>
let state: Output<'practice'>
beforeEach(async () => {
  asked = []
  state = { cut: false, rehearsal: null }
  page = await openPage([snapshotOf()], {
    practice: async () => ({ ok: true, value: state }),
    rehearse: async (input) => {
      asked.push(input)
      state = { ...state, rehearsal: input.rehearsal }
      return { ok: true, value: state }
    },
  })
})
afterEach(() => page.close())

async function choose(name: RegExp): Promise<void> {
  page.find('button', /^Rehears/).click()
  await settle()
  page.find('menuitemradio', name).click()
  await settle()
}

it('begins a rehearsal on the open case, says what goes on in the band, and ends it', async () => {
  await choose(/^A colleague edits/)
  await choose(/^The reply gets lost/)
  expect(page.has('button', 'Rehearsing: the reply gets lost')).toBe(true)
  await choose(/^Behave again/)
  expect(page.has('button', 'Rehearse')).toBe(true)
  expect(asked).toEqual([
    { rehearsal: 'colleague', caseId: CASE }, { rehearsal: 'lostReply', caseId: CASE }, { rehearsal: null, caseId: CASE },
  ])
})

it('says that a rehearsal is over when it is over by itself', async () => {
  await choose(/^The reply gets lost/)
  state = { cut: false, rehearsal: null }
  await page.status(idle)
  expect(page.has('button', 'Rehearse')).toBe(true)
})

it('makes room for the question whether practice is to begin anew', async () => {
  await choose(/^The reply gets lost/)
  page.find('button', 'Reset practice').click()
  await settle()
  expect(page.find('region', 'Practice').textContent).toContain('Its cases and edits begin anew.')
  expect(page.has('button', /^Rehears/)).toBe(false)
  page.find('button', 'Keep').click()
  await settle()
  expect(page.has('button', 'Rehearsing: the reply gets lost')).toBe(true)
})

it('is worked by keys alone, and gives the focus back', async () => {
  page.find('button', 'Rehearse').focus()
  page.find('button', 'Rehearse').click()
  await settle()
  expect(document.activeElement?.textContent).toContain('All is well')
  await page.press('ArrowUp')
  expect(document.activeElement?.textContent).toContain('A colleague edits')
  await page.press('Home')
  await page.press('ArrowDown')
  expect(document.activeElement?.textContent).toContain('The service is busy')
  await page.press('Escape')
  expect(page.has('menu', /^Rehears/)).toBe(false)
  expect(document.activeElement).toBe(page.find('button', 'Rehearse'))
  expect(asked).toEqual([])
})

it('offers every rehearsal that there is', async () => {
  page.find('button', 'Rehearse').click()
  await settle()
  expect(document.querySelectorAll('[role=menuitemradio]').length).toBe(REHEARSALS.length + 1)
})
