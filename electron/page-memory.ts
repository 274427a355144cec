import type { Clock } from './ports/clock'
import type { Journal } from './ports/journal'

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
  const name = `page/${shell}`
  /** The note says `cursor generation`: another generation has counted its outcomes anew. */
  const [cursor, generation] = String(journal.noted(name) ?? '').split(' ')
  const remembered = generation === undefined ? null : generation === journal.generation ? Number(cursor) : 0
  let written = generation === journal.generation ? remembered : null
  let newest = written
  let cancel: (() => void) | null = null

  async function write(): Promise<void> {
    if (newest === null || newest === written) return
    const now = newest
    // What cannot be remembered now is with the next one.
    await journal.note(name, `${now} ${journal.generation}`).then(() => { written = now }, () => {})
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
