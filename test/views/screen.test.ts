// @vitest-environment happy-dom
import { afterEach, expect, it } from 'vitest'
import { snapshotOf, statusOf } from '../support/samples'
import type { Page } from './page'
import { GENERATION, openPage, settle } from './page'

const idle = statusOf()
const held = snapshotOf({ title: 'Exfiltration' })

let page: Page
afterEach(() => page.close())

async function setTitle(text: string): Promise<void> {
  await page.type(page.find('textbox', 'Title'), text)
  await page.press('Enter')
}

it('takes the last action back by Ctrl+Z, where no text field has an undo of its own', async () => {
  page = await openPage([held])
  await setTitle('Contained')
  await page.press('z', { ctrlKey: true })
  expect(page.recorded.length).toBe(1)
  page.find('listbox', 'Cases').focus()
  await page.press('z', { ctrlKey: true })
  expect(page.recorded.at(-1)).toMatchObject({ supersedes: [page.recorded[0]?.id], change: { kind: 'undo', undone: { field: 'title' } } })
  expect(page.find('status', 'Last action').textContent).toBe('Took back: title of “Exfiltration”')
})

it('finds its places by key: search, title, outbox, shortcuts', async () => {
  page = await openPage([held])
  await page.press('/')
  expect(document.activeElement).toBe(page.find('searchbox', 'Search cases'))
  await page.press('ArrowDown')
  expect(document.activeElement).toBe(page.find('listbox', 'Cases'))
  await page.press('e')
  expect(document.activeElement).toBe(page.find('textbox', 'Title'))
  await page.press('Escape')
  expect(document.activeElement).toBe(page.find('listbox', 'Cases'))
  await page.press('?')
  expect(page.has('dialog', 'Keyboard shortcuts')).toBe(true)
})

it('opens the case that the arrows lead to by Enter', async () => {
  page = await openPage([snapshotOf({ title: 'First', updated: 3000 }), snapshotOf({ caseId: '2222222222', title: 'Second', updated: 2000 })])
  page.find('listbox', 'Cases').focus()
  await page.press('ArrowDown')
  expect(page.find('textbox', 'Title')).toMatchObject({ value: 'First' })
  await page.press('Enter')
  expect(page.find('textbox', 'Title')).toMatchObject({ value: 'Second' })
})

it('marks what waits, says what is saved and what is sent, and never one for the other', async () => {
  page = await openPage([held])
  const status = () => page.find('region', 'Status').textContent
  await page.status(idle)
  expect(status()).toContain('Everything is sent')
  const now = Date.now()
  await page.status({ ...idle, drain: { state: 'offline', since: now, nextTryAt: now + 30_000, reason: 'noRoute' } })
  await setTitle('Contained')
  expect(status()).toContain('Offline')
  expect(status()).toContain('1 unsent, saved on this machine')
  expect(status()).toContain('no route to the service')
  expect(status()).not.toMatch(/is sent/)
  expect(page.find('textbox', 'Title').closest('.field')?.textContent).toContain('waiting')
})

it('keeps what the service refused in sight, with the service\'s words', async () => {
  page = await openPage([held])
  await setTitle('Contained')
  await page.hold(page.recorded, { kind: 'parked', code: 'ValidationException', message: 'Titles are frozen today.', requestId: 'r-1' })
  expect(page.find('region', 'Title: parked').textContent).toContain('Titles are frozen today.')
  page.find('button', 'Try again').click()
  await settle()
  expect(page.recorded.at(-1)).toMatchObject({ supersedes: [page.recorded[0]?.id], change: { value: 'Contained' } })
})

it('says of a case whose details were not read that they were not, and lets its title be edited', async () => {
  page = await openPage([{ ...held, complete: false }])
  expect(document.body.textContent).toContain('The details of this case have not been read yet.')
  expect(page.has('grid', 'Watchers')).toBe(false)
  await setTitle('Contained')
  expect(page.recorded.length).toBe(1)
})

it('draws only the cases in sight, and tells how many there are', async () => {
  page = await openPage(Array.from({ length: 500 }, (_, index) => snapshotOf({ caseId: String(1_000_000_000 + index), title: `Case no ${index}` })))
  const options = document.querySelectorAll('[role=option]')
  expect(options.length).toBeLessThan(60)
  expect(options[0]?.getAttribute('aria-setsize')).toBe('500')
})

