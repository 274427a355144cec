import { systemTimers } from '#channel/caller'
import { failure } from '#channel/errors'
import type { EventPayload, Output } from '#channel/protocol'
import { outboxRow } from '#db/rows'
import type { Loaded, PageStore, StoreResult } from '#db/store'
import { editSchema } from '#domain/edit'
import type { Outcome } from '#domain/outcome'
import type { Link, LinkOptions } from './contract'
import type { Ask, DatabaseNews, LinkError, LinkEvent, OutboxChange, Recorded, Started } from './events'
import { createIntake } from './intake'
import { createLogs, FULL } from './logs'
import type { Entry } from './memory'
import { emptyMemory, newEntry, rowsInOrder, takeGeneration, takeLoaded } from './memory'
import { databaseNews } from './news'
import { createQueue } from './queue'
import { createRetry } from './retry'

type Failure = Extract<Started, { ok: false }>

/**
 * The page's hand-over of edits and intake of outcomes.
 *
 *   start ─▶ workspace ─▶ database ─▶ reconcile ─▶ outcomes ─▶ hand over ─▶ ready
 *                ▲                                                            │ a log fails, an intake fails,
 *                └──────────── timer, connected() ◀───────────────────────────┘ the journal has another generation
 *
 * All that changes outbox, mirror or cursor runs in one queue; only the first writing of new edits does not wait
 * for it, and outcomes wait for that.
 */
