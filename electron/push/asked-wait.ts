import type { Clock } from '../ports/clock'
import type { Journal } from '../ports/journal'

/** What the service asked for in one answer, as it outlives a restart. */
export interface AskedWait {
  /** How much of it is left, in ms; 0 where nothing is. */
  rest(): number
  /** That it cannot be written down stops nothing. */
  remember(ms: number): Promise<void>
}

const NOTE = 'askedWait'
/**
 * The most that is believed of a wait from an earlier start: throttling passes in minutes. In the process that heard
 * it any wait is kept to; after a restart a call too early costs one more 429, which says it all anew.
 */
const MOST_BELIEVED_MS = 86_400_000

/**
 * Noted as when it was asked and for how long, not until when: a clock that was far ahead then would set the end years
 * away. Never more is left than was asked, so a clock that stands before the asking waits all of it again.
 */
export function createAskedWait({ journal, clock }: { journal: Pick<Journal, 'note' | 'noted'>, clock: Clock }): AskedWait {
  return {
    rest() {
      const [, at, asked] = /^(\d{1,15})\+(\d{1,15})$/.exec(String(journal.noted(NOTE))) ?? []
      if (at === undefined || asked === undefined) return 0
      const ms = Math.min(Number(asked), MOST_BELIEVED_MS)
      return Math.max(0, Math.min(ms, Number(at) + ms - clock.now()))
    },
    remember: ms => journal.note(NOTE, `${clock.now()}+${Math.round(ms)}`).catch(() => {}),
  }
}
