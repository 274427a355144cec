import type { Dexie, Table } from 'dexie'
import { z } from '#domain/zod'
import { asStoreError } from './failure'
import {
  CURSOR_KEY, cursorRow, cursorRowSchema, draftRow, draftRowSchema, mirrorRow, mirrorRowSchema, outboxRowSchema, readRows, seenRow,
  seenRowSchema,
} from './rows'
import type { Loaded, PageStore, QuarantinedRow, StoreResult } from './store'

const quarantineSchema = z.looseObject({ table: z.string(), key: z.string(), reason: z.string(), at: z.number(), row: z.unknown() })

/** The page's store over an open database. `now` dates what goes into quarantine. */
export function dexieStore(db: Dexie, now: () => number): PageStore {
  const outbox: Table<unknown, string> = db.table('outbox')
  const mirror: Table<unknown, string> = db.table('mirror')
  const meta: Table<unknown, string> = db.table('meta')
  const quarantine: Table<unknown, number> = db.table('quarantine')
  const drafts: Table<unknown, string> = db.table('drafts')
  const seen: Table<unknown, string> = db.table('seen')
  const all = [outbox, mirror, meta, drafts, seen, quarantine]

  /** The readable rows of a table; the others are moved aside. Runs inside the caller's transaction. */
  async function readTable<T>(table: Table<unknown, string>, schema: z.ZodType<T>): Promise<T[]> {
    const rows = await table.toArray()
    const { read, unreadable } = readRows(schema, rows)
    if (unreadable.length > 0) {
      // Both lists come in the order of the keys.
      const keys = await table.toCollection().primaryKeys()
      const at = now()
      await quarantine.bulkAdd(unreadable.map(({ index, reason }): QuarantinedRow =>
        ({ table: table.name, key: String(keys[index]), reason, at, row: rows[index] })))
      await table.bulkDelete(unreadable.flatMap(({ index }) => keys[index] ?? []))
    }
    return read
  }

  return {
    load: () => attempt(() => db.transaction('rw', all, async (): Promise<Loaded> => {
      const rows = await readTable(outbox, outboxRowSchema)
      const mirrored = await readTable(mirror, mirrorRowSchema)
      const [cursor] = (await readTable(meta, cursorRowSchema)).filter(({ key }) => key === CURSOR_KEY)
      const typed = await readTable(drafts, draftRowSchema)
      const looked = await readTable(seen, seenRowSchema)
      return {
        rows,
        snapshots: mirrored.map(({ snapshot }) => snapshot),
        generation: cursor?.generation ?? null,
        cursor: cursor?.cursor ?? 0,
        drafts: typed.map(({ caseId, at, draft }) => ({ caseId, at, draft })),
        looks: looked.map(({ look }) => look),
        quarantined: await quarantine.count(),
      }
    })),
    keep: rows => attempt(() => putAtOnce(db, outbox.name, rows)),
    settle: ({ ended, put, snapshots, generation, cursor }) => attempt(() => db.transaction('rw', outbox, mirror, meta, async () => {
      await outbox.bulkPut(put)
      await outbox.bulkDelete([...ended])
      await mirror.bulkPut(snapshots.map(mirrorRow))
      await meta.put(cursorRow(generation, cursor))
      return null
    })),
    putSnapshots: snapshots => attempt(() => db.transaction('rw', mirror, async () => {
      await mirror.bulkPut(snapshots.map(mirrorRow))
      return null
    })),
    keepDrafts: (kept, dropped) => attempt(() => db.transaction('rw', drafts, async () => {
      await drafts.bulkDelete([...dropped])
      await drafts.bulkPut(kept.map(draftRow))
      return null
    })),
    keepLooks: looks => attempt(() => db.transaction('rw', seen, async () => {
      await seen.bulkPut(looks.map(seenRow))
      return null
    })),
    quarantined: () => attempt(async () => (await quarantine.toArray()).map(row => quarantineSchema.parse(row))),
    clear: () => attempt(() => db.transaction('rw', all, async () => {
      await Promise.all(all.map(table => table.clear()))
      return null
    })),
    close: () => db.close(),
  }
}

/**
 * One transaction that is told to commit while its rows are still on their way: by itself it would wait until the page has
 * heard of each of them, which takes as long again as the writing.
 */
function putAtOnce(db: Dexie, table: string, rows: readonly unknown[]): Promise<null> {
  return new Promise((resolve, reject) => {
    if (rows.length === 0) return resolve(null)
    if (!db.isOpen()) throw new DOMException('The database is not open.', 'InvalidStateError')
    const transaction = db.backendDB().transaction(table, 'readwrite', { durability: 'strict' })
    transaction.oncomplete = () => resolve(null)
    transaction.onabort = () => reject(transaction.error ?? new DOMException('The rows were refused.', 'AbortError'))
    try {
      for (const row of rows) transaction.objectStore(table).put(row)
      transaction.commit()
    }
    catch (error) {
      transaction.abort()
      throw error
    }
  })
}

async function attempt<T>(run: () => PromiseLike<T>): Promise<StoreResult<T>> {
  try {
    return { ok: true, value: await run() }
  }
  catch (error) {
    return { ok: false, error: asStoreError(error, 'failed') }
  }
}
