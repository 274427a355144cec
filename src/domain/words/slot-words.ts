import type { Edit, FieldChange } from '../edit'
import type { Field, ListField } from '../fields'
import { DATE_FIELDS, KEY_MEMBER, MAP_FIELD, OTHER_MEMBERS } from '../fields'
import { FIELD_LABEL, MEMBER_LABEL } from './labels'
import type { SlotValue } from '../case'
import type { Slot } from '../slot'
import { isListField } from '../slot'
import { bothClocks } from './times'

/** What an edit is about, short: `what` names it ("title", "+203.0.113.7"), `kind` the list it belongs to. */
export interface EditWords { what: string, kind: string | null }

export function editWords({ change }: Pick<Edit, 'change'>): EditWords {
  if (change.kind !== 'undo') return changeWords(change)
  const { what, kind } = changeWords(change.undone)
  return { what: `taking back ${what}`, kind }
}

function changeWords(change: FieldChange): EditWords {
  const { one } = FIELD_LABEL[change.field]
  if (change.kind === 'set') return { what: one, kind: null }
  const key = change.entry[KEY_MEMBER[change.field]] ?? ''
  switch (change.kind) {
    case 'add': return { what: `+${key}`, kind: one }
    case 'remove': return { what: `−${key}`, kind: one }
    case 'put': return { what: change.base === null ? `+${key}` : key, kind: one }
    case 'replace': {
      const { field, entry, base } = change
      const members = OTHER_MEMBERS[field].filter(member => (entry[member] ?? '') !== (base[member] ?? ''))
      const names = members.map(member => memberLabel(member).toLowerCase()).join(' and ')
      return { what: `${names === '' ? 'entry' : names} of ${key}`, kind: one }
    }
  }
}

/** The heading of a member; a member this version does not know is headed by its own name. */
export function memberLabel(member: string): string {
  const known = Object.entries(MEMBER_LABEL).find(([name]) => name === member)
  return known === undefined ? member : known[1]
}

/** What stands in a slot, to be read; null where nothing does. Dates on the clocks of `timeZone`. */
export function valueText(field: Field, value: SlotValue, timeZone: string): string | null {
  if (value === null) return null
  if (typeof value === 'number') {
    return DATE_FIELDS.some(date => date === field) ? bothClocks(value, timeZone) : String(value)
  }
  if (typeof value === 'string') return value
  const members = Object.entries(value).filter(([, text]) => text !== '')
  return members.map(([member, text]) => field === MAP_FIELD || members.length > 1 ? `${memberLabel(member)}: ${text}` : text).join('\n')
}

/** What a slot is called within a sentence: "title", "metadata entry severity". */
export function slotName({ field }: Pick<Slot, 'field'>, value: SlotValue): string {
  const { one } = FIELD_LABEL[field]
  return isListField(field) && typeof value === 'object' && value !== null ? `${one} ${entryName(field, value)}` : one
}

/** The name of an entry within its list: the text of its key as it is written. */
export function entryName(field: ListField, entry: Readonly<Record<string, string>>): string {
  return entry[KEY_MEMBER[field]] ?? ''
}
