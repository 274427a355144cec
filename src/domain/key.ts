import type { Entry, ListField } from './fields'
import { KEY_MEMBER } from './fields'
import { addressBytes, addressText } from './ip'

/**
 * What identifies an entry within its list, whatever form it is written in: two entries with one key are the same
 * watcher, address, account. Never throws; a text that is not of the field's form is its own key, trimmed.
 */
export function keyOf(field: ListField, entry: Entry): string {
  const text = entry[KEY_MEMBER[field]] ?? ''
  switch (field) {
    case 'watchers':
    case 'impactedAwsRegions': return text.trim().toLowerCase()
    case 'threatActorIpAddresses': {
      const bytes = addressBytes(text.trim())
      return bytes === null ? text.trim() : addressText(bytes)
    }
    case 'impactedAccounts': {
      const digits = text.trim()
      return /^\d{1,12}$/.test(digits) ? digits.padStart(12, '0') : digits
    }
    case 'impactedServices':
    case 'caseMetadata': return text
  }
}

/** Whether two entries have one key and agree in every other member, those this version does not know included; empty counts as absent. */
export function sameEntry(field: ListField, a: Entry, b: Entry): boolean {
  if (keyOf(field, a) !== keyOf(field, b)) return false
  const members = new Set([...Object.keys(a), ...Object.keys(b)])
  members.delete(KEY_MEMBER[field])
  return [...members].every(member => (a[member] ?? '') === (b[member] ?? ''))
}
