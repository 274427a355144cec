import type { Entry, ListField } from '../fields'
import { OTHER_MEMBERS } from '../fields'
import type { SlotValue } from '../case'
import { entryName, memberLabel } from './slot-words'

/** What a colleague and the responder did to one entry, each as a sentence. `when`: "at 13:58", when the responder did it. */
export function entryConflict(field: ListField, { base, theirs, mine }: Record<'base' | 'theirs' | 'mine', SlotValue>, when: string): string[] {
  const [before, their, my] = [base, theirs, mine].map(value => typeof value === 'object' ? value : null)
  const name = entryName(field, their ?? before ?? my ?? {})
  return [
    `A colleague ${deed(field, { before: before ?? null, after: their ?? null, name, its: `of ${name}` })}.`,
    `You ${deed(field, { before: before ?? null, after: my ?? null, name: 'it', its: '' })} ${when}.`,
  ]
}

interface Deed { before: Entry | null, after: Entry | null, name: string, its: string }

function deed(field: ListField, { before, after, name, its }: Deed): string {
  if (after === null) return `removed ${name}`
  if (before === null) {
    const said = OTHER_MEMBERS[field].flatMap(member => (after[member] ?? '') === '' ? [] : `${lower(member)} ${quote(after[member])}`)
    return `added ${name}${said.length === 0 ? '' : ` with ${said.join(' and ')}`}`
  }
  const changes = OTHER_MEMBERS[field].filter(member => (after[member] ?? '') !== (before[member] ?? '')).map((member) => {
    const what = its === '' ? `its ${lower(member)}` : `the ${lower(member)} ${its}`
    return (after[member] ?? '') === '' ? `took away ${what}` : `changed ${what} to ${quote(after[member])}`
  })
  return changes.length === 0 ? `changed ${name}` : changes.join(' and ')
}

const lower = (member: string): string => memberLabel(member).toLowerCase()
const quote = (text = ''): string => `“${text}”`

/** What a text that has both people's changes in it holds. `clashes`: places that both changed. */
export function suggestionWords(clashes: number): string {
  if (clashes === 0) return 'Both changes are in it: yours and theirs.'
  const places = clashes === 1 ? 'In 1 place both of you changed the same words, and yours stand there' : `In ${clashes} places both of you changed the same words, and yours stand there`
  return `Theirs is merged in where it does not touch yours. ${places}.`
}
