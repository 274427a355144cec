import { inverse, writtenAt } from '#domain/change'
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
 * - An edit from another generation of the journal is held: what the lost one knew of it is unknown.
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
  const heldSlots = new Map<string, HeldReason>()
  const live: LiveEdit[] = []
  for (const { edit, generation, held } of unsettled) {
    if (endedNow.has(edit.id)) continue
    const sent = sentBy([edit.id, ...edit.supersedes], caseId, known)
    const change = edit.change.kind === 'undo' ? sent.any ? inverse(edit.change.undone) : null : edit.change
    if (change === null) {
      conclude(edit.id, { kind: 'alreadySo' })
      continue
    }
    const slot = slotOf(change)
    const reason = held ?? reasonToHold(heldSlots.get(slot.id), wantedBy(change), isForeign(generation, known))
    if (reason === null) {
      live.push({ id: edit.id, change, mayHold: sent.at(slot) })
      continue
    }
    heldSlots.set(slot.id, reason)
    if (held === null) conclude(edit.id, { kind: 'held', reason })
  }
  return { outcomes, live }
}

/** A null generation is of a page that had met no journal: nothing it made can have been sent. */
function isForeign(generation: string | null, known: Known): boolean {
  return generation !== null && generation !== known.generation
}

function reasonToHold(earlier: HeldReason | undefined, mine: SlotValue, foreign: boolean): HeldReason | null {
  if (earlier?.kind === 'conflict') return { ...earlier, mine }
  return earlier ?? (foreign ? { kind: 'recovered' } : null)
}

/** What was, or may have been, sent for these edits: landed calls and intents without an outcome. */
function sentBy(ids: readonly string[], caseId: string, known: Known): { any: boolean, at: (slot: Slot) => SlotValue[] } {
  const calls = known.intents(caseId).filter(({ edits }) => edits.some(id => ids.includes(id))).map(({ call }) => call)
  for (const id of ids) {
    const result = known.endOf(id)?.result
    if (result?.kind === 'sent') calls.push(result.wrote)
  }
  return {
    any: calls.length > 0,
    at: slot => calls.flatMap((call) => {
      const value = writtenAt(call, slot)
      return value === undefined ? [] : [value]
    }),
  }
}
