import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isCode } from './disk'
import { createOutcomeOrder } from './outcome-order'
import type { EditsRecord, OutcomeLine } from './records'
import { editsRecordSchema, outcomeLineSchema } from './records'
import type { BadLine, Scan } from './scan'
import { scan } from './scan'

export const EDITS = 'edits.log'
export const OUTCOMES = 'outcomes.log'

/** Both files as they lie there; null where one does not. */
export interface Loaded { edits: Scan<EditsRecord> | null, outcomes: Scan<OutcomeLine> | null }

/** Both files, fit to be continued. */
export interface Whole {
  edits: Scan<EditsRecord>
  outcomes: Scan<OutcomeLine>
  generation: string
  /** The hash of the newest outcome's line. */
  head: string
}

export async function readIfThere(path: string): Promise<Buffer | null> {
  try { return await readFile(path) }
  catch (error) {
    if (isCode(error, 'ENOENT')) return null
    throw error
  }
}

export async function load(folder: string): Promise<Loaded> {
  const [edits, outcomes] = await Promise.all([readIfThere(join(folder, EDITS)), readIfThere(join(folder, OUTCOMES))])
  return {
    edits: edits && scan({ bytes: edits, log: 'edits', schema: editsRecordSchema }),
    outcomes: outcomes && scan({ bytes: outcomes, log: 'outcomes', schema: outcomeLineSchema, order: createOutcomeOrder() }),
  }
}

/** What is wrong with the files, one entry each: what cannot be read, and what should be there and is not. */
export function problems({ edits, outcomes }: Loaded): Array<BadLine & { file: string }> {
  const missing = (other: Scan<unknown> | null): BadLine[] =>
    other === null || other.records.length === 0 ? [] : [{ line: 1, reason: 'The file is missing.', text: '' }]
  return [
    ...(edits?.bad ?? missing(outcomes)).map(bad => ({ file: EDITS, ...bad })),
    ...(outcomes?.bad ?? missing(edits)).map(bad => ({ file: OUTCOMES, ...bad })),
  ]
}

/** The files where nothing of them is lost, as far as anybody can tell; else null. */
export function asWhole(loaded: Loaded): Whole | null {
  const { edits, outcomes } = loaded
  if (edits?.header == null || outcomes?.header == null || problems(loaded).length > 0) return null
  if (edits.header.generation !== outcomes.header.generation || outcomes.header.log !== 'outcomes') return null
  return { edits, outcomes, generation: edits.header.generation, head: outcomes.records.at(-1)?.hash ?? outcomes.header.hash }
}
