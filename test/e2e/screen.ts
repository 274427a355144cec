import type { Locator, Page } from 'playwright-core'
import { until } from '../shell/harness'

/** Waits until the status bar says it. */
export async function standing(page: Page, words: string | RegExp): Promise<void> {
  await page.getByRole('region', { name: 'Status' }).filter({ hasText: words }).waitFor()
}

export const SENT = 'Everything is sent'

/** Waits until so many slots wait, all of them saved. */
export async function saved(page: Page, count: number): Promise<void> {
  await standing(page, new RegExp(`(?<!\\d)${count} unsent, saved on this machine`))
}

/** Finds the case by its id, opens it, leaves the search empty and in focus, and waits until its details are there. */
export async function openCase(page: Page, caseId: string): Promise<void> {
  await page.getByRole('option').filter({ hasText: caseId }).waitFor()
  await field(page, 'Search cases').focus()
  await page.keyboard.type(caseId)
  await page.keyboard.press('Enter')
  await page.getByRole('article', { name: `Case ${caseId}` }).waitFor()
  await page.keyboard.press('Escape')
  await field(page, 'Description').waitFor()
}

export const field = (page: Page, name: string): Locator => page.getByLabel(name, { exact: true })
export const grid = (page: Page, name: string): Locator => page.getByRole('grid', { name, exact: true })
/** The row of an entry: of a long list only what is in sight is drawn, and the others are found by its filter. */
export async function rowOf(page: Page, list: string, name: string): Promise<Locator> {
  const row = grid(page, list).getByRole('row', { name })
  const filter = page.getByRole('searchbox', { name: `Filter ${list.toLowerCase()}` })
  if (await row.count() === 0 && await filter.count() > 0) await filter.fill(name)
  return row
}

export const outbox = (page: Page): Locator => page.getByRole('complementary', { name: 'Outbox' })
export const link = (page: Page): Locator => page.getByRole('switch', { name: 'Link' })

/** What the outbox lists, in its order, many of one list unfolded: each line is named by the button that takes it back. */
export async function waiting(page: Page): Promise<string[]> {
  const lines = outbox(page).getByRole('listitem')
  const folded = lines.getByRole('button', { expanded: false })
  for (let left = await folded.count(); left > 0; left -= 1) await folded.first().click()
  const buttons = lines.filter({ hasNot: page.getByRole('list') }).getByRole('button', { name: /^(Undo|Discard) / })
  const names = await buttons.evaluateAll(all => all.map(button => button.getAttribute('aria-label') ?? ''))
  return names.map(name => name.replace(/^(Undo|Discard) /, ''))
}

/** Types over what a field holds, and leaves it by Enter. */
export async function retype(page: Page, name: string, text: string): Promise<void> {
  await field(page, name).focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type(text)
  await page.keyboard.press('Enter')
}

/** Adds an entry to a list. `name`: of the input that takes the entry's key. */
export async function add(page: Page, name: string, text: string): Promise<void> {
  await field(page, name).focus()
  await page.keyboard.type(text)
  await page.keyboard.press('Enter')
}

/** The accessible name of what has the focus; null where nothing has. */
export async function focused(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    const element = document.activeElement
    if (element === null || element === document.body) return null
    const labels = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement
      ? [...element.labels ?? []].map(label => label.textContent.trim())
      : []
    return element.getAttribute('aria-label') ?? labels[0] ?? element.textContent.trim()
  })
}

/** Walks there by Tab alone, from where the focus is. */
export async function tabTo(page: Page, name: string): Promise<void> {
  const passed: Array<string | null> = []
  for (let steps = 0; steps < 200; steps += 1) {
    await page.keyboard.press('Tab')
    const here = await focused(page)
    if (here === name) return
    passed.push(here)
  }
  throw new Error(`Tab does not lead to "${name}", but to: ${passed.join(' · ')}`)
}

/** Waits until `read` gives what `is` takes. */
export async function settles<T>(what: string, read: () => Promise<T> | T, is: (value: T) => boolean): Promise<T> {
  let last: T | undefined
  const found = await until(what, async () => {
    last = await read()
    return is(last) ? { value: last } : null
  }, 60_000).catch((error: unknown) => {
    throw new Error(`${error instanceof Error ? error.message : String(error)} Last seen: ${JSON.stringify(last)}`)
  })
  return found.value
}
