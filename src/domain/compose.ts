import type { SlotValue, Snapshot } from './case'
import { changeBetween, inverse } from './change'
import type { Edit, FieldChange } from './edit'
import { MOST_PAST } from './edit'
import type { Entry } from './fields'
import type { Slot } from './slot'
import { baseOf, entrySlot, isListField, sameValue, slotOf, valueAt, wantedBy } from './slot'
import type { OpenEdit, ShownEdit } from './view'
import { openAt, viewOf } from './view'

/** What an edit says, before it is given an id and a time. */
export type Draft = Pick<Edit, 'supersedes' | 'change'>

/**
 * The edit that makes a slot hold `value`, on top of what the screen shows; null where it shows that already, or
 * no change can lead there. Where edits of the slot are held, the new one takes their place and is made on what the
 * responder has seen there, so that what a colleague wrote since is asked about anew. `value` null takes an entry
 * away. `seen` is what a field held before it was typed into: where a colleague's change has arrived since, the edit
 * is made on what the responder saw.
 */
export function draftEdit(snapshot: Snapshot, open: readonly OpenEdit[], slot: Slot, value: SlotValue, seen?: SlotValue): Draft | null {
  const here = openAt(slot, open)
  const decided = decidedOn(here, valueAt(snapshot.content, slot))
  const base = decided !== undefined ? decided : seen !== undefined ? seen : valueAt(viewOf(snapshot, open).content, slot)
  if (sameValue(slot.field, base, value)) return decided === undefined ? null : draftUndo(open, slot)
  const change = changeBetween(slot, base, value)
  return change === null ? null : { supersedes: decided === undefined ? [] : here.map(({ edit }) => edit.id), change }
}

/**
 * What a decision about held edits is made on: a conflict shows what the colleague wrote, anything else hides it, so
 * that the edits' own base still stands; an undo among them may have had nothing to take back, and then the case holds
 * another of their values. Undefined where none is held.
 */
function decidedOn(here: readonly ShownEdit[], synced: SlotValue): SlotValue | undefined {
  const [first] = here
  const reason = here.findLast(({ held }) => held !== null)?.held
  if (first === undefined || reason == null) return undefined
  if (reason.kind === 'conflict') return reason.theirs
  const known = here.some(({ change }) => [baseOf(change), wantedBy(change)].some(value => sameValue(slotOf(change).field, value, synced)))
  return known ? synced : baseOf(first.change)
}

/**
 * The edit that adds `entry` in place of what is held in `slot`, where its key was what was wrong. Where the list shows
 * an entry of that key already, its other members stay as they are unless `entry` names them.
 */
export function draftMend(snapshot: Snapshot, open: readonly OpenEdit[], slot: Slot, entry: Entry): Draft | null {
  if (!isListField(slot.field)) return null
  const place = entrySlot(slot.field, entry)
  if (place.id === slot.id) return draftEdit(snapshot, open, slot, entry)
  const there = valueAt(viewOf(snapshot, open).content, place)
  const made = draftEdit(snapshot, open, place, typeof there === 'object' && there !== null ? { ...there, ...entry } : entry)
  if (made === null) return draftUndo(open, slot)
  return { ...made, supersedes: [...made.supersedes, ...openAt(slot, open).map(({ edit }) => edit.id)] }
}

/** The edit that has the case show once more what `change` wanted; null where it shows that already, or no change leads there. */
export function draftAgain(snapshot: Snapshot, open: readonly OpenEdit[], change: Edit['change']): Draft | null {
  const wanted = change.kind === 'undo' ? inverse(change.undone) : change
  return wanted === null ? null : draftEdit(snapshot, open, slotOf(wanted), wantedBy(wanted))
}

/** Takes back all open edits of a slot: what was never sent just ends, what was sent meanwhile is inverted. */
export function draftUndo(open: readonly OpenEdit[], slot: Slot): Draft | null {
  const here = openAt(slot, open)
  const [first, last] = [here.at(0), here.at(-1)]
  if (first === undefined || last === undefined) return null
  // Edits that cancel each other leave no way between their ends; the first one, inverted, leads back to the same.
  const undone = changeBetween(slot, baseOf(first.change), wantedBy(last.change)) ?? first.change
  const past = pastOf(here, undone)
  return { supersedes: here.map(({ edit }) => edit.id), change: { kind: 'undo', undone, ...past.length > 0 && { past } } }
}

/** What several edits led through, newest first, besides what `undone` leads from and to. */
function pastOf(here: readonly ShownEdit[], undone: FieldChange): SlotValue[] {
  const { field } = slotOf(undone)
  const past: SlotValue[] = []
  for (const { change } of here.toReversed()) {
    if (past.length === MOST_PAST) break
    const value = wantedBy(change)
    if (![baseOf(undone), wantedBy(undone), ...past].some(known => sameValue(field, known, value))) past.push(value)
  }
  return past
}

/** Sends what is held once more, as it is. */
export function draftRetry(snapshot: Snapshot, open: readonly OpenEdit[], slot: Slot): Draft | null {
  const last = openAt(slot, open).at(-1)
  return last === undefined ? null : draftEdit(snapshot, open, slot, wantedBy(last.change))
}
