import type { Wanted } from '#domain/fold'
import type { Slot } from '#domain/slot'

/** Groups of slots, by id, one of which the service refuses without saying which: each group is sent by itself. */
export type Suspects = ReadonlyArray<ReadonlySet<string>>

/** Of what is wanted, the first group; all of it where nothing is suspected. */
export function onlyFirst([first]: Suspects, wanted: readonly Wanted[]): readonly Wanted[] {
  return first === undefined ? wanted : wanted.filter(({ slot }) => first.has(slot.id))
}

/** Two groups in place of one refused call; none where a single slot is left to blame. */
export function halved(slots: readonly Slot[]): Suspects {
  const ids = [...new Set(slots.map(({ id }) => id))]
  if (ids.length < 2) return []
  const middle = Math.ceil(ids.length / 2)
  return [new Set(ids.slice(0, middle)), new Set(ids.slice(middle))]
}
