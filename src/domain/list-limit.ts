import type { ListField } from './fields'
import { LIST_LIMIT } from './fields'
import { counted, grouped } from './words/labels'

/** How many more entries the case's list may hold. */
export function roomFor(field: ListField, presentCount: number): number {
  return Math.max(0, LIST_LIMIT[field] - presentCount)
}

/** Why no more can be added to a list that holds `presentCount` entries and is about to get `waiting` more. */
export function listFull(field: ListField, presentCount: number, waiting = 0): string {
  const present = presentCount === 0 ? 'none' : grouped(presentCount)
  const has = waiting === 0 ? present : `${present}, and ${grouped(waiting)} more would come before this`
  return `A case holds at most ${counted(field, LIST_LIMIT[field])}; this one has ${has}.`
}
