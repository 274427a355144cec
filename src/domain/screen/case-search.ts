import type { CaseContent } from '../case'
import { LIST_FIELDS } from '../fields'
import type { CaseRow } from './case-rows'

// Ten thousand cases are some twenty million letters: they are put together once, not at each key.
const texts = new WeakMap<CaseContent, string>()

/** Everything in a case that may be searched for, in lower case: each text, each member of each entry. */
export function textOf(content: CaseContent): string {
  const known = texts.get(content)
  if (known !== undefined) return known
  const parts = [content.title ?? '', content.description ?? '', content.engagementType ?? '']
  for (const field of LIST_FIELDS) {
    for (const entry of content[field]) parts.push(...Object.values(entry))
  }
  const text = parts.join('\n').toLowerCase()
  texts.set(content, text)
  return text
}

/** Whether {@link textOf} has been worked out for it. */
export function isIndexed(content: CaseContent): boolean {
  return texts.has(content)
}

/** What is searched for, in lower case. */
function wordsOf(search: string): string[] {
  return search.toLowerCase().split(/\s+/).filter(word => word !== '')
}

/** Every word stands somewhere in the case: in a text, in any member of any entry, in its id or status. */
function finds({ caseId, status, content }: CaseRow, words: readonly string[]): boolean {
  const text = textOf(content)
  for (const word of words) {
    if (!text.includes(word) && !caseId.includes(word) && status?.toLowerCase().includes(word) !== true) return false
  }
  return true
}

/**
 * A search that remembers its last answer: typing on only narrows it, and then the rest is not looked at. Rows that are
 * another array are searched anew.
 */
export function createSearch(): (rows: readonly CaseRow[], search: string) => readonly CaseRow[] {
  let last: { rows: readonly CaseRow[], words: readonly string[], found: readonly CaseRow[] } | null = null
  return (rows, search) => {
    const words = wordsOf(search)
    if (words.length === 0) return rows
    const among = last !== null && last.rows === rows && narrows(words, last.words) ? last.found : rows
    const found = among.filter(row => finds(row, words))
    last = { rows, words, found }
    return found
  }
}

/** Whether all that `words` find is among what `before` found. */
function narrows(words: readonly string[], before: readonly string[]): boolean {
  return before.every(word => words.some(now => now.includes(word)))
}
