// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { failure } from '#channel/errors'
import type { Handlers } from '#channel/serve'
import { useCases } from '#state/cases'
import { SETTLE } from '../../src/views/use-read-ahead'
import { snapshotOf } from '../support/samples'
import type { Page } from './page'
import { openPage, settle } from './page'

const all = ['First', 'Second', 'Third', 'Fourth'].map((title, index) => snapshotOf({ caseId: `100000000${index + 1}`, title, updated: 9000 - index }))

let page: Page
let asked: Array<string | null>
beforeEach(() => { asked = [] })
afterEach(() => {
  page.close()
  vi.useRealTimers()
})

const refresh: Handlers['refresh'] = async ({ caseId }) => {
  asked.push(caseId)
  return { ok: true, value: {} }
}

/** The page with its first case open, and no case asked for yet. */
async function open(own: Partial<Handlers> = { refresh }): Promise<void> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  page = await openPage(all, own)
  page.find('listbox', 'Cases').focus()
}

async function rest(ms = SETTLE): Promise<void> {
  vi.advanceTimersByTime(ms)
  await settle()
}

it('a case that is opened is read ahead of all others, once it has stayed open for a moment', async () => {
  await open()
  await rest(SETTLE - 1)
  expect(asked).toEqual([])
  await rest(1)
  expect(asked).toEqual(['1000000001'])
  await page.press('ArrowDown')
  await page.press('Enter')
  await rest()
  await rest(60_000)
  expect(asked).toEqual(['1000000001', '1000000002'])
})

it('whoever leafs through the cases by the arrows has only the one read where they stay', async () => {
  await open()
  for (const key of ['ArrowDown', 'Enter', 'ArrowDown', 'Enter', 'ArrowDown', 'ArrowDown', 'Enter']) {
    await page.press(key)
    await rest(SETTLE / 10)
  }
  expect(asked).toEqual([])
  await rest()
  expect(asked).toEqual(['1000000004'])
})

it('nothing is read of a case that is open no more', async () => {
  await open()
  useCases().openId = null
  await settle()
  await rest(60_000)
  expect(asked).toEqual([])
})

it('a case that cannot be read now is no error: it is shown as it is known', async () => {
  await open({ refresh: async () => failure('closed', 'Nobody answers.') })
  await rest()
  expect(page.find('textbox', 'Title')).toMatchObject({ value: 'First' })
  expect(page.has('alert', /./)).toBe(false)
})