export function createLink({ caller, store: openStore, onEvent, clock = systemTimers }: LinkOptions): Link {
  const ask: Ask = async (name, input) => {
    // The host may have another workspace open by now, which must hear of nothing that is in this one.
    if (phase === 'stopped') return failure('closed', 'The link was stopped.')
    const result = await caller.call(name, input)
    const answers = result.ok || result.error.code !== 'closed'
    if (answers !== reachable) emit({ kind: 'connection', open: answers })
    reachable = answers
    if (!answers) later()
    return result
  }
  const queue = createQueue()
  const memory = emptyMemory()
  const retry = createRetry(clock, () => void queue(repair))
  const logs = createLogs(memory, ask)
  const intake = createIntake({ memory, logs, ask, onChange: tellChange })
  let phase: 'starting' | 'ready' | 'stopped' = 'starting'
  let greeting: Output<'workspace'> | null = null
  let quarantined = 0
  let news: DatabaseNews | null = null
  let lacked = 0
  let aside: Pick<Loaded, 'drafts' | 'looks'> = { drafts: [], looks: [] }
  let missed: readonly Outcome[] = []
  let reachable = true
  let behind = false

  function emit(event: LinkEvent): void {
    if (phase !== 'stopped') onEvent(event)
  }

  function tellChange(change: OutboxChange): void {
    // What happens before the start is done is part of what it gives.
    if (phase === 'ready') emit({ kind: 'outbox', ...change })
    else missed = [...missed, ...change.outcomes]
  }

  function tellSaved(entries?: readonly Entry[]): void {
    const ids = logs.newlySaved(entries)
    if (ids.length > 0 && phase === 'ready') emit({ kind: 'saved', ids })
  }

  function tellBehind(error: LinkError | null): void {
    if (error !== null || behind) emit({ kind: 'behind', error })
    behind = error !== null
    if (behind) later()
  }

  function later(): void {
    if (phase === 'ready') retry.later()
  }

  /** The whole way from the host's greeting to even logs; null when outbox and mirror are as the journal has them. */
  async function synchronise(): Promise<Failure | null> {
    const greeted = await ask('workspace', {})
    if (!greeted.ok) return { ok: false, step: 'workspace', error: greeted.error }
    const { workspace, generation } = greeted.value
    if (greeting !== null && greeting.workspace.id !== workspace.id) return moved()
    greeting = greeted.value
    const unopened = logs.isOpen() ? null : await openDatabase(workspace.id)
    if (unopened !== null) return { ok: false, step: 'database', error: unopened }
    takeGeneration(memory, generation)
    await logs.keepLacking()
    const uneven = await reconcile()
    if (uneven !== null) return failed('reconcile', uneven)
    const late = await intake.catchUp()
    if (late !== null) return failed('outcomes', late)
    await logs.handOverLacking()
    tellSaved()
    acknowledge()
    return null
  }

  function failed(step: Failure['step'], error: LinkError): Failure {
    return error.code === 'moved' ? moved() : { ok: false, step, error }
  }

  function moved(): Failure {
    emit({ kind: 'moved' })
    return { ok: false, step: 'workspace', error: { code: 'moved', message: 'Another workspace is open by now.' } }
  }

  async function openDatabase(id: string): Promise<LinkError | null> {
    if (logs.isFull()) return FULL
    const opened = await openStore(id)
    if (!opened.ok) return opened.error
    const loaded = await opened.value.load()
    if (!loaded.ok || phase === 'stopped') {
      opened.value.close()
      return loaded.ok ? { code: 'closed', message: 'The link was stopped.' } : loaded.error
    }
    logs.open(opened.value)
    hearNews(loaded.value)
    takeLoaded(memory, loaded.value)
    aside = loaded.value
    quarantined = loaded.value.quarantined
    if (quarantined > 0) emit({ kind: 'quarantined', count: quarantined })
    return null
  }

  /** What is no edit: it waits for nothing, and nothing waits for it. */
  async function note(run: (store: PageStore) => Promise<StoreResult<null>>): Promise<LinkError | null> {
    if (phase !== 'ready') return NOT_READY
    return logs.isFull() ? FULL : logs.write(run)
  }

  function hearNews(loaded: Loaded): void {
    if (phase === 'starting' && greeting !== null) news = databaseNews(loaded, greeting)
  }

  /** A database that does not open is put aside by the host, which then has the page started anew: once, not in a circle. */
  async function putAside(failure: Failure): Promise<Failure> {
    if (failure.step !== 'database' || failure.error.code !== 'cannotOpen' || greeting?.database.aside != null) return failure
    const asked = await ask('setAside', {})
    const error: LinkError = asked.ok ? { code: 'restarting', message: 'The database on this machine does not open.' } : asked.error
    return { ...failure, error }
  }

  async function hearStatus(status: EventPayload<'status'>): Promise<void> {
    const wasFull = logs.isFull()
    logs.setFull(status.disk.state === 'full')
    emit({ kind: 'status', status })
    if (!wasFull || logs.isFull()) return
    retry.done()
    await queue(repair)
  }

  /**
   * Learns what the journal lacks and takes from it what the outbox lacks, with its reason. It goes in before the
   * outcomes are read: one that ends such an edit in between then finds its row.
   */
  async function reconcile(): Promise<LinkError | null> {
    for (;;) {
      const known = [...memory.entries.values()]
      const mirror = [...memory.snapshots.values()].map(({ caseId, facts, complete }): [string, number | null, boolean] =>
        [caseId, facts.lastUpdatedDate, complete])
      const result = await ask('reconcile', { edits: known.map(({ row }) => row.id), mirror })
      if (!result.ok) return result.error
      const missing = new Set(result.value.missing)
      if (phase === 'starting') lacked = known.filter(({ row }) => missing.has(row.id) && row.generation === memory.generation).length
      for (const entry of known) entry.journal = !missing.has(entry.row.id)
      const refill = result.value.refill.filter(({ edit }) => !memory.entries.has(edit.id))
        .map(({ edit, held }) => newEntry(outboxRow(edit, memory.generation, held), { database: false, journal: true }))
      if (refill.length === 0) return null
      for (const entry of refill) memory.entries.set(entry.row.id, entry)
      // A database that cannot take them is no reason to hide them: the journal has them.
      await logs.keep(refill)
      tellChange({ put: refill.map(({ row }) => row), ended: [], snapshots: [], outcomes: [] })
    }
  }

  /** Has the host send what comes next. A lost acknowledgement is made up for by the next one. */
  function acknowledge(): void {
    if (memory.generation !== null) void ask('acknowledge', { generation: memory.generation, cursor: memory.cursor })
  }

  async function repair(): Promise<void> {
    if (phase !== 'ready') return
    const failure = await synchronise()
    if (failure?.error.code === 'moved') return
    tellBehind(failure?.error ?? null)
    const unsaved = logs.unsaved()
    if (unsaved !== null) emit({ kind: 'unsaved', ...unsaved })
    if (failure === null && unsaved === null) retry.done()
    else later()
  }

  async function hearOutcomes({ generation, outcomes }: EventPayload<'outcomes'>): Promise<void> {
    if (phase !== 'ready') return
    if (generation !== memory.generation) return repair()
    const error = await intake.outcomes(outcomes)
    tellBehind(error)
    tellSaved()
    if (error === null) acknowledge()
  }

  async function hearSnapshots({ snapshots }: EventPayload<'snapshots'>): Promise<void> {
    // Reads wait best: the host sends them again once they are asked for.
    const error = phase !== 'ready' ? null : logs.isFull() ? FULL : await intake.snapshots(snapshots)
    if (error !== null) tellBehind(error)
  }

  const stops = [
    caller.on('outcomes', payload => void queue(() => hearOutcomes(payload))),
    caller.on('snapshots', payload => void queue(() => hearSnapshots(payload))),
    caller.on('status', status => void hearStatus(status)),
    caller.on('moved', () => emit({ kind: 'moved' })),
  ]

  return {
    start: () => queue(async () => {
      const failure = await synchronise()
      if (failure !== null) return putAside(failure)
      if (greeting === null || phase === 'stopped') return moved()
      phase = 'ready'
      const { workspace, shell, generation, damage } = greeting
      const unsaved = logs.unsaved()
      if (unsaved !== null) later()
      const snapshots = [...memory.snapshots.values()]
      const outbox = rowsInOrder(memory)
      const { drafts, looks } = aside
      const facts = { workspace, shell, generation, damage, database: news, lacked, quarantined }
      return { ok: true, ...facts, outbox, unsaved, snapshots, drafts, looks, missed }
    }),

    async record(edits) {
      if (phase !== 'ready') return refused(NOT_READY)
      if (!edits.every(edit => editSchema.safeParse(edit).success)) {
        return refused({ code: 'badMessage', message: 'This is not of a form that can be recorded. Nothing was.' })
      }
      const entries = edits.filter(({ id }) => !memory.entries.has(id))
        .map(edit => newEntry(outboxRow(edit, memory.generation), { database: false, journal: false }))
      for (const entry of entries) memory.entries.set(entry.row.id, entry)
      // Both writes begin before the screen hears of the edits: drawing takes longer than they do. The longer way goes first.
      const writes = [logs.handOver(entries), logs.keep(entries)]
      tellChange({ put: entries.map(({ row }) => row), ended: [], snapshots: [], outcomes: [] })
      await Promise.all(writes)
      // An edit that has its ending by now needs no log.
      const left = entries.filter(entry => memory.entries.get(entry.row.id) === entry)
      tellSaved(left)
      const unsaved = logs.unsaved(left)
      if (unsaved === null) return { ok: true }
      emit({ kind: 'unsaved', ...unsaved })
      later()
      const { database, journal, error } = unsaved
      return { ok: false, database, journal, error }
    },

    keepDrafts: (drafts, dropped) => note(store => store.keepDrafts(drafts, dropped)),
    keepLooks: looks => note(store => store.keepLooks(looks)),

    connected() {
      retry.done()
      void queue(repair)
    },

    resetPractice: () => queue(async () => {
      // What still comes from the practice that ends is not for the one that begins.
      phase = 'starting'
      const error = await logs.write(store => store.clear())
      if (error !== null) {
        phase = 'ready'
        return { ok: false, error }
      }
      const result = await ask('practice', { action: 'reset' })
      if (!result.ok) emit({ kind: 'moved' })
      return result.ok ? { ok: true } : result
    }),

    stop() {
      phase = 'stopped'
      retry.done()
      for (const stop of stops) stop()
      logs.close()
    },
  }
}

const NOT_READY: LinkError = { code: 'notReady', message: 'Fieldcase is still starting. Nothing was recorded.' }

function refused(error: LinkError): Recorded {
  return { ok: false, database: false, journal: false, error }
}
