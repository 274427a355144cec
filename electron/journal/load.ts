import { join } from 'node:path'
import { createOutcomeOrder } from './outcome-order'
import type { Memory } from './memory'
import { createMemory } from './memory'
import type { EditsLine, OutcomeLine } from './records'
import { editsLineSchema, outcomeLineSchema, quickRecord } from './records'
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
  /** How many records edits.log has taken in during this life, by what it says itself, and by the newest outcome. */
  recorded: number
  follows: number
}

/** Both files, fit to be continued. */
export interface Whole {
  edits: Scan
  outcomes: Scan
  memory: Memory
  generation: string
  /** The hash of the last line of outcomes.log. */
  head: string
  /** How many records edits.log has taken in during this life. */
  recorded: number
}

/** Goes through outcomes.log where there is one. */
export async function scanOutcomes(disk: Disk, folder: string, take: (line: OutcomeLine) => void): Promise<Scan | null> {
  const bytes = await disk.read(join(folder, OUTCOMES))
  return bytes && scan({ bytes, log: 'outcomes', schema: outcomeLineSchema, order: createOutcomeOrder(), take })
}

export async function load(disk: Disk, folder: string): Promise<Loaded> {
  const memory = createMemory()
  let newestHash: string | null = null
  let recorded = 0
  let follows = 0
  const bytes = await disk.read(join(folder, EDITS))
  const edits = bytes && scan<EditsLine>({
    bytes,
    log: 'edits',
    schema: editsLineSchema,
    quick: quickRecord,
    take(line) {
      if (line.kind !== 'count') memory.apply(line)
      recorded = line.kind === 'count' ? line.recorded : recorded + 1
    },
  })
  const outcomes = await scanOutcomes(disk, folder, (line) => {
    memory.apply(line)
    newestHash = line.hash
    follows = line.follows ?? 0
  })
  return { edits, outcomes, memory, newestHash, recorded, follows }
}

/**
 * A file that was cut where a line ends looks whole: it is known by what was written after that elsewhere. An outcome
 * says how long edits.log was. What a page has taken in was in outcomes.log; new ones, numbered alike, would pass it by.
 */
function cutOff({ edits, outcomes, memory, recorded, follows }: Loaded): Array<BadLine & { file: string }> {
  if (edits?.header == null || outcomes?.header?.generation !== edits.header.generation) return []
  const { generation } = edits.header
  const missing = (file: string, { starts, bad }: Scan, reason: string) =>
    bad.length > 0 ? [] : [{ file, line: starts.length + 2, reason: `Lines are missing at the end: ${reason}`, text: '' }]
  const seen = SHELLS.flatMap(shell => readPageNote(memory.queries.noted(pageNote(shell))) ?? [])
  const newest = Math.max(0, ...seen.filter(note => note.generation === generation).map(({ cursor }) => cursor))
  return [
    ...follows > recorded ? missing(EDITS, edits, `${follows} records stood above the newest outcome, and there are ${recorded}.`) : [],
    ...newest > memory.lastSeq() ? missing(OUTCOMES, outcomes, `a page has taken in ${newest} outcomes.`) : [],
  ]
}

/** What is wrong with the files, one entry each: what cannot be read, and what should be there and is not. */
export function problems(loaded: Loaded): Array<BadLine & { file: string }> {
  const { edits, outcomes } = loaded
  const missing = (other: Scan | null): BadLine[] =>
    other === null || other.starts.length === 0 ? [] : [{ line: 1, reason: 'The file is missing.', text: '' }]
  return [
    ...(edits?.bad ?? missing(outcomes)).map(bad => ({ file: EDITS, ...bad })),
    ...(outcomes?.bad ?? missing(edits)).map(bad => ({ file: OUTCOMES, ...bad })),
    ...cutOff(loaded),
  ]
}

/** The files where nothing of them is lost, as far as anybody can tell; else null. */
export function asWhole(loaded: Loaded): Whole | null {
  const { edits, outcomes, memory, newestHash, recorded } = loaded
  if (edits?.header == null || outcomes?.header == null || problems(loaded).length > 0) return null
  if (edits.header.generation !== outcomes.header.generation || outcomes.header.log !== 'outcomes') return null
  return { edits, outcomes, memory, generation: edits.header.generation, head: newestHash ?? outcomes.header.hash, recorded }
}
