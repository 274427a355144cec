import type { UpdateCall } from '#domain/call'
import type { CaseContent } from '#domain/case'
import { isEmptyCall } from '#domain/change'
import type { Entry, ListField, SetField } from '#domain/fields'
import { KEY_MEMBER, LIST_FIELDS, MAP_FIELD, OTHER_MEMBERS, SCALAR_FIELDS, SET_FIELDS } from '#domain/fields'
import { keyOf } from '#domain/key'
import type { Coins } from './service-coins'
import { isMeant, sameMembers, serviceKey } from './service-rules'

/** What the service makes of a call: deletions, then additions. A list that the call does not touch stays the same object. */
export function changed(content: CaseContent, call: UpdateCall, coins: Coins): CaseContent {
  const next = { ...content, ...call.set }
  for (const field of SET_FIELDS) {
    const [added, removed] = [call.add[field], call.remove[field]]
    if (added !== undefined || removed !== undefined) next[field] = changedSet(field, content[field], { added, removed }, coins)
  }
  if (call.put.length > 0) {
    const held = coins.metadata === 'merges' ? content[MAP_FIELD] : []
    next[MAP_FIELD] = withEntries(MAP_FIELD, held, call.put, { ...coins, addExisting: 'upsert' })
  }
  return next
}

function changedSet(field: SetField, held: readonly Entry[], { added = [], removed = [] }: {
  added: readonly Entry[] | undefined
  removed: readonly Entry[] | undefined
}, coins: Coins): readonly Entry[] {
  const kept = held.filter(entry => !removed.some(given => isMeant(field, given, entry, coins)))
  if (coins.bothLists !== 'deleteWins' || removed.length === 0) return withEntries(field, kept, added, coins)
  const deleted = new Set(removed.map(entry => serviceKey(field, entry, coins)))
  return withEntries(field, kept, added.filter(entry => !deleted.has(serviceKey(field, entry, coins))), coins)
}

function withEntries(field: ListField, held: readonly Entry[], added: readonly Entry[], coins: Coins): readonly Entry[] {
  const byKey = new Map(held.map(entry => [serviceKey(field, entry, coins), entry]))
  for (const entry of added) {
    const key = serviceKey(field, entry, coins)
    if (coins.addExisting === 'upsert' || !byKey.has(key)) byKey.set(key, entry)
  }
  return [...byKey.values()]
}

export function sameContent(a: CaseContent, b: CaseContent): boolean {
  return SCALAR_FIELDS.every(field => a[field] === b[field]) && LIST_FIELDS.every(field => sameEntries(a[field], b[field]))
}

function sameEntries(a: readonly Entry[], b: readonly Entry[]): boolean {
  return a === b || (a.length === b.length && a.every((entry, index) => sameMembers(entry, b[index] ?? {})))
}

/** What no client may send, as nobody knows what the service makes of it; null where the call is sound. */
export function brokenRule(call: UpdateCall): string | null {
  const both = SET_FIELDS.find((field) => {
    const [added, removed] = [call.add[field], call.remove[field]]
    if (added === undefined || removed === undefined) return false
    const deleted = new Set(removed.map(entry => keyOf(field, entry)))
    return added.some(entry => deleted.has(keyOf(field, entry)))
  })
  if (both !== undefined) return `one key of ${both} is both added and deleted`
  return isEmptyCall(call) ? 'the call changes nothing' : null
}

/** Each scalar and each entry of a call as a call of its own, with its path as the service names it. */
export function partsOf(call: UpdateCall): Array<{ name: string, part: UpdateCall }> {
  const none: UpdateCall = { set: {}, add: {}, remove: {}, put: [] }
  return [
    ...Object.entries(call.set).map(([name, value]) => ({ name, part: { ...none, set: { [name]: value } } })),
    ...SET_FIELDS.flatMap(field => (call.add[field] ?? [])
      .map((entry, index) => ({ name: `${field}ToAdd[${index}]`, part: { ...none, add: { [field]: [entry] } } }))),
    ...SET_FIELDS.flatMap(field => (call.remove[field] ?? [])
      .map((entry, index) => ({ name: `${field}ToDelete[${index}]`, part: { ...none, remove: { [field]: [entry] } } }))),
    ...call.put.map((entry, index) => ({ name: `${MAP_FIELD}[${index}]`, part: { ...none, put: [entry] } })),
  ]
}

/** The call as the gateway puts it on the wire: dates in whole seconds, of entries only the members that the model has. */
export function onTheWire(call: UpdateCall): UpdateCall {
  const lists = (of: UpdateCall['add']): UpdateCall['add'] =>
    Object.fromEntries(SET_FIELDS.flatMap(field => of[field] === undefined ? [] : [[field, known(field, of[field])]]))
  const set = { ...call.set }
  for (const field of ['reportedIncidentStartDate', 'actualIncidentStartDate'] as const) {
    if (set[field] !== undefined) set[field] = Math.floor(set[field] / 1000) * 1000
  }
  return { set, add: lists(call.add), remove: lists(call.remove), put: known(MAP_FIELD, call.put) }
}

function known(field: ListField, entries: readonly Entry[]): readonly Entry[] {
  const members = [KEY_MEMBER[field], ...OTHER_MEMBERS[field]]
  return entries.map(entry => Object.keys(entry).every(name => members.includes(name))
    ? entry
    : Object.fromEntries(Object.entries(entry).filter(([name]) => members.includes(name))))
}
