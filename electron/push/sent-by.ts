import { callReader } from '#domain/change'
import type { Edit } from '#domain/edit'
import type { Base, LiveEdit } from '#domain/fold'
import type { Meant } from '#domain/outcome'
import type { Slot } from '#domain/slot'
import { lastOf } from '#domain/succession'
import { isMergedField } from '#domain/text-merge'
import type { Journal, OpenIntent } from '../ports/journal'
import type { Found } from './look-up'
import { LATEST_LANDING_MS } from './settle'

/** What was, or may have been, sent for an edit and for those whose place it takes. */
export interface Sent {
  any: boolean
  /** Whether a request may still land, or have landed unseen, that writes to the slot. */
  mayLand: (slot: Slot) => boolean
  /** What of it a slot may hold, newest first. */
  at: (slot: Slot) => Base[]
  /** See {@link LiveEdit}. */
  unclear: (slot: Slot) => Base[]
  /** See {@link LiveEdit}. */
  passed: LiveEdit['passed']
}

const NOTHING_SENT: Sent = { any: false, mayLand: () => false, at: () => [], unclear: () => [], passed: undefined }

type BaseReader = (slot: Slot) => Base | null

/**
 * An intent belongs to the edits it names, and to those that in the end took the place of one of them. One that is
 * unknown belongs besides to every edit of its slots: its call may land after theirs; and to those that were sent while
 * it was, for good: it may have landed after theirs.
 */
export function sentBy({ caseId, superseding, known, now, found }: {
  caseId: string
  superseding: readonly Edit[]
  known: Pick<Journal, 'intents' | 'endOf' | 'wasAsked'>
  now: number
  found: ReadonlyMap<string, Found>
}): (edit: Edit) => Sent {
  const takenBy = new Map(superseding.flatMap(({ id, supersedes }) => supersedes.map(taken => [taken, id])))
  const successor = (id: string): string | undefined => {
    const result = known.endOf(id)?.result
    return result?.kind === 'superseded' ? result.by : takenBy.get(id)
  }
  const mayHaveLanded = known.intents(caseId).filter(intent => !neverLanded(intent, now, found.get(intent.id)))
  const intents = mayHaveLanded.toReversed().map(intent => ({
    intent,
    read: baseReader(intent),
    heirs: new Set(intent.edits.map(id => lastOf(id, successor))),
    undecided: new Set(intent.edits.map(id => lastOf(id, taken => known.wasAsked(taken) ? undefined : successor(taken)))),
    late: mayLandLate(intent, found.get(intent.id)) || isPutBack(intent),
    landedLate: intent.state !== 'unknown' && !stampedOver(intent, found.get(intent.id)),
  }))

  return (edit) => {
    const { id, supersedes } = edit
    if (intents.length === 0 && supersedes.length === 0) return NOTHING_SENT
    const own = intents.filter(({ heirs }) => heirs.has(id))
    const besides = new Set(own.flatMap(({ intent }) => intent.besides))
    const landed = supersedes.flatMap((taken) => {
      const result = known.endOf(taken)?.result
      return result?.kind === 'sent' ? [{ read: baseReader({ call: result.wrote, meant: result.meant }), answered: result.requestId !== null }] : []
    })
    const passed = (call: typeof intents[number]): Sent['passed'] => call.heirs.has(id) ? passing(call, edit, found) : undefined
    const last = intents.findIndex(call => passed(call) !== undefined)
    const newest = intents[last]?.intent
    // What left before the newest that carried this very edit is gone with it, unless it may land after that.
    const mayFollow = (intent: OpenIntent): boolean => newest === undefined || newest.besides.includes(intent.id)
    const standing = intents.filter(({ intent }, index) => index <= last || mayFollow(intent))
    const there = standing.filter(({ intent, heirs, late, landedLate }) =>
      isShown(intent, found.get(intent.id)) && (late || heirs.has(id) || (landedLate && besides.has(intent.id))))
    const open = there.map(({ read, intent }) => ({ read, answered: intent.requestId !== null }))
    const calls = [...open, ...newest === undefined ? landed : []]
    const related = intents.filter(({ intent, heirs }) => heirs.has(id) || intent.state === 'unknown')
    return {
      any: own.length + landed.length > 0,
      mayLand: slot => intents.some(({ intent, read }) => intent.state === 'unknown' && read(slot) !== null),
      at: slot => mayStand(calls, slot),
      unclear(slot) {
        const isUnclear = related.some(({ intent, read }) => found.get(intent.id)?.state === 'unclear' && read(slot) !== null)
        return isUnclear ? [...related, ...landed].flatMap(({ read }) => read(slot) ?? []) : []
      },
      passed: own.reduce<Sent['passed']>((before, call) => before === 'maybe' ? before : passed(call) ?? before, undefined),
    }
  }
}

/**
 * Of calls, newest first, what a slot may hold. The service answered one call before the next began: what an answered
 * one left is not there any more once a newer answered one has written to the slot. If it is, somebody else put it there.
 */
function mayStand(calls: ReadonlyArray<{ read: BaseReader, answered: boolean }>, slot: Slot): Base[] {
  const bases: Base[] = []
  let isReplaced = false
  for (const { read, answered } of calls) {
    const base = answered && isReplaced ? null : read(slot)
    if (base === null) continue
    bases.push(base)
    isReplaced ||= answered
  }
  return bases
}

function baseReader({ call, meant }: { call: OpenIntent['call'], meant: Meant }): BaseReader {
  const read = callReader(call)
  return (slot) => {
    const value = read(slot)
    if (value === undefined) return null
    return { value, meant: (isMergedField(slot.field) ? meant[slot.field] : undefined) ?? value }
  }
}

/** What could land no more when the log was read, and is not in there. */
function neverLanded({ state, at }: OpenIntent, now: number, found: Found | undefined): boolean {
  return state === 'unknown' && found?.state === 'open' && now >= at + LATEST_LANDING_MS
}

/** What the log does not tell to have landed did not put there what was read before the log: it is ours for certain, or asked about. */
function isShown({ state }: OpenIntent, found: Found | undefined): boolean {
  return state !== 'unknown' || found === undefined || found.state === 'landed'
}

function mayLandLate(intent: OpenIntent, found: Found | undefined): boolean {
  return intent.state === 'unknown' && !(found?.state === 'landed' && stampedOver(intent, found))
}

/** It brings back what another of our calls had wiped, which an edit may have been made without. */
function isPutBack({ edits }: OpenIntent): boolean {
  return edits.length === 0
}

/** What it then stamped over a colleague's words, sent since by another call or not, is no leave for other edits to write on. */
function stampedOver({ over }: OpenIntent, found: Found | undefined): boolean {
  return over || (found?.over.length ?? 0) > 0
}

/**
 * An edit that only took the place of one in the call was made later, on what the responder saw by then: but not that the
 * call has landed, where the log tells of it only now; and that it may have, only where a conflict was decided. An undo is a
 * wish as long as what it takes back stands.
 */
function passing(
  { intent, undecided }: { intent: OpenIntent, undecided: ReadonlySet<string> },
  { id, change }: Edit,
  found: ReadonlyMap<string, Found>,
): Sent['passed'] {
  const isHeir = !intent.edits.includes(id)
  if (isHeir && change.kind === 'undo') return undefined
  if (intent.state !== 'unknown') return isHeir ? undefined : 'surely'
  const state = found.get(intent.id)?.state
  if (state === 'landed') return 'surely'
  return state === 'unclear' && undecided.has(id) ? 'maybe' : undefined
}
