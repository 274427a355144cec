import { createCaller } from '#channel/caller'
import type { Caller } from '#channel/caller'
import type { Port } from '#channel/port'
import type { OutboxRow } from '#db/rows'
import type { PageStore, StoreResult } from '#db/store'
import type { Snapshot } from '#domain/case'
import type { Edit } from '#domain/edit'
import type { Outcome } from '#domain/outcome'
import type { OpenEdit } from '#domain/view'
import type { LinkEvent, OutboxChange } from '#link/events'
import type { Link } from '#link/contract'
import { createLink } from '#link/link'
import type { Life, Scheduler } from './scheduler'

/** What the screen knows: the real link, and above it no more than the stores hold. */
export interface SimPage {
  life: Life
  caller: Caller
  /** Null while nothing can be typed. */
  workspaceId(): string | null
  snapshot(caseId: string): Snapshot | undefined
  /** The case's edits without an ending, in the order made. */
  open(caseId: string): readonly OpenEdit[]
  rows(): readonly OutboxRow[]
  /** Shown as in both logs. */
  isSaved(id: string): boolean
  endOf(id: string): Outcome['result'] | null
  record(edits: readonly Edit[]): void
  /** The way to the host is there again. */
  connected(): void
}

/** A responder whose app does not start tries again. */
const TRY_AGAIN_MS = 3000

export interface PageHooks {
  /** A workspace stands on the screen, with these edits, of which `unsaved` are not in both logs. */
  onStart: (workspaceId: string, rows: readonly OutboxRow[], unsaved: ReadonlySet<string>) => void
  onSaved: (workspaceId: string, ids: readonly string[]) => void
  /** After the screen shows it. */
  onChange: (workspaceId: string, change: OutboxChange) => void
}

export function startPage({ life, port, scheduler, openStore, hooks }: {
  life: Life
  port: Port
  scheduler: Scheduler
  openStore: (workspaceId: string) => Promise<StoreResult<PageStore>>
  hooks: PageHooks
}): SimPage {
  const clock = { after: (ms: number, run: () => void) => scheduler.after(ms, life, run) }
  const caller = createCaller(port, { clock })
  const outbox = new Map<string, OutboxRow>()
  const snapshots = new Map<string, Snapshot>()
  const saved = new Set<string>()
  const ends = new Map<string, Outcome['result']>()
  const opens = new Map<string, readonly OpenEdit[]>()
  let workspaceId: string | null = null
  let link: Link | null = null

  async function start(): Promise<void> {
    link?.stop()
    workspaceId = null
    for (const known of [outbox, snapshots, saved, ends, opens]) known.clear()
    const opening = createLink({ caller, store: openStore, onEvent: (event) => { if (link === opening) hear(event) }, clock })
    link = opening
    const started = await opening.start()
    if (link !== opening) return
    if (!started.ok) {
      clock.after(TRY_AGAIN_MS, () => { if (link === opening) void start() })
      return
    }
    take({ put: started.outbox, ended: [], snapshots: started.snapshots, outcomes: [] })
    const unsaved = new Set(started.unsaved?.ids)
    for (const { id } of started.outbox) if (!unsaved.has(id)) saved.add(id)
    workspaceId = started.workspace.id
    hooks.onStart(workspaceId, started.outbox, unsaved)
  }

  function take({ put, ended, snapshots: read, outcomes }: OutboxChange): void {
    for (const row of put) outbox.set(row.id, row)
    for (const id of ended) outbox.delete(id)
    for (const snapshot of read) snapshots.set(snapshot.caseId, snapshot)
    for (const { edits, result } of outcomes) {
      if (result.kind !== 'held' && result.kind !== 'watched') for (const id of edits) ends.set(id, result)
    }
    opens.clear()
  }

  function hear(event: LinkEvent): void {
    switch (event.kind) {
      case 'outbox':
        take(event)
        if (workspaceId !== null) hooks.onChange(workspaceId, event)
        return
      case 'saved':
        for (const id of event.ids) saved.add(id)
        if (workspaceId !== null) hooks.onSaved(workspaceId, event.ids)
        return
      case 'unsaved':
        for (const id of event.ids) saved.delete(id)
        return
      case 'moved': void start()
    }
  }

  function inOrder(): readonly OutboxRow[] {
    return [...outbox.values()].sort((a, b) => a.id < b.id ? -1 : 1)
  }

  void start()
  return {
    life,
    caller,
    workspaceId: () => workspaceId,
    snapshot: caseId => snapshots.get(caseId),
    open(caseId) {
      const open = opens.get(caseId) ?? inOrder().filter(({ edit }) => edit.caseId === caseId).map(({ edit, held }) => ({ edit, held }))
      opens.set(caseId, open)
      return open
    },
    rows: inOrder,
    isSaved: id => saved.has(id),
    endOf: id => ends.get(id) ?? null,
    record(edits) { void link?.record(edits) },
    connected: () => link?.connected(),
  }
}
