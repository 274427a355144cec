import { callReader, inverse } from '#domain/change'
import type { Edit, FieldChange } from '#domain/edit'
import type { LiveEdit } from '#domain/fold'
import type { HeldReason, SlotValue } from '#domain/outcome'
import type { Slot } from '#domain/slot'
import { slotOf, wantedBy } from '#domain/slot'
import type { Journal, NewOutcome, UnsettledEdit } from '../ports/journal'

/** What the journal knows that decides whether an edit may be sent. */
export type Known = Pick<Journal, 'generation' | 'intents' | 'endOf' | 'knows'>

export interface Admission {
  /** To be concluded before anything is sent. */
  outcomes: NewOutcome[]
  /** Free to be folded, in the order recorded. */
  live: LiveEdit[]
}

/**
 * Decides, for one case with no call under way, which of its unsettled edits may be sent. It only reads what is
 * durable, so that after a crash it comes to the same again.
 *
 * - An edit in another's `supersedes` ends; one never seen here leaves a tombstone, as it may yet be handed over.
 * - An undo of what was never sent just ends; of what was, or may have been, it becomes the inverse.
 * - An undo of undos that are held just ends, and they with it: what stands at the service stands.
 * - An edit from another generation of the journal is held, an undo too: what the lost one knew of it is unknown.
 * - An edit of a slot where one is held joins the hold; nothing else of the case waits for it.
 */
export function admit(caseId: string, unsettled: readonly UnsettledEdit[], known: Known, now: number): Admission {
  const outcomes: NewOutcome[] = []
  const conclude = (id: string, result: NewOutcome['result']): void => {
    outcomes.push({ at: now, caseId, edits: [id], result })
  }
  const superseding = unsettled.filter(({ held, generation }) => held === null && !isForeign(generation, known))
  const endedNow = new Set<string>()
  for (const { edit } of superseding) {
    for (const id of edit.supersedes) {
      if (endedNow.has(id) || known.endOf(id) !== null) continue
      endedNow.add(id)
      conclude(id, { kind: 'superseded', by: edit.id })
    }
  }
  const heldUndos = new Set(unsettled.filter(({ edit, held }) => held !== null && edit.change.kind === 'undo').map(({ edit }) => edit.id))
  const sentFor = sentBy(caseId, superseding.map(({ edit }) => edit), known)
  const heldSlots = new Map<string, HeldReason>()
  const live: LiveEdit[] = []
  for (const { edit, generation, held } of unsettled) {
    if (endedNow.has(edit.id)) continue
    const foreign = isForeign(generation, known)
    const sent = sentFor(edit)
    const change = wish(edit.change, foreign || (sent.any && !edit.supersedes.every(id => heldUndos.has(id))))
    if (change === null) {
      conclude(edit.id, { kind: 'alreadySo' })
      continue
    }
    const slot = slotOf(change)
    const reason = held ?? reasonToHold(heldSlots.get(slot.id), wantedBy(change), foreign)
    if (reason === null) {
      live.push({ id: edit.id, change, mayHold: sent.at(slot), takesBack: edit.change.kind === 'undo' })
      continue
    }
    heldSlots.set(slot.id, reason)
    if (held === null) conclude(edit.id, { kind: 'held', reason })
  }
  return { outcomes, live }
}

/** Null where nothing is left to wish for. */
function wish(change: Edit['change'], maybeSent: boolean): FieldChange | null {
  if (change.kind !== 'undo') return change
  return maybeSent ? inverse(change.undone) : null
}

/** A null generation is of a page that had met no journal: nothing it made can have been sent. */
function isForeign(generation: string | null, known: Known): boolean {
  return generation !== null && generation !== known.generation
}

function reasonToHold(earlier: HeldReason | undefined, mine: SlotValue, foreign: boolean): HeldReason | null {
  if (earlier?.kind === 'conflict') return { ...earlier, mine }
  return earlier ?? (foreign ? { kind: 'recovered' } : null)
}

interface Sent { any: boolean, at: (slot: Slot) => SlotValue[] }

/**
 * What was, or may have been, sent for an edit and for those whose place it takes: landed calls, and intents
 * without an outcome. An intent belongs to the edit that in the end took the place of one of its own.
 */
function sentBy(caseId: string, superseding: readonly Edit[], known: Known): (edit: Edit) => Sent {
  const takenBy = new Map(superseding.flatMap(({ id, supersedes }) => supersedes.map(taken => [taken, id])))
  function lastOf(id: string): string {
    const passed = new Set<string>()
    let last = id
    for (let next = successor(last); next !== undefined && !passed.has(last); next = successor(last)) {
      passed.add(last)
      last = next
    }
    return last
  }
  function successor(id: string): string | undefined {
    const result = known.endOf(id)?.result
    return result?.kind === 'superseded' ? result.by : takenBy.get(id)
  }
  const intended = new Map<string, Set<CallReader>>()
  for (const { edits, call } of known.intents(caseId)) {
    const read = callReader(call)
    for (const id of edits) {
      const last = lastOf(id)
      intended.set(last, (intended.get(last) ?? new Set()).add(read))
    }
  }
  return ({ id, supersedes }) => {
    const landed = supersedes.flatMap((taken) => {
      const result = known.endOf(taken)?.result
      return result?.kind === 'sent' ? [callReader(result.wrote)] : []
    })
    const calls = [...intended.get(id) ?? [], ...landed]
    return {
      any: calls.length > 0,
      at: slot => calls.flatMap((read) => {
        const value = read(slot)
        return value === undefined ? [] : [value]
      }),
    }
  }
}

type CallReader = ReturnType<typeof callReader>
