import type { Clock } from './ports/clock'
import type { Journal } from './ports/journal'
import { pageNote, readPageNote, writePageNote } from './ports/page-note'

/**
 * What the host remembers of a shell's page database, so that one which opens empty is known for what it is: damage
 * that the browser has swept away (measured in Chromium), not a first start.
 */
export interface PageMemory {
  /** An outcome of this journal's life the page had taken in for certain; null where no page ever had a database here. */
  readonly remembered: number | null
  /** The page has committed everything up to and including `cursor`. */
  acknowledged(cursor: number): void
  close(): Promise<void>
}

/** A lower bound does: remembering each batch would cost an fsync more. In milliseconds. */
const REMEMBER_EVERY = 60_000

export function createPageMemory({ journal, shell, clock }: {
  journal: Pick<Journal, 'generation' | 'noted' | 'note'>
  shell: string
  clock: Pick<Clock, 'after'>
}): PageMemory {
  const name = pageNote(shell)
  const { generation } = journal
  const noted = readPageNote(journal.noted(name))
  const ofThisLife = noted?.generation === generation ? noted.cursor : null
  // Another life has counted its outcomes anew: it only says that there was a database.
  const remembered = ofThisLife ?? (noted === null ? null : 0)
  let written = ofThisLife
  let newest = written
  let cancel: (() => void) | null = null

  async function write(): Promise<void> {
    if (newest === null || newest === written) return
    const now = newest
    // What cannot be remembered now is with the next one.
    await journal.note(name, writePageNote({ cursor: now, generation })).then(() => { written = now }, () => {})
  }

  return {
    remembered,
    acknowledged(cursor) {
      newest = cursor
      if (written === null) void write()
      else if (cursor !== written) {
        cancel ??= clock.after(REMEMBER_EVERY, () => {
          cancel = null
          void write()
        })
      }
    },
    async close() {
      cancel?.()
      await write()
    },
  }
}
