import { join } from 'node:path'
import { createOutcomeOrder } from './outcome-order'
import type { Memory } from './memory'
import { createMemory } from './memory'
import type { OutcomeLine } from './records'
import { editsRecordSchema, outcomeLineSchema, quickRecord } from './records'
import type { BadLine, Scan } from './scan'
import { scan } from './scan'
import type { Disk } from '../ports/disk'
import { pageNote, readPageNote, SHELLS } from '../ports/page-note'

export const EDITS = 'edits.log'
export const OUTCOMES = 'outcomes.log'

/** Both files as they lie there, null where one does not, and what they say together. */
export interface Loaded {
  edits: Scan | null
  outcomes: Scan | null
  memory: Memory
  /** The hash of the newest outcome's line; null before the first. */
  newestHash: string | null
}

/** Both files, fit to be continued. */
export interface Whole {
  edits: Scan
  outcomes: Scan
  memory: Memory
  generation: string
  /** The hash of the last line of outcomes.log. */
  head: string
}

/** Goes through outcomes.log where there is one. */
export async function scanOutcomes(disk: Disk, folder: string, take: (line: OutcomeLine) => void): Promise<Scan | null> {
  const bytes = await disk.read(join(folder, OUTCOMES))
  return bytes && scan({ bytes, log: 'outcomes', schema: outcomeLineSchema, order: createOutcomeOrder(), take })
}

export async function load(disk: Disk, folder: string): Promise<Loaded> {
  const memory = createMemory()
  let newestHash: string | null = null
  const bytes = await disk.read(join(folder, EDITS))
  const edits = bytes && scan({ bytes, log: 'edits', schema: editsRecordSchema, quick: quickRecord, take: memory.apply })
  const outcomes = await scanOutcomes(disk, folder, (line) => {
    memory.apply(line)
    newestHash = line.hash
  })
  return { edits, outcomes, memory, newestHash }
}

/**
 * A log that was cut where a line ends looks whole. Its pages know better: what one of them has taken in was there.
 * Such a cut would have new outcomes numbered as ones that the page knows, and pass it by.
 */
function cutOff({ edits, outcomes, memory }: Loaded): BadLine[] {
  const generation = edits?.header?.generation
  if (generation === undefined || outcomes?.header?.generation !== generation) return []
  const seen = SHELLS.flatMap(shell => readPageNote(memory.queries.noted(pageNote(shell))) ?? [])
  const newest = Math.max(0, ...seen.filter(note => note.generation === generation).map(({ cursor }) => cursor))
  if (newest <= memory.lastSeq()) return []
  return [{ line: outcomes.starts.length + 2, reason: `Lines are missing at the end, up to the one of outcome ${newest}.`, text: '' }]
}

/** What is wrong with the files, one entry each: what cannot be read, and what should be there and is not. */
export function problems(loaded: Loaded): Array<BadLine & { file: string }> {
  const { edits, outcomes } = loaded
  const missing = (other: Scan | null): BadLine[] =>
    other === null || other.starts.length === 0 ? [] : [{ line: 1, reason: 'The file is missing.', text: '' }]
  return [
    ...(edits?.bad ?? missing(outcomes)).map(bad => ({ file: EDITS, ...bad })),
    ...(outcomes?.bad ?? missing(edits)).map(bad => ({ file: OUTCOMES, ...bad })),
    ...(outcomes?.bad.length === 0 ? cutOff(loaded) : []).map(bad => ({ file: OUTCOMES, ...bad })),
  ]
}

/** The files where nothing of them is lost, as far as anybody can tell; else null. */
export function asWhole(loaded: Loaded): Whole | null {
  const { edits, outcomes, memory, newestHash } = loaded
  if (edits?.header == null || outcomes?.header == null || problems(loaded).length > 0) return null
  if (edits.header.generation !== outcomes.header.generation || outcomes.header.log !== 'outcomes') return null
  return { edits, outcomes, memory, generation: edits.header.generation, head: newestHash ?? outcomes.header.hash }
}
