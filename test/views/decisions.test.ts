// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import type { HeldReason } from '#domain/outcome'
import { CASE, snapshotOf, statusOf } from '../support/samples'
import type { Page } from './page'
import { openPage, settle } from './page'

const held = snapshotOf({
  title: 'Exfiltration',
  content: {
    ...snapshotOf().content,
    title: 'Exfiltration',
    description: 'Old text',
    threatActorIpAddresses: [{ ipAddress: '203.0.113.1' }],
  },
})
const conflict: HeldReason = { kind: 'conflict', field: 'title', base: 'Exfiltration', mine: 'Mine', theirs: 'Theirs' }
const parked: HeldReason = { kind: 'parked', code: 'ValidationException', message: 'Not allowed.', requestId: 'r-1' }

let page: Page
afterEach(() => page.close())

async function typeIn(name: string, text: string): Promise<void> {
  await page.type(page.find('textbox', name), text)
  await page.press('Enter')
}

async function click(name: string | RegExp): Promise<void> {
  page.find('button', name).click()
  await settle()
}

/** The keys of the whole page, pressed where no text field has an undo of its own. */
async function command(key: string, options: KeyboardEventInit = {}): Promise<string> {
  page.find('listbox', 'Cases').focus()
  await page.press(key, { ctrlKey: true, ...options })
  return page.find('status', 'Last action').textContent
}

async function openOutbox(): Promise<void> {
  if (page.has('complementary', 'Outbox')) return
  page.find('listbox', 'Cases').focus()
  await page.press('o')
}

function titleText(): string {
  const title = page.find('textbox', 'Title')
  return title instanceof HTMLTextAreaElement ? title.value : ''
}

const last = () => page.recorded.at(-1)
const OWN = 'The text that will be sent'

describe('a text of one\'s own in a conflict', () => {
  async function conflicted(): Promise<void> {
    page = await openPage([held, snapshotOf({ caseId: '9999999999', title: 'Other' })])
    await typeIn('Title', 'Mine')
    page.find('textbox', 'Title').blur()
    await page.hold(page.recorded, conflict)
  }

  it('starts from mine, and takes the place of both on the colleague\'s', async () => {
    await conflicted()
    expect(page.find('textbox', OWN)).toMatchObject({ value: 'Mine' })
    await page.type(page.find('textbox', OWN), 'Mine and theirs')
    expect(page.recorded.length).toBe(1)
    await click('Use this text')
    expect(last()).toMatchObject({ supersedes: [page.recorded[0]?.id], change: { value: 'Mine and theirs', base: 'Theirs' } })
    expect(page.has('region', 'Title: conflict')).toBe(false)
    expect(titleText()).toBe('Mine and theirs')
  })

  it('starts from both where they can be had as one, and from either at a press', async () => {
    page = await openPage([held])
    await typeIn('Title', 'a B c d e')
    page.find('textbox', 'Title').blur()
    await page.hold(page.recorded, { kind: 'conflict', field: 'title', base: 'a b c d e', mine: 'a B c d e', theirs: 'a BB c d E' })
    expect(page.find('textbox', OWN)).toMatchObject({ value: 'a B c d E' })
    expect(page.find('region', 'Title: conflict').textContent).toContain('In 1 place both of you changed the same words, and yours stand there.')
    await click('Theirs')
    expect(page.find('textbox', OWN)).toMatchObject({ value: 'a BB c d E' })
    expect(document.activeElement).toBe(page.find('textbox', OWN))
  })

  it('stands under the three texts, with the words marked that were put in and taken away', async () => {
    page = await openPage([held])
    await typeIn('Title', 'Mine')
    await page.hold(page.recorded, { kind: 'conflict', field: 'title', base: 'Key leaked', mine: 'Key used', theirs: 'Key leaked by Mia' })
    const panel = page.find('region', 'Title: conflict')
    expect([...panel.querySelectorAll('ins')].map(piece => piece.textContent.trim())).toEqual(['by Mia', 'used'])
    expect([...panel.querySelectorAll('del')].map(piece => [piece.textContent.trim(), piece.title])).toEqual([['leaked', 'Not in mine']])
  })

  it('says why it cannot be sent, and loses nothing', async () => {
    await conflicted()
    await page.type(page.find('textbox', OWN), 'x'.repeat(301))
    await click('Use this text')
    expect(page.recorded.length).toBe(1)
    expect(page.find('region', 'Title: conflict').textContent).toContain('A title holds at most 300 characters; this one has 301.')
    expect(page.find('textbox', OWN)).toMatchObject({ value: 'x'.repeat(301) })
    expect(document.activeElement).toBe(page.find('textbox', OWN))
  })

  it('is still there after another read, and after another case was looked at', async () => {
    await conflicted()
    await page.type(page.find('textbox', OWN), 'Half a sen')
    await page.read([{ ...held, readAt: 9000, facts: { ...held.facts, lastUpdatedDate: 3000 }, content: { ...held.content, title: 'Theirs' } }])
    page.find('option', /Other/).click()
    await settle()
    page.find('option', /Mine/).click()
    await settle()
    expect(page.find('textbox', OWN)).toMatchObject({ value: 'Half a sen' })
    expect(page.recorded.length).toBe(1)
  })

  it('leads to the next question once it is decided', async () => {
    await conflicted()
    await page.type(page.find('textbox', 'Description'), 'New text')
    page.find('textbox', 'Description').blur()
    await settle()
    await page.hold(page.recorded.slice(1), { kind: 'conflict', field: 'description', base: 'Old text', mine: 'New text', theirs: 'Their text' })
    page.find('region', 'Title: conflict').querySelectorAll('button')[1]?.focus()
    page.find('region', 'Title: conflict').querySelectorAll('button')[1]?.click()
    await settle()
    expect(document.activeElement).toBe(page.find('region', 'Description: conflict'))
    await click('Take theirs')
    expect(document.activeElement).toBe(page.find('textbox', 'Description'))
  })
})

