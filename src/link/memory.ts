import type { HandedEdit } from '#channel/protocol'
import type { OutboxRow } from '#db/rows'
import type { Loaded, Settlement } from '#db/store'
import type { Snapshot } from '#domain/case'
import { layOutcome, mergeSnapshot } from '#domain/mirror'
import type { Outcome } from '#domain/outcome'
import { ends } from '#domain/outcome'

/** An edit without an ending, and which of the two logs is known to hold it. */
export interface Entry {
  row: OutboxRow
  database: boolean
  journal: boolean
  /** While the database writes it for the first time. */
  keeping: Promise<unknown> | null
  /** The listener was told that both logs hold it. */
  told: boolean
}

export function newEntry(row: OutboxRow, held: { database: boolean, journal: boolean }): Entry {
  return { row, ...held, keeping: null, told: false }
}

/** What the page knows of outbox, mirror and journal: what its database holds, and what is on its way there. */
export interface Memory {
  entries: Map<string, Entry>
  snapshots: Map<string, Snapshot>
  /** Reads that the database did not take: the next transaction has them, so that no outcome is laid over an older case. */
  unwritten: readonly Snapshot[]
  generation: string | null
  cursor: number
  /** Whether the database names this generation and cursor. */
  cursorStored: boolean
}

export function emptyMemory(): Memory {
  return { entries: new Map(), snapshots: new Map(), unwritten: [], generation: null, cursor: 0, cursorStored: false }
}

/** Outcomes of another journal's life are counted anew. */
export function takeGeneration(memory: Memory, generation: string): void {
  if (memory.generation === generation) return
  memory.generation = generation
  memory.cursor = 0
  memory.cursorStored = false
}

/**
 * Takes in what a database holds that was just opened. After it was closed under us it may hold less than we know,
 * or a settlement we never heard of: what it lacks is marked so, and outcomes count from the earlier cursor.
 */
export function takeLoaded(memory: Memory, { rows, snapshots, generation, cursor }: Loaded): void {
  const sameLife = memory.generation === generation || memory.generation === null
  memory.cursor = memory.generation === null ? cursor : sameLife ? Math.min(memory.cursor, cursor) : 0
  memory.generation ??= generation
  memory.cursorStored = memory.generation === generation && memory.cursor === cursor
  const held = new Set(rows.map(({ id }) => id))
  for (const entry of memory.entries.values()) entry.database = held.has(entry.row.id)
  for (const row of rows) {
    if (!memory.entries.has(row.id)) memory.entries.set(row.id, newEntry(row, { database: true, journal: false }))
  }
  // What is known here was committed before, or is in a read that is made anew.
  for (const snapshot of snapshots) {
    if (!memory.snapshots.has(snapshot.caseId)) memory.snapshots.set(snapshot.caseId, snapshot)
  }
}

/** What outcomes, in order, make of rows and cases. Edits and cases not known here are passed over. */
export function settle(memory: Memory, outcomes: readonly Outcome[]): Pick<Settlement, 'ended' | 'put' | 'snapshots'> {
  const { entries, snapshots } = memory
  const ended = new Set<string>()
  const put = new Map<string, OutboxRow>()
  const laid = new Map(mergeReads(memory, []).map(snapshot => [snapshot.caseId, snapshot]))
  for (const outcome of outcomes) {
    for (const id of outcome.edits) {
      const entry = entries.get(id)
      if (ends(outcome)) ended.add(id)
      else if (entry !== undefined && outcome.result.kind === 'held') put.set(id, { ...entry.row, held: outcome.result.reason })
    }
    const known = laid.get(outcome.caseId) ?? snapshots.get(outcome.caseId)
    const next = known === undefined ? undefined : layOutcome(known, outcome)
    if (next !== undefined && next !== known) laid.set(outcome.caseId, next)
  }
  for (const id of ended) put.delete(id)
  return { ended: [...ended], put: [...put.values()], snapshots: [...laid.values()] }
}

/** The cases that reads change, each once, as they are after all of them, those before that were not written included. */
export function mergeReads({ snapshots, unwritten }: Memory, reads: readonly Snapshot[]): Snapshot[] {
  const merged = new Map<string, Snapshot>()
  for (const read of [...unwritten, ...reads]) {
    const next = mergeSnapshot(merged.get(read.caseId) ?? snapshots.get(read.caseId), read)
    if (next !== null) merged.set(read.caseId, next)
  }
  return [...merged.values()]
}

/** In the order made: ids sort by time. */
export function rowsInOrder({ entries }: Memory): OutboxRow[] {
  return [...entries.values()].map(({ row }) => row).sort((a, b) => a.id < b.id ? -1 : 1)
}

export function entriesLacking({ entries }: Memory, log: 'database' | 'journal'): Entry[] {
  return [...entries.values()].filter(entry => !entry[log]).sort((a, b) => a.row.id < b.row.id ? -1 : 1)
}

/** An edit with the service's longest text takes about 100 kB: a batch stays far below what a message may carry. */
const BATCH_LENGTH = 4 * 1024 * 1024
const BATCH_EDITS = 1000

/** Splits edits, in order, into what one `record` message carries. */
export function batches(entries: readonly Entry[]): Array<{ entries: Entry[], edits: HandedEdit[] }> {
  const all: Array<{ entries: Entry[], edits: HandedEdit[] }> = []
  let length = Infinity
  for (const entry of entries) {
    const { edit, generation } = entry.row
    const own = JSON.stringify(edit).length
    const last = all.at(-1)
    if (last === undefined || length + own > BATCH_LENGTH || last.edits.length >= BATCH_EDITS) {
      all.push({ entries: [entry], edits: [{ edit, generation }] })
      length = own
    }
    else {
      last.entries.push(entry)
      last.edits.push({ edit, generation })
      length += own
    }
  }
  return all
}
