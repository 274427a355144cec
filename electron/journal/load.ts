import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isCode } from './disk'
import type { EditsRecord, OutcomeRecord } from './records'
import { editsRecordSchema, outcomeRecordSchema } from './records'
import type { BadLine, Scan } from './scan'
import { scan } from './scan'

export const EDITS = 'edits.log'
export const OUTCOMES = 'outcomes.log'

/** Both files as they lie there; null where one does not. */
export interface Loaded { edits: Scan<EditsRecord> | null, outcomes: Scan<OutcomeRecord> | null }

/** Both files, fit to be continued. */
export interface Whole { edits: Scan<EditsRecord>, outcomes: Scan<OutcomeRecord>, generation: string }

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
    outcomes: outcomes && scan({ bytes: outcomes, log: 'outcomes', schema: outcomeRecordSchema }),
  }
}

/** Outcomes are numbered from 1 without a gap, on the lines from 2 on: where that breaks, some are missing. */
function gap({ records, bad }: Scan<OutcomeRecord>): BadLine[] {
  const at = bad.length > 0 ? -1 : records.findIndex(({ outcome }, index) => outcome.seq !== index + 1)
  return at === -1 ? [] : [{ line: at + 2, reason: 'Lines before this one are missing.', text: '' }]
}

/** What is wrong with the files, one entry each: what cannot be read, and what should be there and is not. */
export function problems({ edits, outcomes }: Loaded): Array<BadLine & { file: string }> {
  const missing = (other: Scan<unknown> | null): BadLine[] =>
    other === null || other.records.length === 0 ? [] : [{ line: 1, reason: 'The file is missing.', text: '' }]
  return [
    ...(edits?.bad ?? missing(outcomes)).map(bad => ({ file: EDITS, ...bad })),
    ...(outcomes === null ? missing(edits) : [...outcomes.bad, ...gap(outcomes)]).map(bad => ({ file: OUTCOMES, ...bad })),
  ]
}

/** The files where nothing of them is lost, as far as anybody can tell; else null. */
export function asWhole(loaded: Loaded): Whole | null {
  const { edits, outcomes } = loaded
  if (edits?.header == null || outcomes?.header == null || problems(loaded).length > 0) return null
  if (edits.header.generation !== outcomes.header.generation) return null
  return { edits, outcomes, generation: edits.header.generation }
}
