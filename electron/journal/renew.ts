import { join } from 'node:path'
import { chained } from './chain'
import { writeFileDurably } from './durable'
import { editsHeader, outcomesHeader } from './header'
import { encodeLine, frame } from './line'
import type { Loaded } from './load'
import { EDITS, OUTCOMES, problems, scanOutcomes } from './load'
import { unfinished } from './log-file'
import { quarantine } from './quarantine'
import type { OutcomeRecord } from './records'
import type { Disk } from '../ports/disk'
import { isCode } from '../ports/disk'
import { dismissedNote, isDismissal } from '../ports/journal'

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
 * Outcomes are numbered and chained anew without a gap: every page reads them again from the start, since its cursor names
 * the old generation. A crash on the way leaves two files of different generations, and the next start does
 * this again.
 */

/** What an edit is said to come from when even its journal's generation cannot be read any more. */
const UNKNOWN_GENERATION = 'unknown'

/**
 * The dismissal of a report under the number which its outcome has now. Null where that outcome is lost, and where the
 * two files are not of one life: a number may then mean another outcome, and rather show a report twice than not at all.
 */
function renumbered(note: string, { edits, outcomes, memory }: Loaded): string | null {
  if (!isDismissal(note)) return note
  if (edits?.header == null || edits.header.generation !== outcomes?.header?.generation) return null
  const index = memory.queries.outcomesAfter(0, Infinity).findIndex(({ seq }) => dismissedNote(seq) === note)
  return index === -1 ? null : dismissedNote(index + 1)
}

function* outcomeLines(records: readonly OutcomeRecord[], generation: string): Iterable<string> {
  let link = outcomesHeader(generation)
  yield frame(link.json)
  for (const [index, { v, kind, outcome, edits }] of records.entries()) {
    link = chained({ v, kind, outcome: { ...outcome, seq: index + 1 }, edits } satisfies OutcomeRecord, link.hash)
    yield frame(link.json)
  }
}

function* editLines(loaded: Loaded, generation: string): Iterable<string> {
  const { edits, outcomes, memory } = loaded
  const old = edits?.header?.generation ?? outcomes?.header?.generation ?? UNKNOWN_GENERATION
  yield editsHeader(generation)
  for (const record of memory.live()) {
    if (record.kind === 'edit') yield encodeLine({ ...record, generation: record.generation ?? old })
    else if (record.kind === 'note') {
      const name = renumbered(record.name, loaded)
      if (name !== null) yield encodeLine({ ...record, name })
    }
    else yield encodeLine(record)
  }
}

/** Begins a new generation with what `loaded` still holds. Of what was there, nothing is deleted. */
export async function renew({ disk, folder, newId }: { disk: Disk, folder: string, newId: () => string }, loaded: Loaded): Promise<void> {
  await quarantine(disk, folder, problems(loaded).map(problem => ({ v: 1, kind: 'quarantined', ...problem })))
  const generation = newId()
  const records: OutcomeRecord[] = []
  await scanOutcomes(disk, folder, (line) => { records.push(line) })
  const contents = [[OUTCOMES, outcomeLines(records, generation)], [EDITS, editLines(loaded, generation)]] as const
  for (const [name, content] of contents) {
    const path = join(folder, name)
    await writeFileDurably(disk, unfinished(path), content)
    try { await disk.link(path, join(folder, `before-${generation}.${name}`)) }
    catch (error) { if (!isCode(error, 'ENOENT')) throw error }
    await disk.rename(unfinished(path), path)
  }
  await disk.syncFolder(folder)
}
