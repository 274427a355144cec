import { codeOf, isCode } from '../ports/disk'
import { JournalError } from '../ports/journal'

/** Says in plain words why the journal's folder could not be used. */
export function journalError(error: unknown, folder: string): JournalError {
  if (error instanceof JournalError) return error
  if (isCode(error, 'ENOSPC', 'EDQUOT')) {
    return new JournalError('diskFull', `The disk with ${folder} is full. What was recorded before is safe, the newest change is not recorded here yet. Free some space and try again.`, { cause: error })
  }
  return new JournalError('unwritable', `The folder ${folder} cannot be written (${codeOf(error)}). What was recorded before is safe, the newest change is not recorded here yet. Check the folder's permissions and whether its disk is read-only.`, { cause: error })
}
