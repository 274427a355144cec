import { randomUUID } from 'node:crypto'
import { link, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { isCode, syncFolder, writeFileDurably } from './disk'
import { outcomeRecord } from './drafts'
import type { Header } from './header'
import { FORMAT } from './header'
import { encodeLine } from './line'
import type { Loaded } from './load'
import { EDITS, OUTCOMES, problems } from './load'
import { unfinished } from './log-file'
import { createMemory } from './memory'
import { quarantine } from './quarantine'
import type { EditsRecord } from './records'

/*
 * A journal of which something is lost - a file, a line, lines in between - no longer knows all that was sent.
 * It goes on under a new generation, with everything that could still be read:
 *
 *   edits.log lost      outcomes are carried over: the ids they ended stay remembered. The page sends its
 *                       unsettled edits again, and they carry the old generation.
 *   outcomes.log lost   every edit still in edits.log is unsettled again, as handed over from the old generation:
 *                       it may have been sent.
 *   a line lost         both of the above, for the line may have been an edit, an intent or an outcome.
 *
 * So whatever may have been sent before is held until the responder confirms it (DESIGN section 6, rule 5).
 * Outcomes are numbered anew without a gap: every page reads them again from the start, since its cursor names
 * the old generation. A crash on the way leaves two files of different generations, and the next start does
 * this again.
 */

/** What an edit is said to come from when even its journal's generation cannot be read any more. */
const UNKNOWN_GENERATION = 'unknown'

export function headerLine(log: Header['log'], generation: string): string {
  return encodeLine({ kind: 'header', log, format: FORMAT, generation } satisfies Header)
}

/** The lines of both files under a new generation. */
function carriedOver({ edits, outcomes }: Loaded, generation: string): { edits: string[], outcomes: string[] } {
  const memory = createMemory()
  edits?.records.forEach(memory.apply)
  outcomes?.records.forEach(memory.apply)
  const last = memory.lastSeq()
  const old = edits?.header?.generation ?? outcomes?.header?.generation ?? UNKNOWN_GENERATION
  const marked = (record: EditsRecord): EditsRecord => {
    if (record.kind === 'edit') return { ...record, generation: record.generation ?? old }
    return record.kind === 'intent' ? { ...record, after: last } : record
  }
  return {
    edits: [headerLine('edits', generation), ...[...memory.live()].map(record => encodeLine(marked(record)))],
    outcomes: [
      headerLine('outcomes', generation),
      ...(outcomes?.records ?? []).map(({ outcome }, index) => encodeLine(outcomeRecord({ ...outcome, seq: index + 1 }))),
    ],
  }
}

/** Begins a new generation with what `loaded` still holds. Of what was there, nothing is deleted. */
export async function renew(folder: string, loaded: Loaded): Promise<void> {
  await quarantine(folder, problems(loaded).map(problem => ({ v: 1, kind: 'quarantined', ...problem })))
  const generation = randomUUID()
  const lines = carriedOver(loaded, generation)
  for (const [name, content] of [[OUTCOMES, lines.outcomes], [EDITS, lines.edits]] as const) {
    const path = join(folder, name)
    await writeFileDurably(unfinished(path), content)
    try { await link(path, join(folder, `before-${generation}.${name}`)) }
    catch (error) { if (!isCode(error, 'ENOENT')) throw error }
    await rename(unfinished(path), path)
  }
  await syncFolder(folder)
}
