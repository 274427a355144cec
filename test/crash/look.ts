import type { Page } from 'playwright-core'
import { outbox, waiting } from '../e2e/screen'

/** What the screen says at one moment. */
export interface Look {
  /** The case whose fields stand there; null where none do. */
  caseId: string | null
  /** The entries of all its lists, by their keys. */
  entries: ReadonlyArray<{ key: string, saving: boolean }>
  /** What each line of the list of cases says: the title first, the id last. */
  cases: readonly string[]
  status: string
}

export function look(page: Page): Promise<Look> {
  return page.evaluate(() => {
    const label = document.querySelector('article[aria-label^="Case "]')?.getAttribute('aria-label') ?? null
    return {
      caseId: label === null ? null : label.slice('Case '.length),
      entries: [...document.querySelectorAll('[role=grid] [role=row][aria-label]')].map(row => ({
        key: row.getAttribute('aria-label') ?? '',
        saving: row.textContent.includes('saving…'),
      })),
      cases: [...document.querySelectorAll('[role=listbox][aria-label=Cases] [role=option]')].map(option => option.textContent.trim()),
      status: document.querySelector('[aria-label=Status]')?.textContent ?? '',
    }
  })
}

/** What the outbox lists, each line as "<case id> <what it is about>"; many of one list are unfolded first. */
export async function outboxLines(page: Page): Promise<Set<string>> {
  await waiting(page)
  const lines = await outbox(page).locator('section').evaluateAll(sections => sections.flatMap((section) => {
    const caseId = /\d{10,}/.exec(section.querySelector('button')?.textContent ?? '')?.[0] ?? ''
    return [...section.querySelectorAll('li button[aria-label]')].map(button => `${caseId} ${button.getAttribute('aria-label') ?? ''}`)
  }))
  return new Set(lines.map(line => line.replace(/ (Undo|Discard) /, ' ')))
}