it('tells a conflict about an entry in sentences, and lets it be decided in the entry\'s own input', async () => {
  page = await openPage([held])
  await typeIn('User agent of 203.0.113.1', 'curl')
  await page.hold(page.recorded, { kind: 'conflict', field: 'threatActorIpAddresses', base: { ipAddress: '203.0.113.1' }, mine: { ipAddress: '203.0.113.1', userAgent: 'curl' }, theirs: null })
  expect(page.find('region', '203.0.113.1: conflict').textContent).toMatch(/A colleague removed 203\.0\.113\.1\.You changed its user agent to “curl” at \d\d:\d\d\./)
  page.find('textbox', 'User agent of 203.0.113.1').blur()
  await typeIn('User agent of 203.0.113.1', 'nmap')
  expect(last()).toMatchObject({ supersedes: [page.recorded[0]?.id], change: { kind: 'add', entry: { ipAddress: '203.0.113.1', userAgent: 'nmap' } } })
})

describe('what the service refused', () => {
  it('is opened by Edit in the outbox, in the field and ready to be changed', async () => {
    page = await openPage([held, snapshotOf({ caseId: '9999999999', title: 'Other' })])
    await typeIn('Title', 'Refused')
    await page.hold(page.recorded, parked)
    page.find('option', /Other/).click()
    await settle()
    await openOutbox()
    await click('Edit title')
    expect(document.activeElement).toBe(page.find('textbox', 'Title'))
    expect(titleText()).toBe('Refused')
    await typeIn('Title', 'Taken')
    expect(last()).toMatchObject({ caseId: CASE, supersedes: [page.recorded[0]?.id], change: { value: 'Taken', base: 'Exfiltration' } })
  })

  it('is opened at its key where it is an entry that was to be added, and mended in its place', async () => {
    page = await openPage([held])
    await typeIn('Add a threat-actor address', '198.51.100.7')
    await page.hold(page.recorded, parked)
    await openOutbox()
    await click('Edit +198.51.100.7')
    expect(document.activeElement).toBe(page.find('textbox', 'Address'))
    await page.type(page.find('textbox', 'Address'), '198.51.100.8')
    await page.press('Enter')
    expect(last()).toMatchObject({ supersedes: [page.recorded[0]?.id], change: { kind: 'add', entry: { ipAddress: '198.51.100.8' } } })
    expect([page.has('row', '198.51.100.7'), page.has('row', '198.51.100.8')]).toEqual([false, true])
  })

  it('is discarded, and brought back by the line that says so', async () => {
    page = await openPage([held])
    await typeIn('Title', 'Refused')
    page.find('textbox', 'Title').blur()
    await page.hold(page.recorded, parked)
    await openOutbox()
    await click('Discard title')
    expect(titleText()).toBe('Exfiltration')
    expect(page.find('list', 'Discarded').textContent).toContain(`Discarded title ${CASE}`)
    await click('Bring back title')
    expect(titleText()).toBe('Refused')
    expect(last()).toMatchObject({ change: { kind: 'set', value: 'Refused', base: 'Exfiltration' } })
    expect(page.has('list', 'Discarded')).toBe(false)
  })

  it('is discarded and brought back many at once', async () => {
    page = await openPage([held])
    await click('Paste many threat-actor addresses')
    await page.type(page.find('textbox', /^Paste threat-actor addresses/), [2, 3, 4, 5, 6, 7].map(n => `203.0.113.${n}`).join('\n'))
    await click('Add 6')
    await page.hold(page.recorded, parked)
    await openOutbox()
    await click('Discard +6 threat-actor addresses')
    expect(page.has('row', '203.0.113.2')).toBe(false)
    await click('Bring back 6 threat-actor addresses')
    expect(page.recorded.slice(-6).map(({ change }) => change.kind)).toEqual(['add', 'add', 'add', 'add', 'add', 'add'])
    expect(page.has('row', '203.0.113.7')).toBe(true)
  })
})

