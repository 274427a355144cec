import { Dexie } from 'dexie'
import { dexieStore } from './dexie-store'
import { asStoreError, storeError } from './failure'
import type { PageStore, StoreError, StoreResult } from './store'
import { declareVersions, NATIVE_FACTOR, newestVersion } from './versions'

/** A healthy open takes milliseconds; a damaged one may never answer (measured in Chromium). */
const OPEN_TIMEOUT = 10_000
const MOST_TRIES = 3

export interface DatabaseOptions {
  workspaceId: string
  /** Where databases lie; the browser's own unless a test says otherwise. */
  factory?: { indexedDB: IDBFactory, IDBKeyRange: typeof IDBKeyRange }
  /** In milliseconds, for one try. */
  timeout?: number
}

const databaseName = (workspaceId: string): string => `fieldcase-${workspaceId}`

/**
 * Opens the workspace's database, or says why not: `newerVersion`, `diskFull`, or `cannotOpen` after three tries
 * of ten seconds. Deletes nothing.
 */
export async function openDatabase(options: DatabaseOptions): Promise<StoreResult<PageStore>> {
  const { indexedDB: databases, IDBKeyRange: ranges } = options.factory ?? { indexedDB, IDBKeyRange }
  const name = databaseName(options.workspaceId)
  let error: StoreError = storeError('cannotOpen')
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const db = new Dexie(name, { indexedDB: databases, IDBKeyRange: ranges, chromeTransactionDurability: 'strict', autoOpen: false })
    declareVersions(db)
    try {
      await within(options.timeout ?? OPEN_TIMEOUT, openUnlessNewer(databases, db))
      return { ok: true, value: dexieStore(db, Date.now) }
    }
    catch (thrown) {
      // Also ends an open that answers after its time.
      db.close()
      error = asStoreError(thrown, 'cannotOpen')
      if (error.code === 'newerVersion') break
    }
  }
  return { ok: false, error: error.code === 'closed' || error.code === 'failed' ? storeError('cannotOpen') : error }
}

/** Dexie itself would open a newer database, and add to it what it misses: the number is looked at before. */
async function openUnlessNewer(databases: IDBFactory, db: Dexie): Promise<void> {
  const { version = 0 } = (await databases.databases()).find(({ name }) => name === db.name) ?? {}
  if (Math.floor(version / NATIVE_FACTOR) > newestVersion()) throw new DOMException(`Version ${version}`, 'VersionError')
  await db.open()
}

function within(ms: number, work: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new DOMException('The database did not open in time.', 'TimeoutError')), ms)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
