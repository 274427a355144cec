import type { CaseContent } from '#domain/case'
import type { FieldChange } from '#domain/edit'
import type { Entry, ListField, SetField } from '#domain/fields'
import { KEY_MEMBER } from '#domain/fields'

export const newTitle = (content: CaseContent, value = 'Miners found in a third region'): FieldChange =>
  ({ kind: 'set', field: 'title', value, base: content.title })

export const newDescription = (content: CaseContent, value = 'Written anew.'): FieldChange =>
  ({ kind: 'set', field: 'description', value, base: content.description })

export const addAddress = (ipAddress: string): FieldChange => ({ kind: 'add', field: 'threatActorIpAddresses', entry: { ipAddress } })

/** A title and addresses: one call. */
export const several = (content: CaseContent, addresses: readonly string[]): FieldChange[] =>
  [newTitle(content), ...addresses.map(addAddress)]

/** As the page holds it; an entry that is not there is a mistake in the table. */
function entryIn(content: CaseContent, field: ListField, key: string): Entry {
  const entry = content[field].find(one => one[KEY_MEMBER[field]] === key)
  if (entry === undefined) throw new Error(`${key} is not among the ${field}`)
  return entry
}

export function newJobTitle(content: CaseContent, email: string, jobTitle: string): FieldChange {
  const base = entryIn(content, 'watchers', email)
  return { kind: 'replace', field: 'watchers', entry: { ...base, jobTitle }, base }
}

export const removing = (content: CaseContent, field: SetField, key: string): FieldChange =>
  ({ kind: 'remove', field, entry: entryIn(content, field, key) })

export function putting(content: CaseContent, key: string, value: string): FieldChange {
  const base = content.caseMetadata.find(entry => entry['key'] === key) ?? null
  return { kind: 'put', field: 'caseMetadata', entry: { key, value }, base }
}
