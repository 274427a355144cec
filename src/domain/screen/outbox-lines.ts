import type { Snapshot } from '../case'
import { inverse } from '../change'
import type { Edit } from '../edit'
import type { Field } from '../fields'
import { LIST_FIELDS, SCALAR_FIELDS } from '../fields'
import { fold } from '../fold'
import { counted, FIELD_LABEL, grouped } from '../words/labels'
import type { HeldReason } from '../outcome'
import type { Plan } from '../plan'
import { plan } from '../plan'
import type { Slot } from '../slot'
import { baseOf, isListField, wantedBy } from '../slot'
import type { Mark } from '../view'

/** A slot that is not sent yet. */
export interface WaitingSlot { slot: Slot, mark: Mark }

/** One line of the outbox: a slot, or so many of one list, all alike, that they are read and decided better as one. */
export type OutboxLine
  = { kind: 'slot', id: string } & WaitingSlot
    | { kind: 'list', id: string, what: string, since: number, reason: HeldReason | null, slots: readonly WaitingSlot[] }

/** From so many entries of one list on, they are one line. */
const FOLD_FROM = 5

/** The lines of one case, each where the first of it was made. */
export function outboxLines(slots: readonly WaitingSlot[]): OutboxLine[] {
  const groups = new Map<string, WaitingSlot[]>()
  for (const waiting of slots) {
    const id = groupOf(waiting)
    const group = groups.get(id)
    if (group === undefined) groups.set(id, [waiting])
    else group.push(waiting)
  }
  return [...groups].flatMap(([id, group]): OutboxLine[] => {
    const [first] = group
    if (first === undefined || group.length < FOLD_FROM) return group.map(({ slot, mark }) => ({ kind: 'slot', id: slot.id, slot, mark }))
    const reason = first.mark.kind === 'held' ? first.mark.reason : null
    return [{ kind: 'list', id, what: listWords(first.slot.field, group), since: oldest(group), reason, slots: group }]
  })
}

/** What may share a line: entries of one list that wait, or that are held for one reason. Each conflict is decided by itself. */
function groupOf({ slot, mark }: WaitingSlot): string {
  if (!isListField(slot.field)) return slot.id
  if (mark.kind === 'waiting') return slot.field
  const { reason } = mark
  return reason.kind === 'conflict' ? slot.id : `${slot.field} ${reason.kind} ${reason.kind === 'parked' ? reason.message : ''}`
}

/** "+12 threat-actor addresses"; entries that are added, taken away and changed together have no sign. */
function listWords(field: Field, slots: readonly WaitingSlot[]): string {
  const signs = new Set(slots.map(({ mark }) => signOf(mark)))
  const [only] = signs.size === 1 ? signs : []
  return `${only ?? ''}${counted(field, slots.length)}`
}

/** What the edits of an entry come to: an entry that is added and then changed is added all the same. */
function signOf({ edits }: Mark): '+' | '−' | '' {
  const [first, last] = [edits.at(0)?.change, edits.at(-1)?.change]
  if (first === undefined || last === undefined || first.kind === 'undo' || last.kind === 'undo') return ''
  if (wantedBy(last) === null) return '−'
  return baseOf(first) === null ? '+' : ''
}

function oldest(slots: readonly WaitingSlot[]): number {
  return Math.min(...slots.map(({ mark }) => mark.since))
}

/** An edit may wait on where its value has arrived: until no earlier request can change it any more. */
const THERE = ': at the service already, to be confirmed'

function isThere(planned: Plan | null, waiting: readonly WaitingSlot[]): boolean {
  return waiting.length > 0 && planned?.alreadySo.length === waiting.length
}

const isWaiting = ({ mark }: WaitingSlot): boolean => mark.kind === 'waiting'

// Of thousands of cases that wait, each call that lands changes one.
const plans = new WeakMap<readonly WaitingSlot[], { snapshot: Snapshot | undefined, planned: Plan | null }>()

/** Null where nothing is known of the case. */
function planOf(snapshot: Snapshot | undefined, slots: readonly WaitingSlot[]): Plan | null {
  const known = plans.get(slots)
  if (known !== undefined && known.snapshot === snapshot) return known.planned
  const wanted = fold(slots.filter(isWaiting).flatMap(({ mark }) => mark.edits.flatMap(liveEdit)))
  const planned = snapshot === undefined ? null : plan(snapshot.content, wanted)
  plans.set(slots, { snapshot, planned })
  return planned
}

/** How many calls the waiting slots of a case will take, as the case was last read. */
export function callsOf(snapshot: Snapshot | undefined, slots: readonly WaitingSlot[]): number {
  return planOf(snapshot, slots)?.calls.length ?? 0
}

/**
 * What the waiting slots of a case will be sent as: "1 call: title, 12 watchers"; empty where all of it is held. The
 * number of calls holds for the case as it was last read; a colleague's change meanwhile may make it another.
 */
export function sendWords(snapshot: Snapshot | undefined, slots: readonly WaitingSlot[]): string {
  const waiting = slots.filter(isWaiting)
  const parts = [...SCALAR_FIELDS, ...LIST_FIELDS].flatMap((field) => {
    const count = waiting.filter(({ slot }) => slot.field === field).length
    if (count === 0) return []
    return isListField(field) ? counted(field, count) : FIELD_LABEL[field].one
  }).join(', ')
  const planned = planOf(snapshot, slots)
  const calls = planned?.calls.length ?? 0
  return calls === 0 ? `${parts}${isThere(planned, waiting) ? THERE : ''}` : `${calls === 1 ? '1 call' : `${grouped(calls)} calls`}: ${parts}`
}

function liveEdit({ id, change }: Edit) {
  const live = change.kind === 'undo' ? inverse(change.undone) : change
  return live === null ? [] : [{ id, change: live, written: [] }]
}
