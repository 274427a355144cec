import { ChannelFailure } from '#channel/errors'
import { JournalError } from './ports/journal'

export function done<T>(value: T): { ok: true, value: T } {
  return { ok: true, value }
}

const JOURNAL_CODES = { diskFull: 'diskFull', unwritable: 'journalUnwritable', locked: 'journalLocked', newerVersion: 'journalNewer' } as const

/** What is known to go wrong, as the page may show it; anything else is a defect and stays one. */
function asFailure(error: unknown): unknown {
  if (!(error instanceof JournalError)) return error
  return new ChannelFailure(JOURNAL_CODES[error.code], error.message)
}

/** For the `catch` of what the journal does. */
export function fail(error: unknown): never {
  throw asFailure(error)
}
