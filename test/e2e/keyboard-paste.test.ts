import { beforeAll, expect, it } from 'vitest'
import { CASES, newDesk } from './app'
import { focused, grid, openCase, saved, SENT, settles, standing, tabTo, waiting } from './screen'

const desk = newDesk()
beforeAll(async () => {
  await desk.open()
  await standing(desk.page, SENT)
})

/** Two hundred, as they come out of reports, consoles and spreadsheets: 190 of them good, of which 5 stand twice. */
const MIXED = [
  'Address,User agent',
  ...Array.from({ length: 100 }, (_, n) => `203.0.113.${n},`),
  ...Array.from({ length: 30 }, (_, n) => `2001:db8::${(n + 1).toString(16)},"Mozilla/5.0 (X11; Linux), like Gecko"`),
  ...Array.from({ length: 50 }, (_, n) => `198[.]51[.]100[.]${n},curl/8.${n}`),
  ...Array.from({ length: 5 }, (_, n) => `192.0.2.${n},`),
  ...Array.from({ length: 5 }, (_, n) => `203.0.113.${n},`),
  '10.0.0.0/8,', '192.0.2.010,', '300.1.1.1,', '1.2.3,', 'evil.example,', '203.0.113.7:443,', '::g,', '1.2.3.4-9,', 'fe80::1%eth0,', '0x7f.1,',
]

/** Through the system's clipboard, as from another window. */
async function copyText(text: string): Promise<void> {
  const { page } = desk
  await tabTo(page, 'Paste many watchers')
  await page.keyboard.press('Enter')
  await page.keyboard.insertText(text)
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.press('ControlOrMeta+x')
  await page.keyboard.press('Escape')
}

it('pastes 200 mixed addresses, removes some at once and takes that back, all by keyboard', async () => {
  const { page } = desk
  await openCase(page, CASES.key)
  desk.service.cut()
  await copyText(MIXED.join('\n'))
  await page.keyboard.press('Escape')
  await tabTo(page, 'Paste many threat-actor addresses')
  await page.keyboard.press('Enter')
  await page.keyboard.press('ControlOrMeta+v')
  const panel = page.getByRole('region', { name: 'Paste many threat-actor addresses' })
  await panel.getByText('185 new, 5 already there, 80 corrected, 10 refused').waitFor()
  const refused = await panel.getByRole('list', { name: 'Refused' }).getByRole('listitem').allTextContents()
  expect(refused.find(text => text.includes('10.0.0.0/8'))).toContain('single addresses only')
  expect(refused.find(text => text.includes('203.0.113.7:443'))).toContain('carries a port')
  await page.keyboard.press('ControlOrMeta+Enter')
  await saved(page, 185)
  expect(await focused(page)).toBe('Add a threat-actor address')
  const addresses = grid(page, 'Threat-actor addresses')
  expect(await addresses.getAttribute('aria-rowcount')).toBe('185')

  await addresses.getByRole('row', { name: '203.0.113.0', exact: true }).focus()
  for (let n = 0; n < 3; n += 1) await page.keyboard.press('Shift+ArrowDown')
  await page.getByText('4 selected').waitFor()
  await page.keyboard.press('Delete')
  await settles('four rows to go', () => addresses.getAttribute('aria-rowcount'), count => count === '181')
  expect(await focused(page)).toBe('203.0.113.4')
  await page.keyboard.press('ControlOrMeta+z')
  await settles('four rows to be back', () => addresses.getAttribute('aria-rowcount'), count => count === '185')
  expect(await focused(page)).not.toBeNull()

  await page.keyboard.press('End')
  // What was brought back was added anew, after all others.
  await settles('the last row to have the focus', () => focused(page), name => name === '203.0.113.3')
  desk.service.restore()
  await standing(page, SENT)
  const held = desk.service.case(CASES.key).threatActorIpAddresses
  expect(held).toHaveLength(185)
  expect(held).toContainEqual({ ipAddress: '2001:DB8:0:0:0:0:0:1E', userAgent: 'Mozilla/5.0 (X11; Linux), like Gecko' })
  expect(held).toContainEqual({ ipAddress: '198.51.100.49', userAgent: 'curl/8.49' })
  expect(await waiting(page)).toEqual([])
})

it('filters, sorts and copies a list', async () => {
  const { page } = desk
  const addresses = grid(page, 'Threat-actor addresses')
  await page.getByRole('searchbox', { name: 'Filter threat-actor addresses' }).focus()
  await page.keyboard.type('192[.]0[.]2')
  await settles('five rows', () => addresses.getAttribute('aria-rowcount'), count => count === '5')
  await page.getByRole('button', { name: 'Sort and copy: Threat-actor addresses' }).press('Enter')
  await page.getByRole('menuitem', { name: 'Copy 5 as CSV' }).press('Enter')
  await page.getByText('5 threat-actor addresses copied.').waitFor()
  await page.getByRole('searchbox', { name: 'Filter threat-actor addresses' }).focus()
  await page.keyboard.press('Escape')
  await settles('all rows', () => addresses.getAttribute('aria-rowcount'), count => count === '185')
  const area = page.getByRole('region', { name: 'Paste many threat-actor addresses' }).getByRole('textbox')
  await page.getByRole('button', { name: 'Paste many threat-actor addresses' }).press('Enter')
  await area.press('ControlOrMeta+v')
  await page.getByText('0 new, 5 already there, 0 corrected, 0 refused').waitFor()
  await area.press('Escape')
})
