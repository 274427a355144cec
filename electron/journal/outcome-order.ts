import { BEFORE_ALL, readLink } from './chain'
import { jsonOf } from './line'
import type { OutcomeLine } from './records'
import type { Misplaced, Order } from './scan'

const CHANGED = 'The line does not follow from the one before it: one of the two was changed, or they were put in another order.'
const MISSING = 'Lines before this one are missing.'

/**
 * Outcomes are numbered from 1 without a gap and chained by their hashes. After a line that cannot be read, and after
 * missing ones, the chain is taken up again with the next line there is: it is whole, and only what came before it is lost.
 */
export function createOutcomeOrder(): Order<OutcomeLine> {
  /** Null where nobody can tell any more. */
  let previous: string | null = BEFORE_ALL
  /** The header has number 0. */
  let expected = 0

  function follows(line: Buffer): boolean {
    const link = readLink(jsonOf(line), previous ?? BEFORE_ALL)
    const known = previous !== null
    previous = link?.hash ?? null
    return link !== null && (link.follows || !known)
  }

  return {
    header(line) {
      expected = 1
      return follows(line) ? null : { reason: CHANGED, taken: false }
    },
    record(line, { outcome: { seq } }): Misplaced | null {
      // One from further up, or a second copy: the chain goes on from where it was.
      if (seq < expected) return { reason: CHANGED, taken: false }
      const missing = seq > expected
      if (missing) previous = null
      expected = seq + 1
      if (!follows(line)) return { reason: CHANGED, taken: false }
      return missing ? { reason: MISSING, taken: true } : null
    },
    unreadable() {
      previous = null
      expected++
    },
  }
}
