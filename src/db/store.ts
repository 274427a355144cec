import type { Snapshot } from '#domain/case'
import type { CaseDraft } from '#domain/draft'
import type { Look } from '#domain/seen'
import type { OutboxRow } from './rows'

export type StoreCode
  /** The disk, or the browser's share of it, is full; nothing of the transaction was written. */
  = 'diskFull'
  /** Three tries to open failed or took too long; the database lies where it was. */
    | 'cannotOpen'
  /** A newer Fieldcase has written this database: it was neither opened nor changed. */
    | 'newerVersion'
  /** The database is no longer open. */
    | 'closed'
  /** Any other transaction that failed; nothing of it was written. */
    | 'failed'

export interface StoreError { code: StoreCode, message: string }
export type StoreResult<T> = { ok: true, value: T } | { ok: false, error: StoreError }

export interface Loaded {
  /** In the order the edits were made. */
  rows: readonly OutboxRow[]
  snapshots: readonly Snapshot[]
  /** The journal whose outcomes the cursor counts; null where none was taken in yet. */
  generation: string | null
  /** The last outcome taken in; 0 before the first. */
  cursor: number
  /** What was typed and is no edit yet. */
  drafts: readonly CaseDraft[]
  /** What each case looked like when the responder last looked. */
  looks: readonly Look[]
  /** How many rows lie in quarantine, from this load and earlier ones. */
  quarantined: number
}

export interface Settlement {
  /** Edits that have their ending. Unknown ids are passed over. */
  ended: readonly string[]
  /** Rows that are now held, or come from the journal. */
  put: readonly OutboxRow[]
  snapshots: readonly Snapshot[]
  generation: string
  cursor: number
}

/** A row that could not be read, kept as it was found. */
export interface QuarantinedRow { table: string, key: string, reason: string, at: number, row: unknown }

/**
 * The page's durable memory of one workspace. Each method that writes is one transaction: `ok` means that all of
 * it is on disk, an error that none of it is. Nothing rejects.
 */
export interface PageStore {
  /** Rows that do not parse are moved to the quarantine, never dropped, and what can be read is given. */
  load(): Promise<StoreResult<Loaded>>
  /** The hot path: touches the outbox alone. Keeping a row again replaces it. */
  keep(rows: readonly OutboxRow[]): Promise<StoreResult<null>>
  /** Ends edits, lays down what they left and moves the cursor, all or nothing (DESIGN section 6, rule 4). */
  settle(settlement: Settlement): Promise<StoreResult<null>>
  putSnapshots(snapshots: readonly Snapshot[]): Promise<StoreResult<null>>
  /** Lays down drafts, each in place of the one before it, and takes away those named in `dropped` (see `draftId`). */
  keepDrafts(drafts: readonly CaseDraft[], dropped: readonly string[]): Promise<StoreResult<null>>
  /** The responder has looked at these. */
  keepLooks(looks: readonly Look[]): Promise<StoreResult<null>>
  quarantined(): Promise<StoreResult<readonly QuarantinedRow[]>>
  /** Empties every table: for the practice workspace, when it is reset. */
  clear(): Promise<StoreResult<null>>
  close(): void
}
