import type { Snapshot } from './case'
import { inverse } from './change'
import type { Edit } from './edit'
import type { Field, ListField } from './fields'
import { LIST_FIELDS, SCALAR_FIELDS } from './fields'
import { fold } from './fold'
import { counted, FIELD_LABEL, grouped } from './labels'
import { plan } from './plan'
import type { Slot } from './slot'
import { isListField } from './slot'
import type { Mark } from './view'

/** A slot that is not sent yet. */
export interface WaitingSlot { slot: Slot, mark: Mark }

/** One line of the outbox: a slot, or so many of one list that they are read better as one. */
export type OutboxLine
  = { kind: 'slot', id: string } & WaitingSlot
    | { kind: 'list', id: string, what: string, since: number, slots: readonly WaitingSlot[] }

/** From so many waiting entries of one list on, they are one line. */
const FOLD_FROM = 5

/** The lines of one case; what is held keeps a line of its own, as it needs the responder. */
export function outboxLines(slots: readonly WaitingSlot[]): OutboxLine[] {
  const folded = new Map<ListField, WaitingSlot[]>()
  for (const field of LIST_FIELDS) {
    const waiting = slots.filter(({ slot, mark }) => slot.field === field && mark.kind === 'waiting')
    if (waiting.length >= FOLD_FROM) folded.set(field, waiting)
  }
  const lines: OutboxLine[] = []
  for (const { slot, mark } of slots) {
    const list = isListField(slot.field) && mark.kind === 'waiting' ? folded.get(slot.field) : undefined
    if (list === undefined) lines.push({ kind: 'slot', id: slot.id, slot, mark })
    else if (list[0]?.slot === slot) lines.push({ kind: 'list', id: slot.field, what: listWords(slot.field, list), since: oldest(list), slots: list })
  }
  return lines
}

/** "+12 threat-actor addresses"; entries that are added, taken away and changed together have no sign. */
function listWords(field: Field, slots: readonly WaitingSlot[]): string {
  const kinds = new Set(slots.map(({ mark }) => mark.edits.at(-1)?.change.kind))
  const [only] = kinds.size === 1 ? kinds : []
  return `${only === 'add' ? '+' : only === 'remove' ? '−' : ''}${counted(field, slots.length)}`
}

function oldest(slots: readonly WaitingSlot[]): number {
  return Math.min(...slots.map(({ mark }) => mark.since))
}

/**
 * What the waiting slots of a case will be sent as, and what of it is held: "1 call: title, 12 watchers · 1 needs you".
 * The number of calls holds for the case as it was last read; a colleague's change meanwhile may make it another.
 */
export function sendWords(snapshot: Snapshot | undefined, slots: readonly WaitingSlot[]): string {
  const waiting = slots.filter(({ mark }) => mark.kind === 'waiting')
  const held = slots.length - waiting.length
  const parts = [...SCALAR_FIELDS, ...LIST_FIELDS].flatMap((field) => {
    const count = waiting.filter(({ slot }) => slot.field === field).length
    if (count === 0) return []
    return isListField(field) ? counted(field, count) : FIELD_LABEL[field].one
  }).join(', ')
  const wanted = fold(waiting.flatMap(({ mark }) => mark.edits.flatMap(liveEdit)))
  const calls = snapshot === undefined ? 0 : plan(snapshot.content, wanted).calls.length
  const sent = calls === 0 ? parts : `${calls === 1 ? '1 call' : `${grouped(calls)} calls`}: ${parts}`
  const needs = held === 0 ? '' : `${grouped(held)} ${held === 1 ? 'needs' : 'need'} you`
  return [sent, needs].filter(part => part !== '').join(' · ')
}

function liveEdit({ id, change }: Edit) {
  const live = change.kind === 'undo' ? inverse(change.undone) : change
  return live === null ? [] : [{ id, change: live, mayHold: [] }]
}
