import type { UpdateCall } from './call'
import type { CaseContent, SlotValue } from './case'
import { isEmptyCall } from './change'
import type { Entry, ListField, SetField } from './fields'
import { LIST_FIELDS, LIST_LIMIT, MAP_FIELD, SET_FIELDS } from './fields'
import type { Wanted } from './fold'
import { keyOf } from './key'
import { listFull } from './list-limit'
import { merge } from './merge'
import type { HeldReason, Meant } from './outcome'
import type { Slot } from './slot'
import { isListField, sameValue, valueAt } from './slot'
import { isMergedField } from './text-merge'

/** A call, the edits it speaks for, and those of them that are finished once it has landed. */
export interface PlannedCall {
  call: UpdateCall
  /** Texts as they were wanted, where the call carries them with a colleague's changes merged in. */
  meant: Meant
  edits: readonly string[]
  finishes: readonly string[]
  /** What the call changes, for the service to be asked for less of it at once. */
  slots: readonly Slot[]
}

/** What the service makes of the metadata in a call: it joins what the case holds, or takes its place; null: not known yet. */
export type MetadataMode = 'merges' | 'replaces' | null

export interface Plan {
  /** To be sent in this order. */
  calls: readonly PlannedCall[]
  /** Edits whose wish the case meets already; `cancelled`: or that come to none. */
  alreadySo: ReadonlyArray<{ slot: Slot, edits: readonly string[], cancelled: boolean }>
  held: ReadonlyArray<{ edits: readonly string[], reason: HeldReason }>
}

/**
 * The fewest calls that lead the case from what the service holds now to what is wanted. As it starts from the
 * present state, planning again after a lost reply or a crash asks only for what is still missing.
 *
 * A replace needs two calls, delete then add: nothing says what the service makes of one key in both lists.
 * Metadata goes whole, known entries and changed ones, where the service is known to replace it; else only what
 * changed, so that a colleague's entry of the same moment is not stamped over. While it is not known either way,
 * whoever sends looks afterwards whether the others are still there.
 */
export function plan(remote: CaseContent, wanted: readonly Wanted[], metadata: MetadataMode = null): Plan {
  const alreadySo: Array<Plan['alreadySo'][number]> = []
  const held: Array<Plan['held'][number]> = []
  const writes: Write[] = []
  for (const wish of wanted) {
    const theirs = valueAt(remote, wish.slot)
    const result = merge(wish, theirs)
    if (result.kind === 'write') writes.push({ slot: wish.slot, edits: wish.edits, value: result.value, meant: wish.value, over: theirs })
    else if (result.kind === 'alreadySo') alreadySo.push({ slot: wish.slot, edits: wish.edits, cancelled: wish.cancelled })
    else held.push({ edits: wish.edits, reason: conflictOf(wish, theirs) })
  }
  const { fitting, crowded } = fitLists(remote, writes)
  return { calls: callsFor(remote, fitting, metadata), alreadySo, held: [...held, ...crowded] }
}

/** A wish to be written, what of it was meant by itself, and what it is written over. */
interface Write extends Pick<Wanted, 'slot' | 'value' | 'edits'> { meant: SlotValue, over: SlotValue }

function conflictOf({ slot, value, before }: Wanted, theirs: SlotValue): HeldReason {
  return { kind: 'conflict', field: slot.field, base: before, mine: value, theirs }
}

/** Holds back the last additions that would take a list past its limit: colleagues may have filled it meanwhile. */
function fitLists(remote: CaseContent, writes: readonly Write[]): { fitting: Write[], crowded: Array<Plan['held'][number]> } {
  const room = new Map<ListField, number>(LIST_FIELDS.map(field => [field, LIST_LIMIT[field] - remote[field].length]))
  const grows = ({ value, over }: Write): number => value === null ? -1 : over === null ? 1 : 0
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
  meant: Meant
  add: Map<SetField, Entry[]>
  remove: Map<SetField, Entry[]>
  put: readonly Entry[]
  edits: string[]
  finishes: string[]
  slots: Slot[]
}

function callsFor(remote: CaseContent, writes: readonly Write[], metadata: MetadataMode): PlannedCall[] {
  const drafts: Draft[] = []
  const draft = (index: number): Draft => {
    while (drafts.length <= index) {
      drafts.push({ set: {}, meant: {}, add: new Map(), remove: new Map(), put: [], edits: [], finishes: [], slots: [] })
    }
    return drafts[index] ?? draft(index)
  }
  for (const write of writes) {
    const { slot: { field }, value, meant } = write
    if (isListField(field) || value === null || typeof value === 'object') continue
    const first = draft(0)
    first.set = { ...first.set, [field]: value }
    if (isMergedField(field) && !sameValue(field, value, meant)) first.meant = { ...first.meant, [field]: meant }
    speakFor(first, write, true)
  }
  for (const field of SET_FIELDS) spreadSet(field, writes, draft)
  const puts = writes.filter(({ slot }) => slot.field === MAP_FIELD)
  if (puts.length > 0) {
    draft(0).put = metadata === 'replaces' ? wholeMetadata(remote, puts) : entriesOf(puts)
    for (const write of puts) speakFor(draft(0), write, true)
  }
  return drafts.map(({ set, add, remove, put, ...rest }) => ({
    call: { set, add: Object.fromEntries(add), remove: Object.fromEntries(remove), put },
    ...rest,
  })).filter(({ call }) => !isEmptyCall(call))
}

/** Spreads one set's deletions and additions over as few calls as its limit a list allows. */
function spreadSet(field: SetField, writes: readonly Write[], draft: (index: number) => Draft): void {
  const own = writes.filter(({ slot }) => slot.field === field)
  const limit = LIST_LIMIT[field]
  const lists = own.map(wish => ({ wish, before: entryOf(wish.over), after: entryOf(wish.value) }))
  const removals = lists.filter(({ before }) => before !== null)
  for (const [index, { wish, before, after }] of removals.entries()) {
    const target = draft(Math.floor(index / limit))
    if (before !== null) push(target.remove, field, before)
    speakFor(target, wish, after === null)
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
      speakFor(draft(index), wish, true)
    }
  }
}

function speakFor(draft: Draft, { slot, edits }: Write, finished: boolean): void {
  draft.slots.push(slot)
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

function entriesOf(puts: readonly Write[]): Entry[] {
  return puts.map(({ value }) => entryOf(value)).filter(entry => entry !== null)
}

function wholeMetadata(remote: CaseContent, puts: readonly Write[]): Entry[] {
  const entries = new Map(remote[MAP_FIELD].map(entry => [keyOf(MAP_FIELD, entry), entry]))
  for (const { slot, value } of puts) {
    const entry = entryOf(value)
    if (entry !== null && slot.key !== null) entries.set(slot.key, entry)
  }
  return [...entries.values()]
}
