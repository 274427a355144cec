import type { Outcome } from '#domain/outcome'
import { gathered } from './gathered'
import type { Clock } from './ports/clock'
import type { Journal } from './ports/journal'

/** Outcomes on their way to the page: a batch at a time, the next when the page has committed the last. */
export interface OutcomeFeed {
  /** There are new outcomes in the journal. */
  concluded(): void
  /** The page has taken in everything up to and including `seq`. */
  acknowledged(seq: number): void
}

/** Keeps one batch within a blink of the page's transaction. */
const BATCH = 200

export function createOutcomeFeed({ journal, clock, emit }: {
  journal: Pick<Journal, 'outcomesAfter'>
  clock: Pick<Clock, 'elapsed' | 'after'>
  emit: (outcomes: readonly Outcome[]) => void
}): OutcomeFeed {
  /** Null until a page has told where it stands. */
  let taken: number | null = null
  let sent = 0
  const telling = gathered({ clock, firstMs: 0, tell: sendNext })

  function sendNext(): void {
    if (taken === null || sent > taken) return
    const outcomes = journal.outcomesAfter(taken, BATCH)
    sent = outcomes.at(-1)?.seq ?? taken
    if (outcomes.length > 0) emit(outcomes)
  }

  return {
    concluded: telling.due,
    acknowledged(seq) {
      taken = seq
      // Also after a reload: what was sent to the page before it is sent to this one anew.
      sent = seq
      telling.due()
    },
  }
}
