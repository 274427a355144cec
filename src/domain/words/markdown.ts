import type { CaseContent } from '../case'
import type { ListField } from '../fields'
import { KEY_MEMBER, LIST_FIELDS, OTHER_MEMBERS } from '../fields'
import type { CaseText } from './case-text'
import { factsOf, unsentWords } from './case-text'
import { FIELD_LABEL, grouped, MEMBER_LABEL } from './labels'
import { bothClocks } from './times'

/** Signs that mean something to CommonMark or to GitHub's tables and strikethrough, wherever they stand. */
const SIGNS = /[\\`*_[\]<>|~#&!]/g

/** What would become a link to follow, which nobody wants of an attacker's address: URLs, www names, e-mail addresses. */
const LINKS = /:(?=\/\/)|(?<=www)\.|@/gi

/** Spaces at either end of a line, which would be dropped, or make code of it. */
const EDGES = /^[ \t]+|[ \t]+$/g

/** What makes a list, a heading or a rule of a line that begins with it. */
const BEGINNING = /^([-+=]|\d{1,9}(?=[.)](?:\s|$)))/

/** One line of plain text as Markdown that shows it as it is. */
export function markdownLine(text: string): string {
  if (text === '') return ''
  const inner = text.replace(SIGNS, '\\$&').replace(LINKS, '\\$&')
  const begun = inner.replace(BEGINNING, sign => /^\d/.test(sign) ? numberBegun(sign) : `\\${sign}`)
  return begun.replace(EDGES, spaces => spaces.replaceAll(' ', '&#32;').replaceAll('\t', '&#9;')).replaceAll('\0', '\ufffd')
}

/** A first digit by its number: the text stays as it is, and no list begins. */
const numberBegun = (digits: string): string => `&#${digits.charCodeAt(0)};${digits.slice(1)}`

const LINE_END = /\r\n|\r|\n/

/** Plain text of any number of lines as one paragraph with the same lines; an empty one keeps its place. */
export function markdownText(text: string): string {
  return text.split(LINE_END).map(line => line === '' ? '&#32;' : markdownLine(line)).join('\\\n')
}

/** What stands in one cell of a table, or behind the dash of a list. */
function inline(text: string): string {
  return text.split(LINE_END).map(markdownLine).join('&#10;')
}

/** A whole case as Markdown (CommonMark with GitHub's tables), to be pasted into a ticket or a chat. */
export function caseMarkdown(shown: CaseText): string {
  const { caseId, content, facts, unsent, complete } = shown
  const heading = `# ${inline(content.title ?? `Case ${caseId}`)}`
  const parts = [heading, unsentLine(unsent), factLines(shown), complete ? null : '*The details of this case have not been read yet.*']
  if (complete) {
    if (content.description !== null && content.description !== '') parts.push('## Description', markdownText(content.description))
    for (const field of LIST_FIELDS) parts.push(...listPart(field, content))
  }
  parts.push(`*Case ${inline(caseId)}, as read ${bothClocks(shown.readAt, shown.timeZone)}; copied ${bothClocks(shown.now, shown.timeZone)}.*`)
  if (facts.caseArn !== null) parts.push(`*${inline(facts.caseArn)}*`)
  return `${parts.filter(part => part !== null).join('\n\n')}\n`
}

function unsentLine(unsent: number): string | null {
  const words = unsentWords(unsent)
  return words === null ? null : `**${words}**`
}

function factLines(shown: CaseText): string | null {
  const there = factsOf(shown).map(([name, value]) => `- **${name}:** ${inline(value)}`)
  return there.length === 0 ? null : there.join('\n')
}

const LABELS: Readonly<Record<string, string>> = MEMBER_LABEL

function listPart(field: ListField, content: CaseContent): string[] {
  const entries = content[field]
  if (entries.length === 0) return []
  const members = [KEY_MEMBER[field], ...OTHER_MEMBERS[field]]
  const heading = `## ${FIELD_LABEL[field].label} (${grouped(entries.length)})`
  if (members.length === 1) return [heading, entries.map(entry => `- ${inline(entry[members[0] ?? ''] ?? '')}`).join('\n')]
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [heading, [
    row(members.map(member => LABELS[member] ?? member)),
    row(members.map(() => '---')),
    ...entries.map(entry => row(members.map(member => inline(entry[member] ?? '')))),
  ].join('\n')]
}
