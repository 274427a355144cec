import type { UpdateCall } from '#domain/call'
import type { CaseContent } from '#domain/case'
import { codePoints } from '#domain/entry/text'
import type { Entry, ListField, SetField } from '#domain/fields'
import { ENGAGEMENT_TYPES, KEY_MEMBER, LIST_FIELDS, LIST_LIMIT, MAP_FIELD, REGIONS, SET_FIELDS, TEXT_LIMIT } from '#domain/fields'
import type { Coins } from './service-coins'

/** `name` is a path into the request as the service names it, such as `watchersToAdd[2].email`. */
export interface Complaint { name: string, message: string }

/** What makes two entries one to the service. */
export function serviceKey(field: ListField, entry: Entry, { emailCase }: Pick<Coins, 'emailCase'>): string {
  const key = entry[KEY_MEMBER[field]] ?? ''
  return field === 'watchers' && emailCase === 'folds' ? key.toLowerCase() : key
}

/** What is wrong with a call whatever the case holds (SERVICE section 2). */
export function complaintsOfCall(call: UpdateCall, coins: Coins): Complaint[] {
  const found = complaintsOfScalars(call)
  for (const field of SET_FIELDS) {
    const [added, deleted] = [call.add[field], call.remove[field]]
    if (added !== undefined) found.push(...complaintsOfList(field, `${field}ToAdd`, added, coins))
    if (deleted !== undefined) found.push(...complaintsOfList(field, `${field}ToDelete`, deleted, coins))
    if (coins.bothLists === 'refuses' && added !== undefined && deleted !== undefined) found.push(...complaintsOfBothLists(field, call, coins))
  }
  if (call.put.length > 0) found.push(...complaintsOfList(MAP_FIELD, MAP_FIELD, call.put, coins))
  return found
}

/** What is wrong with a call as the case stands; `after` is what would come of it. */
export function complaintsOfChange(call: UpdateCall, before: CaseContent, after: CaseContent, coins: Coins): Complaint[] {
  const found: Complaint[] = []
  for (const field of LIST_FIELDS) {
    if (after[field].length <= LIST_LIMIT[field] || after[field] === before[field]) continue
    found.push({ name: field === MAP_FIELD ? field : `${field}ToAdd`, message: `The case can hold at most ${LIST_LIMIT[field]}` })
  }
  for (const field of SET_FIELDS) {
    for (const [index, entry] of (call.remove[field] ?? []).entries()) {
      if (coins.deleteAbsent === 'ok' || before[field].some(held => isMeant(field, entry, held, coins))) continue
      found.push({ name: `${field}ToDelete[${index}]`, message: 'Member must be an entry of the case' })
    }
  }
  if (coins.lastRegion === 'kept' && before.impactedAwsRegions.length > 0 && after.impactedAwsRegions.length === 0) {
    found.push({ name: 'impactedAwsRegionsToDelete', message: 'The last region of a case cannot be removed' })
  }
  return found
}

/** Whether a call that deletes `given` means the entry `held`. */
export function isMeant(field: SetField, given: Entry, held: Entry, coins: Coins): boolean {
  if (serviceKey(field, given, coins) !== serviceKey(field, held, coins)) return false
  return coins.deleteMatches === 'key' || sameMembers(given, held, KEY_MEMBER[field])
}

/** Whether two entries agree in all members, `except` the one named. */
export function sameMembers(a: Entry, b: Entry, except?: string): boolean {
  const agree = (name: string): boolean => name === except || a[name] === b[name]
  return Object.keys(a).every(agree) && Object.keys(b).every(agree)
}

function complaintsOfScalars({ set }: UpdateCall): Complaint[] {
  const found: Complaint[] = []
  for (const field of ['title', 'description'] as const) {
    const value = set[field]
    if (value !== undefined && !fits(value, TEXT_LIMIT[field])) found.push({ name: field, message: lengthRule(TEXT_LIMIT[field]) })
  }
  const type = set.engagementType
  if (type !== undefined && !ENGAGEMENT_TYPES.some(known => known === type)) {
    found.push({ name: 'engagementType', message: `Member must satisfy enum value set: [${ENGAGEMENT_TYPES.join(', ')}]` })
  }
  return found
}

