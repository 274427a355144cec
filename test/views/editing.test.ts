// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest'
import { QUIET } from '../../src/components/use-draft'
import { CASE, snapshotOf } from '../support/samples'
import type { Page } from './page'
import { openPage, settle } from './page'

const ADDRESSES = 'Threat-actor addresses'
const held = snapshotOf({
  title: 'Exfiltration',
  content: {
    ...snapshotOf().content,
    title: 'Exfiltration',
    threatActorIpAddresses: [{ ipAddress: '198.51.100.23', userAgent: 'curl/8' }, { ipAddress: '203.0.113.1' }],
    watchers: [{ email: 'ana@example.com', name: 'Ana' }],
  },
})

/** The case as a later read finds it, after a colleague set its title. */
const retitled = (title: string, updated: number) =>
  ({ ...held, readAt: 6000 + updated, facts: { ...held.facts, lastUpdatedDate: updated }, content: { ...held.content, title } })

let page: Page
afterEach(() => {
  page.close()
  vi.useRealTimers()
})

function titleField(): HTMLTextAreaElement {
  const title = page.find('textbox', 'Title')
  if (!(title instanceof HTMLTextAreaElement)) throw new Error('The title is no text field.')
  return title
}

function valueOf(control: HTMLElement): string {
  return control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement ? control.value : ''
}

describe('a title that is typed', () => {
  it('is recorded after two quiet seconds, while the focus stays', async () => {
    page = await openPage([held])
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    await page.type(titleField(), 'Contained')
    vi.advanceTimersByTime(QUIET - 1)
    await settle()
    expect(page.recorded).toEqual([])
    vi.advanceTimersByTime(1)
    await settle()
    expect(page.recorded).toMatchObject([{ caseId: CASE, change: { kind: 'set', field: 'title', value: 'Contained', base: 'Exfiltration' } }])
    expect(document.activeElement).toBe(titleField())
    expect(document.title).toBe('(1 unsent) Fieldcase')
  })

  it('is recorded on Enter, and once', async () => {
    page = await openPage([held])
    await page.type(titleField(), 'Contained')
    await page.press('Enter')
    titleField().blur()
    await settle()
    expect(page.recorded.length).toBe(1)
  })

  it('is read from the side that its own letters begin on, whatever was typed before it', async () => {
    page = await openPage([{ ...held, content: { ...held.content, title: 'שלום' } }])
    expect(titleField().dir).toBe('auto')
    expect(page.find('textbox', 'Description').dir).toBe('auto')
  })

  it('is made on what the field held, where a tool fills it in without a focus before', async () => {
    page = await openPage([held])
    titleField().value = 'Contained'
    titleField().dispatchEvent(new Event('input', { bubbles: true }))
    titleField().dispatchEvent(new FocusEvent('blur'))
    await settle()
    expect(page.recorded).toMatchObject([{ change: { kind: 'set', field: 'title', value: 'Contained', base: 'Exfiltration' } }])
  })

  it('is put back by Escape', async () => {
    page = await openPage([held])
    await page.type(titleField(), 'Contained')
    await page.press('Escape')
    titleField().blur()
    await settle()
    expect(titleField().value).toBe('Exfiltration')
    expect(page.recorded).toEqual([])
  })
})

describe('what cannot be taken', () => {
  it('stays in the field with its reason, and blocks nothing else', async () => {
    page = await openPage([held])
    await page.type(page.find('textbox', 'Reported'), 'yesterday')
    page.find('textbox', 'Reported').blur()
    await page.type(titleField(), 'Contained')
    await page.press('Enter')
    const field = page.find('textbox', 'Reported')
    expect(valueOf(field)).toBe('yesterday')
    expect(field.getAttribute('aria-invalid')).toBe('true')
    const described = field.getAttribute('aria-describedby') ?? ''
    expect(document.getElementById(described)?.textContent).toContain('"yesterday" is not a date')
    expect(page.recorded.map(({ change }) => change)).toMatchObject([{ field: 'title' }])
  })

  it('is still there after another case was looked at', async () => {
    const other = snapshotOf({ caseId: '9999999999', title: 'Other' })
    page = await openPage([held, other])
    await page.type(page.find('textbox', 'Reported'), 'yesterday')
    page.find('option', /Other/).click()
    await settle()
    page.find('option', /Exfiltration/).click()
    await settle()
    expect(valueOf(page.find('textbox', 'Reported'))).toBe('yesterday')
    expect(page.recorded).toEqual([])
  })

  it('is still there in the line that adds and in the paste panel, and takes no focus as it comes back', async () => {
    const other = snapshotOf({ caseId: '9999999999', title: 'Other' })
    page = await openPage([held, other])
    await page.type(page.find('textbox', 'Add an impacted account'), '12345678901O')
    await page.press('Enter')
    page.find('button', 'Paste many watchers').click()
    await settle()
    await page.type(page.find('textbox', /^Paste watchers/), 'mia@example.com')
    page.find('option', /Other/).click()
    await settle()
    expect(valueOf(page.find('textbox', 'Add an impacted account'))).toBe('')
    page.find('listbox', 'Cases').focus()
    page.find('option', /Exfiltration/).click()
    await settle()
    expect(valueOf(page.find('textbox', 'Add an impacted account'))).toBe('12345678901O')
    expect(valueOf(page.find('textbox', /^Paste watchers/))).toBe('mia@example.com')
    expect(page.has('button', 'Add 1')).toBe(true)
    expect(document.activeElement).toBe(page.find('listbox', 'Cases'))
    expect(page.recorded).toEqual([])
  })
})

