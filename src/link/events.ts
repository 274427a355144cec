import type { ChannelError, Result } from '#channel/errors'
import type { Aside, Damage, EventPayload, Input, Output, RequestName, Workspace } from '#channel/protocol'
import type { OutboxRow } from '#db/rows'
import type { StoreError } from '#db/store'
import type { Snapshot } from '#domain/case'
import type { CaseDraft } from '#domain/draft'
import type { Outcome } from '#domain/outcome'
import type { Look } from '#domain/seen'

/** `notReady`: nothing is recorded before {@link Started}. `restarting`: the database is put aside, and the page ends. */
export interface LinkError { code: ChannelError['code'] | StoreError['code'] | 'notReady' | 'restarting', message: string }

/** One request to the host. */
export type Ask = <N extends RequestName>(name: N, input: Input<N>) => Promise<Result<Output<N>>>

/** One consistent step of outbox and mirror. `put` and `snapshots` replace what bears the same id. */
export interface OutboxChange {
  put: readonly OutboxRow[]
  ended: readonly string[]
  snapshots: readonly Snapshot[]
  outcomes: readonly Outcome[]
}

/** Edits that not both logs hold; `database` and `journal` say which of them holds all of these. */
export interface Unsaved { ids: readonly string[], database: boolean, journal: boolean, error: LinkError }

export type LinkEvent
  /** Committed before it is told, save for rows being recorded: those are told at once, and `saved` or `unsaved` follows. */
  = ({ kind: 'outbox' } & OutboxChange)
  /** Both logs hold these. */
    | { kind: 'saved', ids: readonly string[] }
  /** Not in both logs; the link keeps trying and tells `saved` once they are. */
    | ({ kind: 'unsaved' } & Unsaved)
  /** What came from the host could not be written down; null once it has been. Nothing is lost, the screen is behind. */
    | { kind: 'behind', error: LinkError | null }
    | { kind: 'status', status: EventPayload<'status'> }
  /** The workspace was switched: this link is of no more use. */
    | { kind: 'moved' }
    | { kind: 'connection', open: boolean }
    | { kind: 'quarantined', count: number }

/** What became of the page's database before this start; whatever the journal has of it is back. */
export type DatabaseNews
  /** It could not be opened, was put aside, and a new one begun. */
  = { kind: 'aside', aside: Aside }
  /** It was used before, and is empty, or knows less than it did. */
    | { kind: 'empty' | 'behind' }

export type Started
  = {
    ok: true
    workspace: Workspace
    shell: 'electron' | 'chromium'
    /** Names the life of the journal whose outcomes are taken in. */
    generation: string
    damage: readonly Damage[]
    /** Null where all is as it was left. */
    database: DatabaseNews | null
    /** Edits that the database had and the journal, in the same life of it, did not: cut short, or left in mid-saving. */
    lacked: number
    /** All edits without an ending, in the order made. */
    outbox: readonly OutboxRow[]
    /** Those of them that only one of the two logs holds so far; the link keeps trying. */
    unsaved: Unsaved | null
    snapshots: readonly Snapshot[]
    quarantined: number
    /** What was typed and is no edit yet, as it was left. */
    drafts: readonly CaseDraft[]
    looks: readonly Look[]
    /** Outcomes that were taken in during the start, and are told nowhere else. */
    missed: readonly Outcome[]
  }
  | { ok: false, step: 'workspace' | 'database' | 'reconcile' | 'outcomes', error: LinkError }

export type Recorded = { ok: true } | ({ ok: false } & Omit<Unsaved, 'ids'>)
