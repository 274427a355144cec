import { TEXT_LIMIT } from '../fields'
import { aNoun, capitalised, grouped, TEXT_NOUN } from '../words/labels'

/** The service counts code points; `length` counts UTF-16 units. */
export function codePoints(text: string): number {
  const pairs = text.match(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)
  return text.length - (pairs?.length ?? 0)
}

/** A text as it will be stored, and in words what had to change for that. */
export interface Cleaned { text: string, changes: string[] }

const LINE_BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/u
const LINE_END = /\r\n?|[\u0085\u2028\u2029]/gu
// A lone surrogate cannot be sent as UTF-8: it would come back as another character and never compare equal.
const BROKEN = /\p{Surrogate}/gu
const CONTROLS = /\p{Control}/gu
const CONTROLS_IN_LINES = /[^\P{Control}\n\t]/gu

function change(cleaned: Cleaned, pattern: RegExp, by: string, words: string): Cleaned {
  const text = cleaned.text.replace(pattern, by)
  return text === cleaned.text ? cleaned : { text, changes: [...cleaned.changes, words] }
}

function withoutBrokenAndControls(cleaned: Cleaned, controls: RegExp): Cleaned {
  const whole = change(cleaned, BROKEN, '\uFFFD', 'broken characters replaced')
  const visible = change(whole, controls, '', 'control characters removed')
  return { text: visible.text.trim(), changes: visible.changes }
}

/** One line of free text: line breaks and tabs inside become a space. */
export function cleanLine(text: string): Cleaned {
  const lines = text.trim().split(LINE_BREAKS).map(line => line.trim()).filter(line => line !== '')
  const changes = lines.length > 1 ? ['line breaks and tabs written as spaces'] : []
  return withoutBrokenAndControls({ text: lines.join(' '), changes }, CONTROLS)
}

/** Free text of many lines, each ended by a line feed. */
export function cleanLines(text: string): Cleaned {
  return withoutBrokenAndControls({ text: text.trim().replace(LINE_END, '\n'), changes: [] }, CONTROLS_IN_LINES)
}

/** A text of plain ASCII form, such as an address: what is invisible in it was never meant. */
export function cleanWord(text: string): string {
  return text.replace(/[\p{Format}\p{Control}]/gu, char => (/\s/.test(char) ? ' ' : '')).replace(/\p{Space_Separator}/gu, ' ').trim()
}

// The last is the blank of Braille, which Unicode counts among the symbols.
const UNSEEN = /^[\s\p{Control}\p{Format}\p{Default_Ignorable_Code_Point}\u2800]*$/u

/** Whether nothing of the text would be seen: to whoever reads it, it is empty. */
export function isUnseen(text: string): boolean {
  return UNSEEN.test(text)
}

/** Why the text is too short or too long for its place; null where it fits. */
export function lengthRefusal(place: keyof typeof TEXT_LIMIT, text: string): string | null {
  const [min, max] = TEXT_LIMIT[place]
  const has = codePoints(text)
  if (has >= min && has <= max) return null
  const limit = has < min ? `at least ${characters(min)}` : `at most ${characters(max)}`
  return `${capitalised(aNoun(TEXT_NOUN[place]))} holds ${limit}; this one has ${has === 0 ? 'none' : grouped(has)}.`
}

function characters(count: number): string {
  return count === 1 ? '1 character' : `${grouped(count)} characters`
}

/** The text as a refusal repeats it: whole where it is short. */
export function quoted(text: string): string {
  const shown = 60
  return codePoints(text) <= shown ? `"${text}"` : `"${[...text.slice(0, 2 * shown)].slice(0, shown).join('')}…"`
}
