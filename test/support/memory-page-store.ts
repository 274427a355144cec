import { asStoreError, storeError } from '#db/failure'
import {
  cursorRow, cursorRowSchema, draftRow, draftRowSchema, mirrorRow, mirrorRowSchema, outboxRowSchema, readRows, seenRow, seenRowSchema,
} from '#db/rows'
import type { PageStore, QuarantinedRow, StoreError, StoreResult } from '#db/store'
import type { z } from '#domain/zod'

type TableName = 'outbox' | 'mirror' | 'meta' | 'drafts' | 'seen'

/** What a page's database holds, in memory: it outlives the stores opened on it, as a disk does. */
export interface MemoryDisk {
  tables: Record<TableName, Map<string, unknown>>
  quarantine: QuarantinedRow[]
  /** Asked before each transaction commits; an error it gives stops that transaction. */
  refuse: (method: keyof PageStore) => StoreError | null
  /** Transactions begun so far, in order. */
  log: Array<keyof PageStore>
  /** `carry` takes the place of a disk that answers a turn later than asked. */
  open(carry?: Carry): PageStore
}

/** Runs a transaction when the disk comes to it, and answers with what it gave. */
export type Carry = <T>(commit: () => T) => Promise<T>

async function oneTurnLater<T>(commit: () => T): Promise<T> {
  await new Promise((resolve) => { setImmediate(resolve) })
  return commit()
}

export function createMemoryDisk(): MemoryDisk {
  const disk: MemoryDisk = {
    tables: { outbox: new Map(), mirror: new Map(), meta: new Map(), drafts: new Map(), seen: new Map() },
    quarantine: [],
    refuse: () => null,
    log: [],
    open: (carry = oneTurnLater) => openOn(disk, carry),
  }
  return disk
}

function openOn(disk: MemoryDisk, carry: Carry): PageStore {
  const { tables } = disk
  let closed = false

  /** All or nothing. */
  async function transact<T>(method: keyof PageStore, run: () => T): Promise<StoreResult<T>> {
    if (closed) return { ok: false, error: storeError('closed') }
    disk.log.push(method)
    return carry((): StoreResult<T> => {
      const refusal = disk.refuse(method)
      if (refusal !== null) return { ok: false, error: refusal }
      try {
        return { ok: true, value: run() }
      }
      catch (error) {
        return { ok: false, error: asStoreError(error, 'failed') }
      }
    })
  }

  function readTable<T>(name: TableName, schema: z.ZodType<T>): T[] {
    const table = tables[name]
    const keys = [...table.keys()].sort()
    const { read, unreadable } = readRows(schema, keys.map(key => structuredClone(table.get(key))))
    for (const { index, reason } of unreadable) {
      const key = keys[index] ?? ''
      disk.quarantine.push({ table: name, key, reason, at: Date.now(), row: table.get(key) })
      table.delete(key)
    }
    return read
  }

  return {
    load: () => transact('load', () => {
      const rows = readTable('outbox', outboxRowSchema)
      const snapshots = readTable('mirror', mirrorRowSchema).map(({ snapshot }) => snapshot)
      const [cursor] = readTable('meta', cursorRowSchema)
      const drafts = readTable('drafts', draftRowSchema).map(({ caseId, at, draft }) => ({ caseId, at, draft }))
      const looks = readTable('seen', seenRowSchema).map(({ look }) => look)
      const generation = cursor?.generation ?? null
      return { rows, snapshots, generation, cursor: cursor?.cursor ?? 0, drafts, looks, quarantined: disk.quarantine.length }
    }),
    keep: rows => transact('keep', () => {
      for (const row of structuredClone(rows)) tables.outbox.set(row.id, row)
      return null
    }),
    settle: ({ ended, put, snapshots, generation, cursor }) => transact('settle', () => {
      for (const row of structuredClone(put)) tables.outbox.set(row.id, row)
      for (const id of ended) tables.outbox.delete(id)
      for (const snapshot of structuredClone(snapshots)) tables.mirror.set(snapshot.caseId, mirrorRow(snapshot))
      const row = cursorRow(generation, cursor)
      tables.meta.set(row.key, row)
      return null
    }),
    putSnapshots: snapshots => transact('putSnapshots', () => {
      for (const snapshot of structuredClone(snapshots)) tables.mirror.set(snapshot.caseId, mirrorRow(snapshot))
      return null
    }),
    keepDrafts: (drafts, dropped) => transact('keepDrafts', () => {
      for (const id of dropped) tables.drafts.delete(id)
      for (const row of structuredClone(drafts).map(draftRow)) tables.drafts.set(row.id, row)
      return null
    }),
    keepLooks: looks => transact('keepLooks', () => {
      for (const row of structuredClone(looks).map(seenRow)) tables.seen.set(row.caseId, row)
      return null
    }),
    quarantined: () => transact('quarantined', () => structuredClone(disk.quarantine)),
    clear: () => transact('clear', () => {
      for (const table of Object.values(tables)) table.clear()
      disk.quarantine.length = 0
      return null
    }),
    close() {
      closed = true
    },
  }
}