describe('what is being typed when the page goes', () => {
  const go = async (moment: 'pagehide' | 'beforeunload') => {
    window.dispatchEvent(new Event(moment))
    await settle()
  }

  it('is handed over, from a field and from the line that adds', async () => {
    page = await openPage([held])
    await page.type(page.find('combobox', 'Add an impacted region'), 'eu-west-1')
    await page.type(titleField(), 'Contained')
    await page.type(page.find('textbox', 'Add an impacted account'), '123123123')
    await go('pagehide')
    expect(page.recorded.map(({ change }) => change.kind)).toEqual(['add', 'set', 'add'])
  })

  it('is left alone where it is not good', async () => {
    page = await openPage([held])
    await page.type(page.find('textbox', 'Reported'), 'yester')
    await go('beforeunload')
    expect(page.recorded).toEqual([])
    expect(valueOf(page.find('textbox', 'Reported'))).toBe('yester')
  })

  it('stays half an address while the window is only out of sight', async () => {
    page = await openPage([held])
    const hidden = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
    await page.type(titleField(), 'Contained')
    await page.type(page.find('textbox', 'Add a threat-actor address'), '203.0.113.4')
    document.dispatchEvent(new Event('visibilitychange'))
    await settle()
    hidden.mockRestore()
    expect(page.recorded).toMatchObject([{ change: { kind: 'set' } }])
    expect(valueOf(page.find('textbox', 'Add a threat-actor address'))).toBe('203.0.113.4')
  })
})

describe('a colleague\'s change that arrives', () => {
  it('is shown where nobody types', async () => {
    page = await openPage([held])
    await page.read([retitled('Theirs', 2000)])
    expect(titleField().value).toBe('Theirs')
  })

  it('leaves a focused field alone, and is not stamped over by leaving it', async () => {
    page = await openPage([held])
    titleField().focus()
    await page.read([retitled('Theirs', 2000)])
    expect(titleField().value).toBe('Exfiltration')
    titleField().blur()
    await settle()
    expect(titleField().value).toBe('Theirs')
    expect(page.recorded).toEqual([])
  })

  it('is not taken for what the responder saw: the edit keeps the base it was typed on', async () => {
    page = await openPage([held])
    await page.type(titleField(), 'Mine')
    await page.read([retitled('Theirs', 2000)])
    expect(titleField().value).toBe('Mine')
    await page.press('Enter')
    expect(page.recorded).toMatchObject([{ supersedes: [], change: { value: 'Mine', base: 'Exfiltration' } }])
  })

  it('that conflicts while more is typed is not decided by typing on', async () => {
    page = await openPage([held])
    await page.type(titleField(), 'Mine')
    await page.press('Enter')
    await page.hold(page.recorded, { kind: 'conflict', field: 'title', base: 'Exfiltration', mine: 'Mine', theirs: 'Theirs' })
    await page.type(titleField(), 'Mine and more')
    await page.press('Enter')
    expect(page.recorded.length).toBe(1)
    expect(titleField().value).toBe('Mine and more')
    page.find('button', 'Keep mine').click()
    await settle()
    expect(page.recorded.at(-1)).toMatchObject({ supersedes: [page.recorded[0]?.id], change: { value: 'Mine and more' } })
  })

  it('in another member of an entry stands beside ours', async () => {
    page = await openPage([held])
    await page.type(page.find('textbox', 'Job title of ana@example.com'), 'Lead')
    await page.read([{ ...retitled('Exfiltration', 2000), content: { ...held.content, watchers: [{ email: 'ana@example.com', name: 'Ana Lima' }] } }])
    await page.press('Enter')
    expect(page.recorded).toMatchObject([{ change: {
      kind: 'replace',
      base: { email: 'ana@example.com', name: 'Ana Lima' },
      entry: { email: 'ana@example.com', name: 'Ana Lima', jobTitle: 'Lead' },
    } }])
  })
})

