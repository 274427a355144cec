import { editsHeader } from './header'
import { encodeLine } from './line'
import type { LogFile } from './log-file'
import type { Memory } from './memory'
import type { CountLine } from './records'

/** Below this many dead lines a rewrite costs more than it frees. */
const FEWEST_DEAD = 1000

interface Options {
  file: LogFile
  memory: Memory
  generation: string
  /** How many the file holds now. */
  records: number
  /** How many it has taken in during this life. */
  recorded: number
}

export interface Compaction {
  /** Tells of records added to the file. */
  added(count: number): void
  /** How many the file has taken in during this life, on disk all of them. */
  recorded(): number
  /** Rewrites the file without what is over, when more of it is dead than alive. Never rejects. */
  ifDue(): Promise<void>
}

/** Keeps edits.log from growing for ever. Each line is rewritten at most about once for each line that died. */
export function compaction({ file, memory, generation, records: start, recorded: before }: Options): Compaction {
  let records = start
  let recorded = before
  let notBefore = 0

  function* lines(): Iterable<string> {
    yield editsHeader(generation)
    for (const record of memory.live()) yield encodeLine(record)
    yield encodeLine({ v: 1, kind: 'count', recorded } satisfies CountLine)
  }

  async function ifDue(): Promise<void> {
    const dead = records - memory.liveCount()
    if (dead < FEWEST_DEAD || dead < memory.liveCount() || records < notBefore) return
    try {
      await file.rewrite(lines())
      records = memory.liveCount()
      notBefore = 0
    }
    catch {
      // Nothing is lost by a file that stays long, and a full disk will not have changed by the next line.
      notBefore = records * 2
    }
  }

  return {
    added(count) {
      records += count
      recorded += count
    },
    recorded: () => recorded,
    ifDue,
  }
}