function complaintsOfList(field: ListField, path: string, entries: readonly Entry[], coins: Coins): Complaint[] {
  const found: Complaint[] = []
  if (entries.length > LIST_LIMIT[field]) found.push({ name: path, message: lengthRule([0, LIST_LIMIT[field]]) })
  const keys = new Set<string>()
  for (const [index, entry] of entries.entries()) {
    for (const { name, message } of complaintsOfEntry(field, entry)) {
      // Services and accounts go over the wire as bare strings: there is no member to be named.
      found.push({ name: BARE.includes(field) ? `${path}[${index}]` : `${path}[${index}].${name}`, message })
    }
    const key = serviceKey(field, entry, coins)
    if (UNIQUE.includes(field) && keys.has(key)) found.push({ name: `${path}[${index}]`, message: 'Member must be unique within its list' })
    keys.add(key)
  }
  return found
}

function complaintsOfBothLists(field: SetField, { add, remove }: UpdateCall, coins: Coins): Complaint[] {
  const deleted = new Set((remove[field] ?? []).map(entry => serviceKey(field, entry, coins)))
  return (add[field] ?? []).flatMap((entry, index) => deleted.has(serviceKey(field, entry, coins))
    ? [{ name: `${field}ToAdd[${index}]`, message: `Member must not also be in ${field}ToDelete` }]
    : [])
}

const BARE: readonly ListField[] = ['impactedServices', 'impactedAccounts']
const UNIQUE: readonly ListField[] = ['watchers', 'impactedServices', 'impactedAwsRegions', 'impactedAccounts']
const BYTE = '(?:25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)'
const IPV4 = `(?:${BYTE}\\.){3}${BYTE}`

interface Rule { limit?: readonly [number, number], pattern?: RegExp, optional?: true }

const RULES: Record<ListField, Readonly<Record<string, Rule>>> = {
  watchers: {
    email: { limit: TEXT_LIMIT.email, pattern: /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*$/ },
    name: { limit: TEXT_LIMIT.name, optional: true },
    jobTitle: { limit: TEXT_LIMIT.jobTitle, optional: true },
  },
  threatActorIpAddresses: {
    ipAddress: { pattern: new RegExp(`^(?:${IPV4}|(?:[A-F0-9]{1,4}:){7}[A-F0-9]{1,4}|(?:[A-F0-9]{1,4}:){6}${IPV4})$`) },
    userAgent: { limit: TEXT_LIMIT.userAgent, optional: true },
  },
  impactedServices: { service: { limit: TEXT_LIMIT.service, pattern: /^[a-zA-Z0-9 -.():]+$/ } },
  impactedAwsRegions: { region: { pattern: new RegExp(`^(?:${REGIONS.join('|')})$`) } },
  impactedAccounts: { account: { pattern: /^[0-9]{12}$/ } },
  caseMetadata: { key: { limit: TEXT_LIMIT.key }, value: { limit: TEXT_LIMIT.value } },
}

function complaintsOfEntry(field: ListField, entry: Entry): Complaint[] {
  return Object.entries(RULES[field]).flatMap(([name, { limit, pattern, optional }]) => {
    const value = entry[name]
    if (value === undefined) return optional === true ? [] : [{ name, message: 'Member must not be null' }]
    if (limit !== undefined && !fits(value, limit)) return [{ name, message: lengthRule(limit) }]
    if (pattern === undefined || pattern.test(value)) return []
    return [{ name, message: `Member must satisfy regular expression pattern: ${pattern.source}` }]
  })
}

function fits(text: string, [least, most]: readonly [number, number]): boolean {
  const length = codePoints(text)
  return length >= least && length <= most
}

function lengthRule([least, most]: readonly [number, number]): string {
  return `Member must have length between ${least} and ${most}, inclusive`
}
