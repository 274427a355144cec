import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { storeError } from '#db/failure'
import { openDatabase } from '#db/open'
import type { PageStore, StoreResult } from '#db/store'
import type { Chance } from '../support/chance'
import type { MemoryDisk } from '../support/memory-page-store'
import { createMemoryDisk } from '../support/memory-page-store'
import type { Life, Scheduler } from './scheduler'

/** The databases of one shell's pages, one a workspace; they outlive the pages. */
export interface PageDisk {
  /** What a page is given to open its database with; what it has under way when it dies is carried out or not. */
  opener(page: Life): (workspaceId: string) => Promise<StoreResult<PageStore>>
  /** From now on nothing can be written; false: there is space again. */
  full(is: boolean): void
  /** Somebody deletes everything. */
  wipe(): void
  /** Ids in a workspace's outbox, as committed. */
  rows(workspaceId: string): Promise<ReadonlySet<string>>
}

const FASTEST_MS = 0.3
const SLOWEST_MS = 6
const VERY_SLOW_MS = 60

interface Options { scheduler: Scheduler, chance: Chance, slow: boolean }

function createLatency({ scheduler, chance, slow }: Options) {
  const slowest = slow ? VERY_SLOW_MS : SLOWEST_MS
  const latency = (): number => FASTEST_MS + chance.next() * (slowest - FASTEST_MS)
  return {
    /** Resolves when the disk begins with what was asked; of a page that is dead by then, half is never begun. */
    begun: (page: Life) => new Promise<void>((resolve) => {
      scheduler.after(latency(), null, () => { if (page.alive || chance.is(0.5)) resolve() })
    }),
    /** Resolves when the page hears of it. */
    answered: (page: Life) => new Promise<void>((resolve) => { scheduler.after(FASTEST_MS, page, resolve) }),
  }
}

/** In memory, under the scheduler. */
export function createMemoryPageDisk(options: Options): PageDisk {
  const { begun, answered } = createLatency(options)
  let disks = new Map<string, MemoryDisk>()
  let isFull = false

  function diskOf(id: string): MemoryDisk {
    const disk = disks.get(id) ?? createMemoryDisk()
    disk.refuse = method => isFull && method !== 'load' && method !== 'quarantined' ? storeError('diskFull') : null
    disks.set(id, disk)
    return disk
  }

  return {
    opener: page => async (workspaceId) => {
      await begun(page)
      const disk = diskOf(workspaceId)
      // A full disk refuses to open as well (SHELLS section 3).
      if (isFull && options.chance.is(0.3)) return { ok: false, error: storeError('diskFull') }
      async function carry<T>(commit: () => T): Promise<T> {
        await begun(page)
        const value = commit()
        await answered(page)
        return value
      }
      return { ok: true, value: disk.open(carry) }
    },
    full: (is) => { isFull = is },
    wipe: () => { disks = new Map() },
    rows: async id => new Set(disks.get(id)?.tables.outbox.keys()),
  }
}

/**
 * Dexie itself, over an IndexedDB in memory: it has turns of its own, which the scheduler waits for (`underWay`) before
 * it goes on.
 */
export function createDexiePageDisk(options: Options & { underWay: (work: Promise<unknown>) => void }): PageDisk {
  const { begun, answered } = createLatency(options)
  let factory = { indexedDB: new IDBFactory(), IDBKeyRange }
  let isFull = false

  async function carry<T>(page: Life, run: () => Promise<T>): Promise<T> {
    await begun(page)
    const work = run()
    options.underWay(work)
    const value = await work
    await answered(page)
    return value
  }

  function refusable(page: Life, run: () => Promise<StoreResult<null>>): Promise<StoreResult<null>> {
    return carry(page, async () => isFull ? { ok: false, error: storeError('diskFull') } : run())
  }

  return {
    opener: page => async (workspaceId) => {
      const opened = await carry(page, () => openDatabase({ workspaceId, factory }))
      if (!opened.ok) return opened
      const store = opened.value
      return {
        ok: true,
        value: {
          load: () => carry(page, () => store.load()),
          keep: rows => refusable(page, () => store.keep(rows)),
          settle: settlement => refusable(page, () => store.settle(settlement)),
          putSnapshots: snapshots => refusable(page, () => store.putSnapshots(snapshots)),
          keepDrafts: (drafts, dropped) => refusable(page, () => store.keepDrafts(drafts, dropped)),
          keepLooks: looks => refusable(page, () => store.keepLooks(looks)),
          quarantined: () => carry(page, () => store.quarantined()),
          clear: () => refusable(page, () => store.clear()),
          close: () => { store.close() },
        },
      }
    },
    full: (is) => { isFull = is },
    wipe: () => { factory = { indexedDB: new IDBFactory(), IDBKeyRange } },
    async rows(workspaceId) {
      const opened = await openDatabase({ workspaceId, factory })
      if (!opened.ok) throw new Error(opened.error.message)
      const loaded = await opened.value.load()
      opened.value.close()
      return new Set(loaded.ok ? loaded.value.rows.map(({ id }) => id) : [])
    },
  }
}
