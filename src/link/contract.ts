import type { Caller, Timers } from '#channel/caller'
import type { PageStore, StoreResult } from '#db/store'
import type { CaseDraft } from '#domain/draft'
import type { Edit } from '#domain/edit'
import type { Look } from '#domain/seen'
import type { LinkError, LinkEvent, Recorded, Started } from './events'

export interface LinkOptions {
  caller: Caller
  store: (workspaceId: string) => Promise<StoreResult<PageStore>>
  onEvent: (event: LinkEvent) => void
  clock?: Timers
}

export interface Link {
  /**
   * Opens the workspace's database, evens it out with the host's journal and takes in all outcomes. Until it has
   * resolved with `ok` nothing may be recorded (DESIGN section 6, rule 8). May be called again after a failure.
   */
  start(): Promise<Started>
  /** Writes edits to database and journal at once; `ok` only when both hold them. Never rejects. */
  record(edits: readonly Edit[]): Promise<Recorded>
  /** Writes down what is typed and no edit yet, and takes away what no longer is (see `draftId`). Null once it is on disk. */
  keepDrafts(drafts: readonly CaseDraft[], dropped: readonly string[]): Promise<LinkError | null>
  /** Writes down what the responder has looked at. Null once it is on disk. */
  keepLooks(looks: readonly Look[]): Promise<LinkError | null>
  /** The way to the host is there again: evens out what was missed. */
  connected(): void
  /** Empties the practice workspace, page and host; `moved` follows. */
  resetPractice(): Promise<{ ok: true } | { ok: false, error: LinkError }>
  /** Nothing is written, sent or told afterwards. */
  stop(): void
}
