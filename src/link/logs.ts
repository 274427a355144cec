import type { PageStore, StoreResult } from '#db/store'
import type { Ask, LinkError, Unsaved } from './events'
import type { Entry, Memory } from './memory'
import { batches, entriesLacking } from './memory'

/** The two logs that an edit must be in before it counts as saved: the page's database and the host's journal. */
export interface Logs {
  isOpen(): boolean
  open(store: PageStore): void
  close(): void
  /** One transaction. A database that turns out to be closed is let go of, to be opened anew. */
  write(run: (store: PageStore) => Promise<StoreResult<null>>): Promise<LinkError | null>
  /** While the disk is full, neither log is tried. */
  setFull(full: boolean): void
  isFull(): boolean
  keep(entries: readonly Entry[]): Promise<LinkError | null>
  handOver(entries: readonly Entry[]): Promise<LinkError | null>
  /** Tries again what one of the logs lacks. */
  keepLacking(): Promise<void>
  handOverLacking(): Promise<void>
  /** Ids that both logs hold by now and that were not told before. */
  newlySaved(entries?: Iterable<Entry>): string[]
  /** What not both logs hold, leaving out what is being written; it is told as saved later. */
  unsaved(entries?: Iterable<Entry>): Unsaved | null
}

const CLOSED: LinkError = { code: 'closed', message: 'The database is not open.' }
const UNKNOWN: LinkError = { code: 'failed', message: 'Not both logs hold the edit yet.' }

export const FULL: LinkError = { code: 'diskFull', message: 'The disk is full, and nothing is written to it before there is room again.' }

export function createLogs(memory: Memory, ask: Ask): Logs {
  let store: PageStore | null = null
  let full = false
  /** How the last writing to each log failed; null since one went well. */
  const trouble: { database: LinkError | null, journal: LinkError | null } = { database: null, journal: null }

  async function write(run: (store: PageStore) => Promise<StoreResult<null>>): Promise<LinkError | null> {
    const used = store
    if (used === null) return CLOSED
    const result = await run(used)
    if (result.ok) return null
    if (result.error.code === 'closed' && store === used) store = null
    return result.error
  }

  async function keep(entries: readonly Entry[]): Promise<LinkError | null> {
    if (entries.length === 0) return null
    if (full) return trouble.database = FULL
    const keeping = write(open => open.keep(entries.map(({ row }) => row)))
    for (const entry of entries) entry.keeping = keeping
    trouble.database = await keeping
    for (const entry of entries) {
      entry.keeping = null
      if (trouble.database === null) entry.database = true
    }
    return trouble.database
  }

  async function handOver(entries: readonly Entry[]): Promise<LinkError | null> {
    if (entries.length > 0 && full) return trouble.journal = FULL
    for (const { entries: handed, edits } of batches(entries)) {
      const result = await ask('record', { edits })
      trouble.journal = result.ok ? null : result.error
      if (!result.ok) return result.error
      for (const entry of handed) entry.journal = true
    }
    return null
  }

  return {
    isOpen: () => store !== null,
    open(opened) {
      store = opened
    },
    close() {
      store?.close()
      store = null
    },
    setFull(now) {
      full = now
    },
    isFull: () => full,
    write,
    keep,
    handOver,
    async keepLacking() {
      await keep(entriesLacking(memory, 'database').filter(({ keeping }) => keeping === null))
    },
    async handOverLacking() {
      await handOver(entriesLacking(memory, 'journal'))
    },
    newlySaved(entries = memory.entries.values()) {
      const saved = [...entries].filter(({ told, database, journal }) => !told && database && journal)
      for (const entry of saved) entry.told = true
      return saved.map(({ row }) => row.id)
    },
    unsaved(entries = memory.entries.values()) {
      const lacking = [...entries].filter(({ database, journal, keeping }) => keeping === null && !(database && journal))
      if (lacking.length === 0) return null
      for (const entry of lacking) entry.told = false
      return {
        ids: lacking.map(({ row }) => row.id),
        database: lacking.every(({ database }) => database),
        journal: lacking.every(({ journal }) => journal),
        error: trouble.database ?? trouble.journal ?? UNKNOWN,
      }
    },
  }
}