it('lists what waits in the outbox, and keeps the focus there when a line is undone', async () => {
  page = await openPage([held])
  await setTitle('Contained')
  await page.type(page.find('combobox', 'Add an impacted region'), 'eu-west-1')
  await page.press('Enter')
  page.find('listbox', 'Cases').focus()
  await page.press('o')
  page.find('button', 'Undo title').focus()
  page.find('button', 'Undo title').click()
  await settle()
  expect(page.has('button', 'Undo title')).toBe(false)
  expect(document.activeElement).toBe(page.find('button', 'Undo +eu-west-1'))
  expect(page.recorded.at(-1)).toMatchObject({ change: { kind: 'undo', undone: { field: 'title' } } })
  expect(document.title).toBe('(1 unsent) Fieldcase')
})

it('folds many waiting entries of a list into one line, which opens, and takes all of them back at once', async () => {
  page = await openPage([held])
  page.find('button', 'Paste many threat-actor addresses').click()
  await settle()
  await page.type(page.find('textbox', /^Paste threat-actor addresses/), Array.from({ length: 12 }, (_, index) => `203.0.113.${index}`).join('\n'))
  page.find('button', 'Add 12').click()
  await setTitle('Contained')
  if (!page.has('complementary', 'Outbox')) {
    page.find('listbox', 'Cases').focus()
    await page.press('o')
  }
  expect(page.find('complementary', 'Outbox').textContent).toContain('1 call: title, 12 threat-actor addresses')
  expect(page.has('button', 'Undo +203.0.113.7')).toBe(false)
  page.find('button', '+12 threat-actor addresses').click()
  await settle()
  expect(page.has('button', 'Undo +203.0.113.7')).toBe(true)
  page.find('button', 'Undo +12 threat-actor addresses').focus()
  page.find('button', 'Undo +12 threat-actor addresses').click()
  await settle()
  expect(page.recorded.filter(({ change }) => change.kind === 'undo').length).toBe(12)
  expect(document.title).toBe('(1 unsent) Fieldcase')
  expect(document.activeElement).toBe(page.find('button', 'Undo title'))
})

it('never cuts short what only the responder can put right', async () => {
  page = await openPage([held])
  const message = 'The sign-in of profile \'responder\' has ended. Your edits are safe here. Run "aws sso login --profile responder"; sending then goes on.'
  await page.status({ ...idle, drain: { state: 'signedOut', message, nextTryAt: 1 } })
  const clipped = page.find('region', 'Status').querySelectorAll('.clip')
  expect(page.find('region', 'Status').textContent).toContain(message)
  expect([...clipped].filter(({ textContent }) => textContent.includes('aws sso login'))).toEqual([])
})

it('says how many are unsent while it sends, and when the last was taken', async () => {
  page = await openPage([held])
  await setTitle('Contained')
  await page.status({ ...idle, drain: { state: 'draining' }, sending: page.recorded.map(({ id }) => id) })
  expect(page.find('region', 'Status').textContent).toContain('Sending…1 unsent')
  await page.send(page.recorded)
  await page.status(idle)
  expect(page.find('region', 'Status').textContent).toContain('Everything is sent, the last just now')
  expect(page.find('status', 'Announcements').textContent).toContain('Everything is sent')
})

it('turns the practice link off and on', async () => {
  page = await openPage([held])
  expect(document.body.textContent).toContain('Practice: nothing here reaches AWS')
  page.find('switch', 'Link').click()
  await settle()
  expect(page.find('switch', 'Link').getAttribute('aria-checked')).toBe('false')
})

it('tells which settings could not be read apart from the journal, and that they are kept', async () => {
  page = await openPage([held], {
    workspace: async () => ({
      ok: true,
      value: {
        workspace: { id: 'practice', practice: true, profile: null, account: null, region: 'eu-west-1' },
        shell: 'chromium', generation: GENERATION, database: { aside: null, remembered: null },
        damage: [{ file: 'settings.json', line: 1, reason: 'The saved view “Night”.' }],
      },
    }),
  })
  const notice = page.find('note', /^Some of your settings could not be read\./)
  expect(notice.textContent).toContain('The saved view “Night”.')
  expect(notice.textContent).toContain('stay on the disk as they were')
  expect(document.body.textContent).not.toContain('of the journal')
  notice.querySelector('button')?.click()
  await settle()
  expect(page.has('note', /^Some of your settings/)).toBe(false)
})
