import type { CaseContent } from '#domain/case'
import { callReader } from '#domain/change'
import type { Entry } from '#domain/fields'
import { MAP_FIELD, OTHER_MEMBERS, SET_FIELDS } from '#domain/fields'
import type { LiveEdit } from '#domain/fold'
import { keyOf } from '#domain/key'
import type { PlannedCall } from '#domain/plan'
import type { Slot } from '#domain/slot'
import { sameValue, slotOf, wantedBy } from '#domain/slot'
import type { HeldReason } from '#domain/outcome'
import type { NewOutcome, OpenIntent } from '../ports/journal'
import type { Found } from './look-up'

/**
 * A signature is good for five minutes, the call's own deadline is half a minute: a request that was not seen by then
 * cannot land any more.
 */
export const LATEST_LANDING_MS = 330_000

/** Whether an intent's request may still land, or may have landed unseen. */
export function isOpen(intent: OpenIntent, found: ReadonlyMap<string, Found>): boolean {
  return intent.state === 'unknown' && found.get(intent.id)?.state !== 'landed'
}

/** What is to be looked up even if no edit is left to be sent: due watches, and requests that can land no more. */
export function isDue(intent: OpenIntent, now: number): boolean {
  return intent.state === 'landed' || (intent.state === 'unknown' && now >= intent.at + LATEST_LANDING_MS)
}

/**
 * Splits edits into those that are finished by what is so, and those that are not quite: an older request of ours may
 * still land and put another value in their slot, so that one more look is taken once it can land no more.
 */
export function finished(edits: readonly string[], live: readonly LiveEdit[], open: readonly OpenIntent[]): string[] {
  if (open.length === 0) return [...edits]
  const readers = open.map(({ call }) => callReader(call))
  const wanted = new Map(live.map(({ change }) => [slotOf(change).id, wantedBy(change)]))
  const slots = new Map(live.map(({ id, change }) => [id, slotOf(change)]))
  const shaky = (slot: Slot): boolean => readers.some((read) => {
    const value = read(slot)
    return value !== undefined && !sameValue(slot.field, value, wanted.get(slot.id) ?? null)
  })
  return edits.filter((id) => {
    const slot = slots.get(id)
    return slot === undefined || !shaky(slot)
  })
}

/**
 * The outcomes of what needs no call. An edit that is as it should be because a call of ours put it there was sent by
 * that, be it that only the case's log told of it, or that the edit was not finished then; any other was so already.
 * Those of calls bear the time of the call: what was read of the case since knows more than they do.
 */
export function settled({ alreadySo, cancelled, held, intents, found, now }: {
  alreadySo: readonly string[]
  /** Those of them that cancel each other. */
  cancelled: ReadonlySet<string>
  held: ReadonlyArray<{ edits: readonly string[], reason: HeldReason }>
  intents: readonly OpenIntent[]
  found: ReadonlyMap<string, Found>
  now: number
}): Array<Omit<NewOutcome, 'caseId'>> {
  const left = new Set(alreadySo)
  const sent = intents.toReversed().flatMap(({ id, at, call, meant, edits: carried, requestId, state }) => {
    const isNew = state === 'unknown' && found.get(id)?.state === 'landed'
    if (state === 'unknown' && !isNew) return []
    const edits = carried.filter(edit => left.delete(edit))
    return isNew || edits.length > 0 ? [{ at, edits, result: { kind: 'sent', requestId, wrote: call, intent: id, meant } as const }] : []
  })
  return [
    ...sent.toReversed(),
    ...(['alreadySo', 'cancelled'] as const).flatMap((kind) => {
      const edits = [...left].filter(id => cancelled.has(id) === (kind === 'cancelled'))
      return edits.length > 0 ? [{ at: now, edits, result: { kind } }] : []
    }),
    ...held.map(({ edits, reason }) => ({ at: now, edits, result: { kind: 'held', reason } as const })),
  ]
}

/**
 * Whether a call may replace something nobody here has seen. An entry of a key alone that is added replaces nothing,
 * unless others may have said more of the same key in that moment.
 */
export function mayReplace({ set, add, remove, put }: PlannedCall['call']): boolean {
  return Object.keys(set).length > 0 || put.length > 0 || Object.keys(remove).length > 0
    || SET_FIELDS.some(field => add[field] !== undefined && OTHER_MEMBERS[field].length > 0)
}

/** Metadata of the case that a call leaves unsaid. */
export function sparedBy({ put }: PlannedCall['call'], content: CaseContent): Entry[] {
  if (put.length === 0) return []
  return missingFrom(put, content[MAP_FIELD])
}

/** Those of `entries` whose key is not among `held`. */
export function missingFrom(held: readonly Entry[], entries: readonly Entry[]): Entry[] {
  const keys = new Set(held.map(entry => keyOf(MAP_FIELD, entry)))
  return entries.filter(entry => !keys.has(keyOf(MAP_FIELD, entry)))
}