describe('undo and redo', () => {
  it('go through the values of a field, one action at a time', async () => {
    page = await openPage([held])
    for (const text of ['B', 'C']) await typeIn('Title', text)
    page.find('textbox', 'Title').blur()
    expect(await command('z')).toBe('Took back: title of “B”')
    expect(titleText()).toBe('B')
    await command('z')
    expect(titleText()).toBe('Exfiltration')
    await command('z', { shiftKey: true })
    expect(titleText()).toBe('B')
    expect(await command('y')).toBe('Brought back: title of “C”')
    expect(titleText()).toBe('C')
    expect(await command('y')).toBe('Nothing to bring back')
  })

  it('take a paste as one action, and what was discarded as well', async () => {
    page = await openPage([held])
    await click('Paste many threat-actor addresses')
    await page.type(page.find('textbox', /^Paste threat-actor addresses/), [2, 3, 4].map(n => `203.0.113.${n}`).join('\n'))
    await click('Add 3')
    expect(await command('z')).toBe('Took back: 3 threat-actor addresses of “Exfiltration”')
    expect(page.has('row', '203.0.113.4')).toBe(false)
    await command('z', { shiftKey: true })
    expect(page.has('row', '203.0.113.4')).toBe(true)
  })

  it('record the inverse of what was sent meanwhile', async () => {
    page = await openPage([held])
    await typeIn('Title', 'Sent')
    page.find('textbox', 'Title').blur()
    await page.send(page.recorded)
    await page.read([{ ...held, readAt: Date.now() + 1000, facts: { ...held.facts, lastUpdatedDate: 3000 }, content: { ...held.content, title: 'Sent' } }])
    await command('z')
    expect(last()).toMatchObject({ supersedes: [], change: { kind: 'set', value: 'Exfiltration', base: 'Sent' } })
  })

  it('leave alone what a colleague has changed since, and say so', async () => {
    page = await openPage([held])
    await typeIn('Title', 'Sent')
    page.find('textbox', 'Title').blur()
    await page.send(page.recorded)
    await page.read([{ ...held, readAt: 9000, facts: { ...held.facts, lastUpdatedDate: 3000 }, content: { ...held.content, title: 'Theirs' } }])
    expect(await command('z')).toBe('A colleague has changed the title since: nothing was taken back')
    expect(page.recorded.length).toBe(1)
  })
})

it('says in the outbox why a case is left for later', async () => {
  page = await openPage([held])
  await typeIn('Title', 'Mine')
  await openOutbox()
  await page.status(statusOf({ waits: [{ caseId: CASE, until: Date.now() + 3000, reason: 'unknown' }] }))
  expect(page.find('complementary', 'Outbox').textContent).toMatch(/The service gave no clear answer: the case is looked up again in [1-4] s/)
})

it('goes from the last decision of a case to what needs the responder in the next', async () => {
  page = await openPage([held, snapshotOf({ caseId: '9999999999', title: 'Other' })])
  await typeIn('Title', 'Mine')
  page.find('textbox', 'Title').blur()
  page.find('option', /Other/).click()
  await settle()
  await typeIn('Title', 'Mine too')
  page.find('textbox', 'Title').blur()
  const [first, second] = page.recorded
  if (first === undefined || second === undefined) throw new Error('Nothing was recorded')
  await page.hold([first], conflict)
  await page.hold([second], { ...conflict, base: 'Other', mine: 'Mine too' })
  page.find('button', 'Keep mine').focus()
  await click('Keep mine')
  await settle(() => document.activeElement === page.find('region', 'Title: conflict'))
  expect(page.has('article', `Case ${CASE}`)).toBe(true)
})
