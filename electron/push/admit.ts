import { inverse } from '#domain/change'
import type { Edit, FieldChange } from '#domain/edit'
import type { LiveEdit } from '#domain/fold'
import type { SlotValue } from '#domain/case'
import type { HeldReason } from '#domain/outcome'
import type { Slot } from '#domain/slot'
import { baseOf, sameValue, slotOf, wantedBy } from '#domain/slot'
import type { Journal, NewOutcome, UnsettledEdit } from '../ports/journal'
import type { Found } from './look-up'
import { NOTHING_FOUND } from './look-up'
import { sentBy } from './sent-by'

/** What the journal knows that decides whether an edit may be sent. */
export type Known = Pick<Journal, 'generation' | 'intents' | 'endOf' | 'wasAsked' | 'knows' | 'lastDecided'>

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
 * - An undo of what was never sent just ends; of what was, or may have been, it becomes the inverse. So it does while an
 *   older request may still land in its slot.
 * - An undo of what has cancelled an earlier edit, neither of them sent, becomes the inverse too: the earlier is wanted again.
 * - An undo of undos that are held just ends, and they with it: what stands at the service stands.
 * - An edit from another generation of the journal is held, an undo too: what the lost one knew of it is unknown.
 * - An edit of a slot where one is held joins the hold; nothing else of the case waits for it.
 * - One that was handed over late, older than what was decided of its slot since, or waits there, is overtaken by that.
 *
 * `found`: what the case's log says of intents whose outcome is unknown, where it was read.
 */
export function admit({ caseId, unsettled, known, now, found = NOTHING_FOUND }: {
  caseId: string
  unsettled: readonly UnsettledEdit[]
  known: Known
  now: number
  found?: ReadonlyMap<string, Found>
}): Admission {
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
  const sentFor = sentBy({ caseId, superseding: superseding.map(({ edit }) => edit), known, now, found })
  const heldSlots = new Map<string, HeldReason>()
  const newestOf = new Map<string, LiveEdit>()
  const live: LiveEdit[] = []
  for (const { edit, generation, held } of unsettled) {
    if (endedNow.has(edit.id)) continue
    const foreign = isForeign(generation, known)
    const sent = sentFor(edit)
    const revives = edit.supersedes.some(id => known.endOf(id)?.result.kind === 'cancelled')
    const maybeSent = sent.any || (edit.change.kind === 'undo' && sent.mayLand(slotOf(edit.change.undone)))
    const change = wish(edit.change, foreign || revives || (maybeSent && !edit.supersedes.every(id => heldUndos.has(id))))
    if (change === null) {
      conclude(edit.id, { kind: 'alreadySo' })
      continue
    }
    const slot = slotOf(change)
    const fresh = held === null && !foreign && !sent.any
    const newer = fresh ? overtaking(edit, slot, known, now) ?? overtakenBy(edit, newestOf.get(slot.id)) : null
    if (newer !== null) {
      conclude(edit.id, { kind: 'superseded', by: newer })
      continue
    }
    const reason = held ?? reasonToHold(heldSlots.get(slot.id), wantedBy(change), foreign)
    if (reason === null) {
      const takesBack = edit.change.kind === 'undo'
      const unclear = takesBack ? sent.unclear(slot) : []
      const one = { id: edit.id, change, written: sent.at(slot), unclear, passed: sent.passed, maybeSent: sent.any, takesBack }
      live.push(one)
      newestOf.set(slot.id, one)
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

/**
 * The edit decided since that this one, made before it, comes too late for. Ids tell the order; where the machine's clock
 * was set back since, they tell nothing.
 */
function overtaking({ id, caseId }: Edit, slot: Slot, known: Known, now: number): string | null {
  const newest = known.lastDecided(caseId, slot.id)
  return newest !== null && id < newest.id && newest.at <= now ? newest.id : null
}

/**
 * The same of one that still waits: `earlier` was recorded before, and made later. Unless the new one was made on what
 * that had left on the screen: then the clock was set back in between.
 */
function overtakenBy({ id, change }: Edit, earlier: LiveEdit | undefined): string | null {
  if (earlier === undefined || change.kind === 'undo' || id > earlier.id) return null
  return sameValue(slotOf(change).field, baseOf(change), wantedBy(earlier.change)) ? null : earlier.id
}
