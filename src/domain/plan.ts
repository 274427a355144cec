import type { UpdateCall } from './call'
import type { CaseContent } from './case'
import { isEmptyCall } from './change'
import type { Entry, ListField, SetField } from './fields'
import { LIST_FIELDS, LIST_LIMIT, MAP_FIELD, SET_FIELDS } from './fields'
import type { Wanted } from './fold'
import { keyOf } from './key'
import { listFull } from './list-limit'
import { merge } from './merge'
import type { HeldReason, SlotValue } from './outcome'
import { isListField, valueAt } from './slot'

/** A call, the edits it speaks for, and those of them that are finished once it has landed. */
export interface PlannedCall { call: UpdateCall, edits: readonly string[], finishes: readonly string[] }

export interface Plan {
  /** To be sent in this order. */
  calls: readonly PlannedCall[]
  /** Edits whose wish the case meets already. */
  alreadySo: readonly string[]
  held: ReadonlyArray<{ edits: readonly string[], reason: HeldReason }>
}

/**
 * The fewest calls that lead the case from what the service holds now to what is wanted. As it starts from the
 * present state, planning again after a lost reply or a crash asks only for what is still missing.
 *
 * A replace needs two calls, delete then add: nothing says what the service makes of one key in both lists.
 * Metadata goes whole, known entries and changed ones: it is unknown whether the service merges or replaces.
 */
export function plan(remote: CaseContent, wanted: readonly Wanted[]): Plan {
  const alreadySo: string[] = []
  const held: Array<Plan['held'][number]> = []
  const writes: Write[] = []
  for (const wish of wanted) {
    const theirs = valueAt(remote, wish.slot)
    const result = merge(wish, theirs)
    if (result === 'write') writes.push({ ...wish, before: theirs })
    else if (result === 'alreadySo') alreadySo.push(...wish.edits)
    else held.push({ edits: wish.edits, reason: conflictOf(wish, theirs) })
  }
  const { fitting, crowded } = fitLists(remote, writes)
  return { calls: callsFor(remote, fitting), alreadySo, held: [...held, ...crowded] }
}

/** A wish to be written, and what it is written over. */
interface Write extends Wanted { before: SlotValue }

function conflictOf({ slot, value, bases }: Wanted, theirs: SlotValue): HeldReason {
  return { kind: 'conflict', field: slot.field, base: bases.at(-1) ?? null, mine: value, theirs }
}

/** Holds back the last additions that would take a list past its limit: colleagues may have filled it meanwhile. */
function fitLists(remote: CaseContent, writes: readonly Write[]): { fitting: Write[], crowded: Array<Plan['held'][number]> } {
  const room = new Map<ListField, number>(LIST_FIELDS.map(field => [field, LIST_LIMIT[field] - remote[field].length]))
  const grows = ({ value, before }: Write): number => value === null ? -1 : before === null ? 1 : 0
  for (const wish of writes) {
    if (isListField(wish.slot.field) && grows(wish) < 0) room.set(wish.slot.field, (room.get(wish.slot.field) ?? 0) + 1)
  }
  const fitting: Write[] = []
  const crowded: Array<Plan['held'][number]> = []
  for (const wish of writes) {
    const { field } = wish.slot
    if (!isListField(field) || grows(wish) <= 0) {
      fitting.push(wish)
      continue
    }
    const left = room.get(field) ?? 0
    if (left > 0) {
      room.set(field, left - 1)
      fitting.push(wish)
    }
    else {
      crowded.push({ edits: wish.edits, reason: { kind: 'parked', code: 'listFull', message: listFull(field, remote[field].length), requestId: null } })
    }
  }
  return { fitting, crowded }
}

interface Draft {
  set: UpdateCall['set']
  add: Map<SetField, Entry[]>
  remove: Map<SetField, Entry[]>
  put: readonly Entry[]
  edits: string[]
  finishes: string[]
}

function callsFor(remote: CaseContent, writes: readonly Write[]): PlannedCall[] {
  const drafts: Draft[] = []
  const draft = (index: number): Draft => {
    while (drafts.length <= index) drafts.push({ set: {}, add: new Map(), remove: new Map(), put: [], edits: [], finishes: [] })
    return drafts[index] ?? draft(index)
  }
  for (const { slot, value, edits } of writes) {
    if (isListField(slot.field) || value === null || typeof value === 'object') continue
    draft(0).set = { ...draft(0).set, [slot.field]: value }
    speakFor(draft(0), edits, true)
  }
  for (const field of SET_FIELDS) spreadSet(field, writes, draft)
  const puts = writes.filter(({ slot }) => slot.field === MAP_FIELD)
  if (puts.length > 0) {
    draft(0).put = wholeMetadata(remote, puts)
    speakFor(draft(0), puts.flatMap(({ edits }) => edits), true)
  }
  return drafts.map(({ set, add, remove, put, edits, finishes }) => ({
    call: { set, add: Object.fromEntries(add), remove: Object.fromEntries(remove), put },
    edits,
    finishes,
  })).filter(({ call }) => !isEmptyCall(call))
}

/** Spreads one set's deletions and additions over as few calls as its limit a list allows. */
function spreadSet(field: SetField, writes: readonly Write[], draft: (index: number) => Draft): void {
  const own = writes.filter(({ slot }) => slot.field === field)
  const limit = LIST_LIMIT[field]
  const lists = own.map(wish => ({ wish, before: entryOf(wish.before), after: entryOf(wish.value) }))
  const removals = lists.filter(({ before }) => before !== null)
  for (const [index, { wish, before, after }] of removals.entries()) {
    const target = draft(Math.floor(index / limit))
    if (before !== null) push(target.remove, field, before)
    speakFor(target, wish.edits, after === null)
  }
  const additions = lists.filter(({ after }) => after !== null)
  const fresh = additions.filter(({ before }) => before === null)
  const replaced = additions.filter(({ before }) => before !== null)
  // An entry comes back only in a call after the one that deletes it.
  let index = 0
  for (const [list, earliest] of [[fresh, 0], [replaced, Math.ceil(removals.length / limit)]] as const) {
    index = Math.max(index, list.length > 0 ? earliest : 0)
    for (const { wish, after } of list) {
      while ((draft(index).add.get(field)?.length ?? 0) >= limit) index += 1
      if (after !== null) push(draft(index).add, field, after)
      speakFor(draft(index), wish.edits, true)
    }
  }
}

function speakFor(draft: Draft, edits: readonly string[], finished: boolean): void {
  draft.edits.push(...edits)
  if (finished) draft.finishes.push(...edits)
}

function push(lists: Map<SetField, Entry[]>, field: SetField, entry: Entry): void {
  const list = lists.get(field)
  if (list === undefined) lists.set(field, [entry])
  else list.push(entry)
}

function entryOf(value: SlotValue): Entry | null {
  return typeof value === 'object' ? value : null
}

function wholeMetadata(remote: CaseContent, puts: readonly Write[]): Entry[] {
  const entries = new Map(remote[MAP_FIELD].map(entry => [keyOf(MAP_FIELD, entry), entry]))
  for (const { slot, value } of puts) {
    const entry = entryOf(value)
    if (entry !== null && slot.key !== null) entries.set(slot.key, entry)
  }
  return [...entries.values()]
}
