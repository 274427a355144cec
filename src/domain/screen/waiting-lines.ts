import type { Slot } from '../slot'
import type { Mark, OpenEdit } from '../view'
import { markedSlots } from '../view'

/** What waits for one case, folded as it will be sent: one line a slot. */
export interface WaitingCase {
  caseId: string
  /** When the oldest of it was made. */
  since: number
  slots: ReadonlyArray<{ slot: Slot, mark: Mark }>
}

/** The oldest case first. */
export function waitingLines(byCase: ReadonlyMap<string, readonly OpenEdit[]>): WaitingCase[] {
  const cases: WaitingCase[] = []
  for (const [caseId, open] of byCase) {
    const slots = markedSlots(open)
    if (slots.length > 0) cases.push({ caseId, since: Math.min(...slots.map(({ mark }) => mark.since)), slots })
  }
  return cases.sort((a, b) => a.since - b.since)
}