describe('a conflict', () => {
  it('shows before, theirs and mine, and goes when theirs is taken', async () => {
    page = await openPage([held])
    await page.type(titleField(), 'Mine')
    titleField().blur()
    await settle()
    await page.hold(page.recorded, { kind: 'conflict', field: 'title', base: 'Exfiltration', mine: 'Mine', theirs: 'Theirs' })
    const panel = page.find('region', 'Title: conflict')
    expect([...panel.querySelectorAll('dd')].map(cell => cell.textContent)).toEqual(['Exfiltration', 'Theirs', 'Mine'])
    expect(page.has('option', /conflict/)).toBe(true)
    page.find('button', 'Take theirs').click()
    await settle()
    expect(page.recorded.at(-1)).toMatchObject({ supersedes: [page.recorded[0]?.id], change: { kind: 'undo' } })
    expect(page.has('region', 'Title: conflict')).toBe(false)
  })
})

describe('a list', () => {
  it('takes what is typed on Enter, says what was corrected, and keeps the focus', async () => {
    page = await openPage([held])
    const field = page.find('textbox', 'Add an impacted account')
    await page.type(field, '123123123')
    await page.press('Enter')
    expect(page.recorded).toMatchObject([{ change: { kind: 'add', field: 'impactedAccounts', entry: { account: '000123123123' } } }])
    expect(document.body.textContent).toContain('Added: leading zeros restored: written as 000123123123')
    expect(document.activeElement).toBe(field)
    expect(valueOf(field)).toBe('')
  })

  it('refuses what is there already, in words', async () => {
    page = await openPage([held])
    await page.type(page.find('textbox', 'Add a threat-actor address'), '203.0.113.1')
    await page.press('Enter')
    expect(page.recorded).toEqual([])
    expect(document.body.textContent).toContain('203.0.113.1 is in the list already.')
  })

  it('removes the row in focus by Delete, shows it struck through, and moves the focus on', async () => {
    page = await openPage([held])
    page.find('row', '198.51.100.23').focus()
    await page.press('Delete')
    expect(page.recorded).toMatchObject([{ change: { kind: 'remove', entry: { ipAddress: '198.51.100.23', userAgent: 'curl/8' } } }])
    expect(page.find('row', '198.51.100.23, removed, not sent yet').querySelector('del')?.textContent.trim()).toBe('198.51.100.23')
    expect(document.activeElement).toBe(page.find('row', '203.0.113.1'))
  })

  it('counts an addition that is removed before it was sent as never made, without a link too, and brings it back', async () => {
    page = await openPage([held])
    await page.type(page.find('textbox', 'Add a threat-actor address'), '203.0.113.50')
    await page.press('Enter')
    expect(document.title).toBe('(1 unsent) Fieldcase')
    page.find('row', '203.0.113.50').focus()
    await page.press('Delete')
    expect(page.has('row', /203\.0\.113\.50/)).toBe(false)
    expect(document.title).toBe('Fieldcase')
    expect(page.recorded.at(-1)).toMatchObject({ supersedes: [page.recorded[0]?.id], change: { kind: 'undo' } })
    page.find('listbox', 'Cases').focus()
    await page.press('z', { ctrlKey: true })
    expect(page.has('row', '203.0.113.50')).toBe(true)
    expect(document.title).toBe('(1 unsent) Fieldcase')
  })

  it('changes one member of an entry in place', async () => {
    page = await openPage([held])
    await page.type(page.find('textbox', 'User agent of 203.0.113.1'), 'nmap')
    page.find('textbox', 'User agent of 203.0.113.1').blur()
    await settle()
    expect(page.recorded).toMatchObject([{ change: { kind: 'replace', base: { ipAddress: '203.0.113.1' }, entry: { ipAddress: '203.0.113.1', userAgent: 'nmap' } } }])
  })

  it('shows what a paste would do before it counts', async () => {
    page = await openPage([held])
    page.find('button', `Paste many ${ADDRESSES.toLowerCase()}`).click()
    await settle()
    await page.type(page.find('textbox', /^Paste threat-actor addresses/), '203.0.113.1\n203.0.113.50\n1[.]2[.]3[.]4\n10.0.0.0/8')
    expect(page.has('status', '2 new, 1 already there, 1 corrected, 1 refused')).toBe(true)
    expect(page.find('list', 'Refused').textContent).toContain('10.0.0.0/8')
    expect(page.recorded).toEqual([])
    page.find('button', 'Add 2').click()
    await settle()
    expect(page.recorded.map(({ change }) => change)).toMatchObject([
      { kind: 'add', entry: { ipAddress: '203.0.113.50' } },
      { kind: 'add', entry: { ipAddress: '1.2.3.4' } },
    ])
    expect(document.activeElement).toBe(page.find('textbox', 'Add a threat-actor address'))
  })
})
