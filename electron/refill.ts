import type { Output } from '#channel/protocol'
import type { UnsettledEdit } from './ports/journal'

/** UTF-16 units; far below what a message carries, with room for one more edit of the longest texts. */
const MOST_LENGTH = 8 * 1024 * 1024

/**
 * What the journal holds unsettled and a page has not named, in the order recorded, as much as one message carries
 * well: a page that was given some asks again.
 */
export function refillOf(unsettled: readonly UnsettledEdit[], named: ReadonlySet<string>): Output<'reconcile'>['refill'] {
  const refill: Array<{ edit: UnsettledEdit['edit'], held: UnsettledEdit['held'] }> = []
  let length = 0
  for (const { edit, held } of unsettled) {
    if (named.has(edit.id)) continue
    refill.push({ edit, held })
    length += JSON.stringify(edit).length
    if (length > MOST_LENGTH) break
  }
  return refill
}
