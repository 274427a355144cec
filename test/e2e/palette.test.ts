import { beforeAll, expect, it } from 'vitest'
import { CASES, newDesk } from './app'
import { field, focused, openCase, outbox, SENT, settles, standing } from './screen'

const desk = newDesk()
beforeAll(async () => {
  await desk.open()
  await standing(desk.page, SENT)
  await desk.page.getByRole('listbox', { name: 'Cases' }).getByRole('option').nth(13).waitFor()
})

const palette = () => desk.page.getByRole('dialog', { name: 'Go to a case, run a command' })
/** The line that Enter would choose. */
const chosen = () => palette().getByRole('option', { selected: true })

async function ask(words: string): Promise<void> {
  await desk.page.keyboard.press('ControlOrMeta+k')
  await palette().waitFor()
  expect(await focused(desk.page)).toBe('Case or command')
  await desk.page.keyboard.type(words)
}

async function run(words: string, name: RegExp): Promise<void> {
  await ask(words)
  await chosen().filter({ hasText: name }).waitFor()
  await desk.page.keyboard.press('Enter')
  await palette().waitFor({ state: 'detached' })
}

it('goes to a case by any of its words, from wherever the focus is', async () => {
  const { page } = desk
  await run('instance role credentials', /4127691120/)
  await page.getByRole('article', { name: 'Case 4127691120' }).waitFor()
  await field(page, 'Title').focus()
  await run(CASES.bedrock, new RegExp(CASES.bedrock))
  await page.getByRole('article', { name: `Case ${CASES.bedrock}` }).waitFor()
})

it('finds a case by an address that stands in it', async () => {
  const { page } = desk
  const address = desk.service.case(CASES.bedrock).threatActorIpAddresses[0]?.['ipAddress'] ?? ''
  expect(address).not.toBe('')
  await openCase(page, CASES.mining)
  await run(address, new RegExp(CASES.bedrock))
  await page.getByRole('article', { name: `Case ${CASES.bedrock}` }).waitFor()
})

it('runs a command, and the focus is where the command puts it', async () => {
  const { page } = desk
  await run('edit title', /Edit the title/)
  await settles('the title to have the focus', () => focused(page), name => name === 'Title')
  await run('dark', /Dark colours/)
  await settles('dark', () => page.evaluate(() => document.documentElement.dataset['theme']), theme => theme === 'dark')
  expect(await focused(page)).toBe('Title')
  await run('system has it', /Light or dark as the system has it/)
})

it('says why a command can do nothing now, and goes on', async () => {
  const { page } = desk
  await ask('try to send')
  await chosen().filter({ hasText: 'No try is due' }).waitFor()
  await page.keyboard.press('Enter')
  await palette().getByRole('status').filter({ hasText: 'No try is due' }).waitFor()
  expect(await chosen().getAttribute('aria-disabled')).toBe('true')
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('zzzzzz')
  await palette().getByText('No case and no command has all of these words.').waitFor()
  await page.keyboard.press('Escape')
  await palette().waitFor({ state: 'detached' })
})

it('walks all it offers by arrows, round its ends', async () => {
  const { page } = desk
  await ask('')
  const first = await chosen().innerText()
  await page.keyboard.press('ArrowDown')
  await settles('the second', () => chosen().innerText(), text => text !== first)
  await page.keyboard.press('ArrowUp')
  await settles('the first', () => chosen().innerText(), text => text === first)
  await page.keyboard.press('ArrowUp')
  const last = await settles('the last', () => chosen().innerText(), text => text !== first)
  expect(await palette().getByRole('option').last().innerText()).toBe(last)
  await page.keyboard.press('ControlOrMeta+k')
  await palette().waitFor({ state: 'detached' })
})

it('pauses and resumes sending', async () => {
  const { page } = desk
  await openCase(page, CASES.dns)
  await run('pause', /Pause sending/)
  await field(page, 'Title').focus()
  await page.keyboard.press('End')
  await page.keyboard.type(' (held back)')
  await page.keyboard.press('Enter')
  await standing(page, 'Paused by you: 1 unsent')
  await run('resume', /Resume sending/)
  await standing(page, SENT)
  expect(desk.service.case(CASES.dns).title).toMatch(/ \(held back\)$/)
})

it('copies the case as Markdown', async () => {
  const { page } = desk
  await openCase(page, CASES.dns)
  await run('markdown', /Copy the case as Markdown/)
  await page.getByRole('status', { name: 'Last action' }).getByText('Copied the case as Markdown').waitFor()
  await page.context().grantPermissions(['clipboard-read'])
  const pasted = await settles('the clipboard', () => page.evaluate(() => navigator.clipboard.readText()), text => text !== '')
  expect(pasted).toContain(`# ${desk.service.case(CASES.dns).title?.slice(0, 10)}`)
  expect(pasted).toContain('**Status:**')
})

it('shows the same keys in the list of shortcuts, and they act', async () => {
  const { page } = desk
  await openCase(page, CASES.dns)
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  for (const words of ['Go to a case, run a command', 'Open the next case', 'Copy the case as Markdown']) await help.getByText(words).waitFor()
  await page.keyboard.press('Escape')
  await help.waitFor({ state: 'detached' })
  const before = await page.getByRole('article').getAttribute('aria-label')
  await page.keyboard.press('j')
  await settles('another case', () => page.getByRole('article').getAttribute('aria-label'), name => name !== before)
  await page.keyboard.press('k')
  await settles('the case before', () => page.getByRole('article').getAttribute('aria-label'), name => name === before)
  await page.keyboard.press('d')
  await settles('the description to have the focus', () => focused(page), name => name === 'Description')
  await page.keyboard.press('F6')
  await settles('the drawer', () => outbox(page).evaluate(box => box.contains(document.activeElement)), inside => inside)
  await page.keyboard.press('F6')
  await settles('the list', () => focused(page), name => name === 'Cases')
})
