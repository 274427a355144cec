import type { UpdateCall } from './call'
import type { CaseContent, SlotValue, Snapshot } from './case'
import { caseIdSchema, instantSchema } from './case'
import { callReader } from './change'
import type { Entry, Field, ListField } from './fields'
import { DATE_FIELDS, KEY_MEMBER, LIST_FIELDS, SCALAR_FIELDS } from './fields'
import type { Outcome } from './outcome'
import type { Slot } from './slot'
import { entrySlot, isListField, scalarSlot, valueAt } from './slot'
import { z } from './zod'

/** Facts that others change and a responder wants to hear of. */
const FACTS = ['caseStatus', 'pendingAction', 'closedDate', 'closureCode'] as const

/**
 * What a case looked like when the responder last looked: a sum of each slot's value rather than the value, since a
 * mark has only to know whether it is another. What became of the responder's own edits since is in it as well.
 */
export const lookSchema = z.strictObject({
  caseId: caseIdSchema,
  at: instantSchema,
  updated: instantSchema.nullable(),
  readAt: instantSchema,
  complete: z.boolean(),
  /** Sums by slot id, and by fact as `facts/…`. */
  slots: z.record(z.string(), z.int()),
})
export type Look = Readonly<z.infer<typeof lookSchema>>

/** What somebody else has changed since. `slots`: ids of those that are new or hold something else; `gone`: of those that are no more. */
export interface Changes { slots: ReadonlySet<string>, gone: readonly string[], facts: ReadonlySet<string> }

export const NO_CHANGES: Changes = { slots: new Set(), gone: [], facts: new Set() }

export function lookAt(snapshot: Snapshot, at: number): Look {
  const { caseId, readAt, complete, facts } = snapshot
  return { caseId, at, updated: facts.lastUpdatedDate, readAt, complete, slots: sumsOf(snapshot) }
}

/** A listing tells title, engagement and facts only: where either is one, no more than that is compared. */
export function changesSince(look: Look, snapshot: Snapshot): Changes {
  const { readAt, complete, facts: { lastUpdatedDate } } = snapshot
  if (look.readAt === readAt && look.updated === lastUpdatedDate && look.complete === complete) return NO_CHANGES
  const now = sumsOf(snapshot)
  const whole = look.complete && snapshot.complete
  const counts = (id: string): boolean => whole || isListed(id)
  const other = Object.keys(now).filter(id => counts(id) && look.slots[id] !== now[id])
  const gone = Object.keys(look.slots).filter(id => counts(id) && now[id] === undefined && !id.startsWith('facts/'))
  if (other.length + gone.length === 0) return NO_CHANGES
  const [facts, slots] = [other.filter(id => id.startsWith('facts/')), other.filter(id => !id.startsWith('facts/'))]
  return { slots: new Set(slots), gone, facts: new Set(facts.map(id => id.slice('facts/'.length))) }
}

function isListed(id: string): boolean {
  return id === 'title' || id === 'engagementType' || id.startsWith('facts/')
}

/**
 * The look after calls of ours landed: what they wrote is no news to the responder. A text that a colleague's changes
 * were merged into counts as the responder meant it, so that theirs still shows.
 */
export function afterOwn(look: Look, { caseId, result }: Outcome): Look {
  if (caseId !== look.caseId || result.kind !== 'sent') return look
  const slots = { ...look.slots }
  const read = callReader(result.wrote)
  for (const slot of slotsOf(result.wrote)) {
    const wrote = slot.field === 'title' || slot.field === 'description' ? result.meant[slot.field] ?? read(slot) : read(slot)
    if (wrote === undefined) continue
    if (wrote === null) Reflect.deleteProperty(slots, slot.id)
    else slots[slot.id] = sumOf(slot.field, wrote)
  }
  return { ...look, slots }
}

/** What a call left in each scalar it wrote. */
export function scalarsOf({ set }: UpdateCall): Array<{ slot: Slot, value: SlotValue }> {
  return SCALAR_FIELDS.flatMap(field => set[field] === undefined ? [] : [{ slot: scalarSlot(field), value: set[field] }])
}

function slotsOf({ set, add, remove, put }: UpdateCall): Slot[] {
  const lists = LIST_FIELDS.flatMap((field) => {
    const entries = field === 'caseMetadata' ? put : [...add[field] ?? [], ...remove[field] ?? []]
    return entries.map(entry => entrySlot(field, entry))
  })
  return [...SCALAR_FIELDS.filter(field => set[field] !== undefined).map(scalarSlot), ...lists]
}

/** Whether a change shows what the responder wants there by now, as an edit whose call landed without our hearing of it. */
export function isWanted(content: CaseContent, slot: Slot, wanted: SlotValue): boolean {
  const here = valueAt(content, slot)
  return here !== null && wanted !== null ? sumOf(slot.field, here) === sumOf(slot.field, wanted) : here === wanted
}

function sumsOf({ content, facts }: Snapshot): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const fact of FACTS) sums[`facts/${fact}`] = hash(String(facts[fact]))
  for (const field of SCALAR_FIELDS) if (content[field] !== null) sums[field] = sumOf(field, content[field])
  for (const field of LIST_FIELDS) for (const entry of content[field]) sums[entrySlot(field, entry).id] = sumOf(field, entry)
  return sums
}

/** Equal for what the service holds as equal: see `sameValue`. */
function sumOf(field: Field, value: NonNullable<SlotValue>): number {
  if (isListField(field) && typeof value === 'object') return hash(membersOf(field, value))
  if (DATE_FIELDS.some(date => date === field) && typeof value === 'number') return Math.floor(value / 1000)
  return hash(String(value))
}

/** The key is in the slot's id already, in one form however it is written. */
function membersOf(field: ListField, entry: Entry): string {
  const members = Object.entries(entry).filter(([member, text]) => member !== KEY_MEMBER[field] && text !== '')
  return JSON.stringify(members.sort(([a], [b]) => a < b ? -1 : 1))
}

/** 52 bits of two multiplicative sums: enough that two values of one slot are never mistaken for each other by chance. */
function hash(text: string): number {
  let low = 0x811C9DC5
  let high = 0x9E3779B9
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    low = Math.imul(low ^ unit, 0x01000193)
    high = Math.imul(high + unit, 0x85EBCA6B) ^ (high >>> 13)
  }
  return (high >>> 12) * 2 ** 32 + (low >>> 0)
}
