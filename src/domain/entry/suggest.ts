import type { Entry, ListField } from '../fields'
import { REGIONS } from '../fields'
import { keyOf } from '../key'
import { plain, REGION_NAME } from './regions'
import { SERVICES } from './services'

/** What could be meant: `value` goes into the field, `detail` tells more of it. */
export interface Suggestion { value: string, detail: string | null }

/** More than fit under a line help nobody. */
const MOST = 8

/**
 * Known values of a list that what was typed may lead to, the closest first; none where the list knows no values, or
 * nothing was typed. What the list holds already is left out.
 */
export function suggestions(field: ListField, typed: string, present: readonly Entry[]): Suggestion[] {
  const words = plain(typed).split(' ').filter(word => word !== '')
  if (words.length === 0) return []
  const held = new Set(present.map(entry => keyOf(field, entry)))
  const known = knownOf(field).filter(({ value }) => !held.has(value))
  const ranked = known.flatMap((suggestion) => {
    const text = plain(`${suggestion.value} ${suggestion.detail ?? ''}`)
    return words.every(word => text.includes(word)) ? [{ suggestion, rank: rankOf(text, words.join(' ')) }] : []
  })
  return ranked.sort((a, b) => a.rank - b.rank).slice(0, MOST).map(({ suggestion }) => suggestion)
}

/** Whether only known values can be entered, so that the closest one is meant. */
export const isClosed = (field: ListField): boolean => field === 'impactedAwsRegions'

function knownOf(field: ListField): Suggestion[] {
  if (field === 'impactedAwsRegions') return REGIONS.map(value => ({ value, detail: REGION_NAME[value] }))
  return field === 'impactedServices' ? SERVICES.map(value => ({ value, detail: null })) : []
}

/** A name is looked for by its own first letters: "s3" is Amazon S3 before all that has it inside. */
function rankOf(text: string, typed: string): number {
  if (text === typed) return 0
  if (text.startsWith(typed)) return 1
  const at = text.search(new RegExp(`[ -]${typed.replace(/[^a-z0-9 -]/g, '.')}`))
  return at < 0 ? 4 : text.length === at + 1 + typed.length ? 2 : 3
}
