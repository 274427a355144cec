import type { Journal } from '../ports/journal'

const NOTE = 'pausedByYou'

/** Since when the responder has sending paused, as an earlier start noted it; null where it is not. */
export function pausedSince(journal: Pick<Journal, 'noted'>): number | null {
  const since = journal.noted(NOTE)
  return typeof since === 'number' ? since : null
}

/** Null: sending goes on. */
export function notePaused(journal: Pick<Journal, 'note'>, since: number | null): Promise<void> {
  return journal.note(NOTE, since)
}
