import { join } from 'node:path'
import { v7 } from 'uuid'
import { compaction } from './compact'
import { checkedOutcomes, editRecord, intentRecord, noteRecord, placed, refutedRecord } from './drafts'
import { appendDurably } from './durable'
import { journalError } from './failure'
import { groupCommit } from './group-commit'
import { encodeLine } from './line'
import type { Whole } from './load'
import { asWhole, EDITS, load, OUTCOMES } from './load'
import { openLogFile, unfinished } from './log-file'
import { openOutcomeLog } from './outcome-log'
import { damageIn } from './quarantine'
import type { EditsRecord } from './records'
import { renew } from './renew'
import { systemDisk } from './system-disk'
import type { Disk } from '../ports/disk'
import type { Journal, NewOutcome } from '../ports/journal'
import { JournalError } from '../ports/journal'
import type { Damage } from '#channel/protocol'
import type { Outcome } from '#domain/outcome'

/*
 * The folder of one workspace:
 *
 *   edits.log       edits, intents, notes; compacted
 *   outcomes.log    what became of edits, in order, chained (chain.ts) and with the edits in full; only ever added
 *                   to: it is the history, and remembers ids
 *   quarantine.log  lines that could not be read, with file, line and reason
 *   torn.log        ends of writes that a crash cut short; they were never acknowledged
 *   before-*.log    files as they were before something of them was found lost (renew.ts)
 *   lock            the one process that writes here
 */

export interface OpenedJournal {
  journal: Journal
  /** Lines set aside, now and at earlier starts. */
  damage: Damage[]
  /** Waits for writes under way; after it every write is refused. */
  close(): Promise<void>
}

const TORN = 'torn.log'

interface Place {
  folder: string
  disk: Disk
  /** Names a new generation. */
  newId: () => string
}

async function readWhole({ folder, disk, newId }: Place): Promise<Whole> {
  const loaded = await load(disk, folder)
  if (loaded.edits?.newer === true || loaded.outcomes?.newer === true) {
    throw new JournalError('newerVersion', `The journal in ${folder} was written by a newer version of Fieldcase. Nothing was changed, and nothing in it is lost. Update this Fieldcase, or go on with the newer one.`)
  }
  for (const name of [EDITS, OUTCOMES]) await disk.remove(unfinished(join(folder, name)))
  for (const torn of [loaded.edits?.torn, loaded.outcomes?.torn]) {
    // Kept for the curious: with a full disk the journal must still open.
    if (torn !== undefined && torn.length > 0) await appendDurably(disk, join(folder, TORN), Buffer.concat([torn, Buffer.from('\n')])).catch(() => {})
  }
  const whole = asWhole(loaded)
  if (whole !== null) return whole
  await renew({ disk, folder, newId }, loaded)
  const renewed = asWhole(await load(disk, folder))
  if (renewed === null) throw new Error(`${folder} reads back other than it was written`)
  return renewed
}

function unreadable(error: unknown): never {
  throw new JournalError('unwritable', 'The history cannot be read from disk. What is recorded and what is still to be sent are not touched by it. Check the disk and the permissions of the workspace\'s folder, then try again.', { cause: error })
}

async function openFiles(place: Place): Promise<Omit<OpenedJournal, 'damage'>> {
  const { edits, outcomes, memory, generation, head, recorded } = await readWhole(place)
  const { folder, disk } = place
  const editsFile = await openLogFile({ disk, path: join(folder, EDITS), size: edits.size })
  const log = await openOutcomeLog({
    disk,
    path: join(folder, OUTCOMES),
    size: outcomes.size,
    starts: outcomes.starts,
    head,
    remembered: seq => memory.queries.outcomesAfter(seq - 1, 1)[0],
  })
  const compact = compaction({ file: editsFile, memory, generation, records: edits.starts.length, recorded })
  await compact.ifDue()
  let closed = false

  const toEdits = groupCommit({
    async commit(jobs: ReadonlyArray<readonly EditsRecord[]>) {
      // A page that is not sure sends again: what is known by now costs no line.
      const fresh = jobs.flat().filter(record => record.kind !== 'edit' || !memory.queries.knows(record.edit.id))
      if (fresh.length > 0) await editsFile.append(fresh.map(encodeLine).join(''))
      compact.added(fresh.length)
      return (records: readonly EditsRecord[]) => { records.forEach(memory.apply) }
    },
    afterwards: compact.ifDue,
  })
  const toOutcomes = groupCommit<readonly NewOutcome[], Outcome[]>({
    async commit(jobs) {
      const records = placed(jobs.flat(), memory)
      await log.append(records, compact.recorded())
      let done = 0
      return job => records.slice(done, done += job.length).map((record) => {
        memory.apply(record)
        return record.outcome
      })
    },
  })

  async function written<T>(write: () => Promise<T>): Promise<T> {
    if (closed) throw new JournalError('unwritable', 'This workspace is closed. Open it again to go on.')
    try { return await write() }
    catch (error) { throw journalError(error, folder) }
  }

  async function addToEdits(records: readonly EditsRecord[]): Promise<void> {
    await written(() => toEdits.add(records))
  }

  const journal: Journal = {
    ...memory.queries,
    generation,
    record: async edits => addToEdits(edits.map(editRecord)),
    intend: async intent => addToEdits([intentRecord(intent)]),
    refute: async intentId => addToEdits([refutedRecord(intentId)]),
    note: async (name, value) => addToEdits([noteRecord(name, value)]),
    async conclude(outcomes) {
      const checked = checkedOutcomes(outcomes)
      return written(() => toOutcomes.add(checked))
    },
    history: (before, most) => log.history(before, most).catch(unreadable),
    verify: () => log.verify().catch(unreadable),
    exported: log.exported,
  }

  async function close(): Promise<void> {
    closed = true
    await Promise.all([toEdits.idle(), toOutcomes.idle()])
    await Promise.all([editsFile.close(), log.close()])
  }
  return { journal, close }
}

/**
 * Opens the journal in `folder`, creating it where there is none. Rejects with a {@link JournalError}:
 * `locked` by another process, of a `newerVersion`, or the folder is `unwritable` or `diskFull`.
 */
export async function openJournal({ folder, disk = systemDisk, newId = v7 }: Pick<Place, 'folder'> & Partial<Place>): Promise<OpenedJournal> {
  try {
    await disk.prepareFolder(folder)
    const lock = await disk.lock(folder)
    try {
      const { journal, close } = await openFiles({ folder, disk, newId })
      return {
        journal,
        damage: await damageIn(disk, folder),
        close: () => close().finally(lock.release),
      }
    }
    catch (error) {
      await lock.release()
      throw error
    }
  }
  catch (error) { throw journalError(error, folder) }
}
