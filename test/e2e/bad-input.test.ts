import { beforeAll, expect, it } from 'vitest'
import { CASES, newDesk } from './app'
import { add, field, focused, openCase, retype, rowOf, saved, SENT, settles, standing, waiting } from './screen'

const desk = newDesk()
beforeAll(async () => {
  await desk.open()
  await openCase(desk.page, CASES.snapshot)
  await standing(desk.page, SENT)
  desk.service.log.clear()
})

/** What stands under a field as the reason that its text was not taken. */
async function refusal(name: string): Promise<string> {
  const input = field(desk.page, name)
  await settles(`${name} to be refused`, () => input.getAttribute('aria-invalid'), invalid => invalid === 'true')
  const ids = (await input.getAttribute('aria-describedby') ?? '').split(' ')
  const texts = await Promise.all(ids.map(id => desk.page.locator(`[id="${id}"]`).textContent()))
  return texts.join(' ')
}

const REFUSED: Array<[what: string, name: string, text: string, reason: RegExp]> = [
  ['a range of addresses', 'Add a threat-actor address', '203.0.113.0/24', /CIDR.*single addresses/],
  ['an octet with a leading zero', 'Add a threat-actor address', '203.0.113.012', /leading zero \("012"\)/],
  ['an octet above 255', 'Add a threat-actor address', '203.0.113.256', /between 0 and 255/],
  ['what is no address', 'Add a threat-actor address', 'evil.example', /is not an IP address/],
  ['an account of 13 digits', 'Add an impacted account', '1234567890123', /12 digits; "1234567890123" has 13/],
  ['an account with letters', 'Add an impacted account', '12345678901O', /12 digits and nothing else/],
  ['a region that is none', 'Add an impacted region', 'eu-middle-1', /not among the 36 regions/],
  ['a service name with a foreign sign', 'Add an impacted service', 'Lambda; S3', /but not ";"/],
  ['a service name of one letter', 'Add an impacted service', 'S', /at least 2 characters/],
  ['an e-mail address without @', 'Add a watcher', 'mia.keller.example.com', /one @; .* has none/],
  ['an e-mail address of 5 characters', 'Add a watcher', 'a@b.c', /at least 6 characters; this one has 5/],
]

it.each(REFUSED)('refuses %s where it is typed, and keeps the text', async (_, name, text, reason) => {
  const { page } = desk
  await add(page, name, text)
  expect(await refusal(name)).toMatch(reason)
  expect(await field(page, name).inputValue()).toBe(text)
  expect(await focused(page)).toBe(name)
  expect(await waiting(page)).toEqual([])
  await page.keyboard.press('Escape')
  expect(await field(page, name).inputValue()).toBe('')
})

it.each([
  ['Title', 'x'.repeat(301), /at most 300 characters; this one has 301/],
  ['Title', '   ', /can set a title but not clear it/],
  ['Reported', '2026-02-31 10:00', /no 31 February 2026: that month has 28 days/],
  ['Started', 'last Tuesday', /not a date this app can read: write it as 2026-03-27 17:32/],
  ['Description', '😀'.repeat(8001), /at most 8,000 characters; this one has 8,001/],
])('refuses a %s it cannot send, and puts the old one back on Escape', async (name, text, reason) => {
  const { page } = desk
  const input = field(page, name)
  const before = await input.inputValue()
  await input.focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText(text)
  await page.keyboard.press('Tab')
  expect(await refusal(name)).toMatch(reason)
  expect(await input.inputValue()).toBe(text)
  expect(await waiting(page)).toEqual([])
  await input.focus()
  await page.keyboard.press('Escape')
  expect(await input.inputValue()).toBe(before)
})

