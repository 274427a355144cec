import type { Dexie, Transaction } from 'dexie'

interface SchemaVersion {
  version: number
  /** Tables as of this version, by name: the primary key, then indexes. */
  stores: Record<string, string>
  /** Brings rows of the version before into this one's form, inside the upgrade's own transaction. */
  upgrade?: (transaction: Transaction) => PromiseLike<unknown>
}

/**
 * Append only: what was released is never edited, as databases of every earlier version are out there. Each new
 * one comes with a test that opens the database its predecessor wrote.
 */
export const VERSIONS: readonly SchemaVersion[] = [
  { version: 1, stores: { outbox: 'id', mirror: 'caseId', meta: 'key', quarantine: '++seq' } },
  { version: 2, stores: { drafts: 'id', seen: 'caseId' } },
]

/** Dexie stores ten times its version number; a fraction is a repair of its own. */
export const NATIVE_FACTOR = 10

export function newestVersion(versions: readonly SchemaVersion[] = VERSIONS): number {
  return Math.max(...versions.map(({ version }) => version))
}

export function declareVersions(db: Dexie, versions: readonly SchemaVersion[] = VERSIONS): void {
  for (const { version, stores, upgrade } of versions) {
    const declared = db.version(version).stores(stores)
    if (upgrade !== undefined) declared.upgrade(upgrade)
  }
}
