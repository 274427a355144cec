import { afterEach, beforeAll, expect, it } from 'vitest'
import { CASES, newDesk } from './app'
import { add, field, focused, grid, openCase, outbox, saved, SENT, settles, standing, waiting } from './screen'

const desk = newDesk()
beforeAll(async () => {
  await desk.open()
  await standing(desk.page, SENT)
  await desk.page.getByRole('listbox', { name: 'Cases' }).getByRole('option').nth(13).waitFor()
})
afterEach(async () => {
  desk.service.restore()
  await standing(desk.page, SENT)
})

/** Presses a key; the focus must be on something that can be seen, and be seen to be there. */
async function press(key: string): Promise<string> {
  const { page } = desk
  await page.keyboard.press(key)
  const name = await settles(`the focus after ${key}`, () => focused(page), found => found !== null)
  expect(await page.evaluate(() => {
    const element = document.activeElement
    if (!(element instanceof HTMLElement)) return 'nothing has the focus'
    const { width, height, bottom, top } = element.getBoundingClientRect()
    if (width === 0 || height === 0 || bottom < 0 || top > window.innerHeight) return 'what has the focus is out of sight'
    const marked = (one: Element | null): boolean => {
      if (one === null) return false
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one)
      return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none' || marked(one.parentElement)
    }
    const row = document.getElementById(element.getAttribute('aria-activedescendant') ?? '')
    return element.matches(':focus-visible') && marked(row ?? element) ? 'seen' : 'the focus has no mark'
  }), `after ${key} on ${name}`).toBe('seen')
  return name ?? ''
}

/** The text of the case that Enter would open. */
const active = () => desk.page.getByRole('listbox', { name: 'Cases' })
  .evaluate(list => document.getElementById(list.getAttribute('aria-activedescendant') ?? '')?.textContent ?? '')

it('finds and opens cases with slash, arrows and Enter, and steps out with Escape', async () => {
  const { page } = desk
  await page.keyboard.press('Tab')
  expect(await press('/')).toBe('Search cases')
  await page.keyboard.type('instance role credentials')
  await settles('one case', () => page.getByRole('option', { name: /Instance role credentials/ }).count(), count => count === 1)
  expect(await press('ArrowDown')).toBe('Cases')
  await press('Enter')
  await page.getByRole('article', { name: 'Case 4127691120' }).waitFor()
  expect(await press('/')).toBe('Search cases')
  expect(await press('Escape')).toBe('Search cases')
  expect(await field(page, 'Search cases').inputValue()).toBe('')
  expect(await press('Escape')).toBe('Cases')

  await press('Home')
  const first = await active()
  await press('ArrowDown')
  await press('ArrowDown')
  await press('ArrowUp')
  const second = await active()
  expect(second).not.toBe(first)
  await press('Enter')
  expect(second).toContain(/\d{10}/.exec(await page.getByRole('article').getAttribute('aria-label') ?? '')?.[0])
  await press('End')
  await press('Enter')
  await page.getByRole('article').getByText('This case is closed.').waitFor()
})

it('edits the title with E, takes Enter, and puts the old one back with Escape', async () => {
  const { page } = desk
  await openCase(page, CASES.mining)
  const title = field(page, 'Title')
  const before = await title.inputValue()
  await press('Escape')
  expect(await press('e')).toBe('Title')
  await page.keyboard.type('Not meant')
  expect(await press('Escape')).toBe('Title')
  expect(await title.inputValue()).toBe(before)
  expect(await press('Escape')).toBe('Cases')
  expect(await waiting(page)).toEqual([])
  expect(await press('e')).toBe('Title')
  await page.keyboard.type('Meant: o/e?')
  expect(await press('Enter')).toBe('Title')
  await settles('the title to arrive', () => desk.service.case(CASES.mining).title, text => text === 'Meant: o/e?')
})

it('shows and hides the outbox with O, and the shortcuts with a question mark', async () => {
  const { page } = desk
  await openCase(page, CASES.mining)
  await press('Escape')
  await outbox(page).waitFor()
  await press('o')
  await outbox(page).waitFor({ state: 'detached' })
  await press('o')
  await outbox(page).waitFor()
  expect(await outbox(page).evaluate(box => box.contains(document.activeElement))).toBe(true)
  await press('Escape')
  await outbox(page).waitFor({ state: 'detached' })

  expect(await press('?')).toBe('Close')
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  for (const words of ['Search cases', 'Edit the title', 'Show or hide the outbox', 'Take back the last action, sent or not']) await help.getByText(words).waitFor()
  await press('Escape')
  await help.waitFor({ state: 'detached' })
  await press('o')
  await outbox(page).waitFor()
})

it('undoes the last edits, newest first, with Ctrl+Z, and none of them is sent', async () => {
  const { page } = desk
  await openCase(page, CASES.dns)
  const title = await field(page, 'Title').inputValue()
  desk.service.cut()
  await field(page, 'Title').focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('To be undone')
  await page.keyboard.press('Enter')
  await add(page, 'Add an impacted region', 'eu-west-2')
  await saved(page, 2)
  desk.service.log.clear()
  await press('Escape')
  await press('ControlOrMeta+z')
  await saved(page, 1)
  expect(await waiting(page)).toEqual(['title'])
  await press('ControlOrMeta+z')
  await settles('nothing to wait', () => waiting(page), lines => lines.length === 0)
  expect(await field(page, 'Title').inputValue()).toBe(title)
  expect(await grid(page, 'Impacted regions').getByRole('row', { name: 'eu-west-2' }).count()).toBe(0)
  desk.service.restore()
  await standing(page, SENT)
  expect(desk.service.log.entries.filter(({ operation }) => operation === 'UpdateCase')).toEqual([])
})

it('walks a list with arrows, removes with Delete, and keeps the focus in it', async () => {
  const { page } = desk
  await openCase(page, CASES.bedrock)
  desk.service.cut()
  const addresses = grid(page, 'Threat-actor addresses')
  await addresses.getByRole('row', { name: '192.0.2.18' }).focus()
  expect(await press('ArrowDown')).toBe('192.0.2.19')
  expect(await press('Delete')).toBe('192.0.2.20')
  await addresses.getByRole('row', { name: '192.0.2.19, removed, not sent yet' }).waitFor()
  expect(await press('Enter')).toBe('User agent of 192.0.2.20')
  await page.keyboard.type('curl/8.1')
  expect(await press('Enter')).toBe('User agent of 192.0.2.20')
  expect(await press('Escape')).toBe('192.0.2.20')
  await saved(page, 2)
  desk.service.restore()
  await standing(page, SENT)
  await settles('the row to go', () => addresses.getByRole('row', { name: /192\.0\.2\.19/ }).count(), count => count === 0)
  expect(await focused(page)).toBe('192.0.2.20')
  expect(desk.service.case(CASES.bedrock).threatActorIpAddresses).toEqual([
    { ipAddress: '192.0.2.18', userAgent: 'Boto3/1.34.0' }, { ipAddress: '192.0.2.20', userAgent: 'curl/8.1' },
  ])
})

it('keeps the focus while the line under it is undone or sent', async () => {
  const { page } = desk
  await openCase(page, CASES.lambda)
  desk.service.cut()
  for (const n of [1, 2, 3]) await add(page, 'Add an impacted account', `00000000003${n}`)
  await saved(page, 3)
  await outbox(page).getByRole('button', { name: 'Undo +000000000032' }).focus()
  expect(await press('Enter')).toBe('Undo +000000000033')
  desk.service.restore()
  await standing(page, SENT)
  expect(await focused(page)).not.toBeNull()
})