it('sends what is good from beside a field that is refused', async () => {
  const { page } = desk
  await retype(page, 'Reported', '2026-02-31')
  await add(page, 'Add a watcher', 'nobody')
  await retype(page, 'Title', 'Snapshot taken back')
  await settles('the title to arrive', () => desk.service.case(CASES.snapshot).title, title => title === 'Snapshot taken back')
  await standing(page, SENT)
  expect(await field(page, 'Reported').inputValue()).toBe('2026-02-31')
  expect(await field(page, 'Add a watcher').inputValue()).toBe('nobody')
  expect(desk.service.log.entries.filter(({ operation }) => operation === 'UpdateCase')).toHaveLength(1)
  for (const name of ['Reported', 'Add a watcher']) {
    await field(page, name).focus()
    await page.keyboard.press('Escape')
  }
})

/** Through the system's clipboard, as from another window. */
async function copy(text: string): Promise<void> {
  const { page } = desk
  await page.getByRole('button', { name: 'Paste many watchers' }).press('Enter')
  const area = page.getByRole('region', { name: 'Paste many watchers' }).getByRole('textbox')
  await area.fill(text)
  await area.press('ControlOrMeta+a')
  await area.press('ControlOrMeta+x')
  await settles('the text to be cut out', () => area.inputValue(), left => left === '')
  await area.press('Escape')
}

it('shows what 200 pasted addresses would do before it adds them', async () => {
  const { page } = desk
  await add(page, 'Add a threat-actor address', '198.51.100.1')
  await settles('the address to arrive', () => desk.service.case(CASES.snapshot).threatActorIpAddresses.length, count => count === 1)
  await standing(page, SENT)
  const lines = [
    ...Array.from({ length: 150 }, (_, n) => `203.0.113.${n}`),
    ...Array.from({ length: 30 }, (_, n) => `2001:db8::${(n + 1).toString(16)}`),
    ...Array.from({ length: 10 }, (_, n) => `192[.]0[.]2[.]${n + 1}`),
    ...Array.from({ length: 5 }, (_, n) => `203.0.113.${n}`),
    '198.51.100.1',
    '10.0.0.0/8',
    '192.0.2.010',
    '300.1.1.1',
    '1.2.3',
  ]
  expect(lines).toHaveLength(200)
  desk.service.cut()
  await copy(lines.join('\n'))
  await field(page, 'Add a threat-actor address').press('ControlOrMeta+v')
  const panel = page.getByRole('region', { name: 'Paste many threat-actor addresses' })
  await panel.getByText('190 new, 6 already there, 40 corrected, 4 refused').waitFor()
  const refused = await panel.getByRole('list', { name: 'Refused' }).getByRole('listitem').allTextContents()
  expect(refused.map(text => /10\.0\.0\.0\/8|192\.0\.2\.010|300\.1\.1\.1|1\.2\.3/.exec(text)?.[0]))
    .toEqual(['10.0.0.0/8', '192.0.2.010', '300.1.1.1', '1.2.3'])
  expect(await waiting(page)).toEqual([])

  await panel.getByRole('button', { name: 'Add 190' }).press('Enter')
  await saved(page, 190)
  await (await rowOf(page, 'Threat-actor addresses', '2001:DB8:0:0:0:0:0:1E')).waitFor()
  desk.service.log.clear()
  desk.service.restore()
  await standing(page, SENT)
  expect(desk.service.case(CASES.snapshot).threatActorIpAddresses).toHaveLength(191)
  expect(desk.service.log.entries.filter(({ operation }) => operation === 'UpdateCase')).toHaveLength(1)
})

it('refuses the address after the last that the list has room for', async () => {
  const { page } = desk
  await openCase(page, CASES.nearlyFull)
  await add(page, 'Add a threat-actor address', '2001:db8::a1')
  await add(page, 'Add a threat-actor address', '2001:db8::a2')
  expect(await refusal('Add a threat-actor address')).toContain('at most 200 threat-actor addresses; this one has 200')
  await standing(page, SENT)
  expect(desk.service.case(CASES.nearlyFull).threatActorIpAddresses).toHaveLength(200)
})
