/** IndexedDB without Dexie, to write what another program, or an earlier version, would have written. */
export function openRaw(
  factory: IDBFactory,
  name: string,
  version?: number,
  upgrade: (db: IDBDatabase) => void = () => {},
): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open(name, version)
    request.onupgradeneeded = () => upgrade(request.result)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('open'))
  })
}

export async function putRaw(factory: IDBFactory, name: string, table: string, ...rows: object[]): Promise<void> {
  const db = await openRaw(factory, name)
  await new Promise<void>((resolve, reject) => {
    const transaction = db.transaction(table, 'readwrite')
    for (const row of rows) transaction.objectStore(table).put(row)
    transaction.oncomplete = () => resolve()
    transaction.onerror = () => reject(transaction.error ?? new Error('put'))
  })
  db.close()
}

export async function readRaw(factory: IDBFactory, name: string): Promise<{ version: number, tables: Record<string, unknown[]> }> {
  const db = await openRaw(factory, name)
  const tables: Record<string, unknown[]> = {}
  for (const table of db.objectStoreNames) {
    tables[table] = await new Promise((resolve, reject) => {
      const request = db.transaction(table).objectStore(table).getAll()
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error ?? new Error('read'))
    })
  }
  db.close()
  return { version: db.version, tables }
}
