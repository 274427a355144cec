import type { Slot } from '../slot'
import type { Mark, OpenEdit } from '../view'
import { markedSlots } from '../view'

/** What waits for one case, folded as it will be sent: one line a slot. */
export interface WaitingCase {
  caseId: string
  /** When the oldest of it was made. */
  since: number
  /** How many of the slots need the responder. */
  held: number
  slots: ReadonlyArray<{ slot: Slot, mark: Mark }>
}

// Of twenty thousand edits that wait, each new one changes those of one case.
const made = new WeakMap<WaitingCase['slots'], WaitingCase>()

/** The oldest case first. */
export function waitingLines(byCase: ReadonlyMap<string, readonly OpenEdit[]>): WaitingCase[] {
  const cases: WaitingCase[] = []
  for (const [caseId, open] of byCase) {
    const slots = markedSlots(open)
    if (slots.length > 0) cases.push(made.get(slots) ?? waitingCase(caseId, slots))
  }
  return cases.sort((a, b) => a.since - b.since)
}

function waitingCase(caseId: string, slots: WaitingCase['slots']): WaitingCase {
  const since = slots.reduce((oldest, { mark }) => Math.min(oldest, mark.since), Infinity)
  const waiting = { caseId, since, held: slots.filter(({ mark }) => mark.kind === 'held').length, slots }
  made.set(slots, waiting)
  return waiting
}
