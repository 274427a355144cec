import type { Clock } from '../ports/clock'
import type { Journal, OpenIntent } from '../ports/journal'

/**
 * The journal, with no intent from the future: one that bears a later time than it is now was made before the machine's
 * clock was set back, perhaps by days, and counts from when that is first seen. Else what waits until its request can
 * land no more would wait for all of those days.
 */
export function dated<J extends Pick<Journal, 'intents'>>(journal: J, clock: Pick<Clock, 'now'>): J {
  const seen = new Map<string, number>()

  function aged(intent: OpenIntent): OpenIntent {
    const now = clock.now()
    const at = Math.min(intent.at, seen.get(intent.id) ?? intent.at)
    if (at > now) seen.set(intent.id, now)
    return Math.min(at, now) === intent.at ? intent : { ...intent, at: Math.min(at, now) }
  }

  return { ...journal, intents: caseId => journal.intents(caseId).map(aged) }
}
