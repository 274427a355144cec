import { openDatabase } from '#db/open'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { pageStoreContract, valueOf } from '../contract/page-store'
import { createMemoryDisk } from '../support/memory-page-store'
import { putRaw } from '../support/raw-database'

pageStoreContract('Dexie', async () => {
  const factory = { indexedDB: new IDBFactory(), IDBKeyRange }
  return {
    open: async () => valueOf(await openDatabase({ workspaceId: 'practice', factory })),
    plant: (table, row) => putRaw(factory.indexedDB, 'fieldcase-practice', table, row),
  }
})

pageStoreContract('memory', async () => {
  const disk = createMemoryDisk()
  return {
    open: async () => disk.open(),
    async plant(table, row) {
      disk.tables[table].set(String(Object.values(row)[0]), row)
    },
  }
})
