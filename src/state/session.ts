import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { Caller } from '#channel/caller'
import type { Result } from '#channel/errors'
import { failure } from '#channel/errors'
import type { Damage, Input, Output, RequestName, Workspace } from '#channel/protocol'
import { openDatabase } from '#db/open'
import type { Edit } from '#domain/edit'
import type { Link } from '#link/contract'
import { createLink } from '#link/link'
import type { DatabaseNews, LinkEvent, Started } from '#link/events'
import type { Rehearsal } from '#domain/rehearsal'
import { useCases } from './cases'
import { useDrafts } from './drafts'
import { useOutbox } from './outbox'
import { createPaced } from './paced'
import { usePreferences } from './preferences'
import { useReports } from './reports'
import { useSeen } from './seen'
import { useSync } from './sync'

export type Phase = { kind: 'starting' } | { kind: 'ready' } | { kind: 'failed', code: string, message: string }

const MENDED_OUTSIDE: ReadonlySet<string> = new Set(['diskFull', 'journalUnwritable'])
const ASK_AGAIN_MS = 1000

/** The page's tie to its host: which workspace is open, and what can be asked of the host. */
export const useSession = defineStore('session', () => {
  const cases = useCases()
  const drafts = useDrafts()
  const seen = useSeen()
  const outbox = useOutbox()
  const reports = useReports()
  const sync = useSync()
  const preferences = usePreferences()
  const phase = shallowRef<Phase>({ kind: 'starting' })
  const workspace = shallowRef<Workspace | null>(null)
  const shell = ref<'electron' | 'chromium' | null>(null)
  const damage = shallowRef<readonly Damage[]>([])
  /** What became of the database before this start; null where it is as it was left. */
  const database = shallowRef<DatabaseNews | null>(null)
  /** Edits that the journal had lost, or never had, and has again from the database. */
  const lacked = ref(0)
  /** Rows of this machine's database that could not be read; they are kept aside. */
  const quarantined = ref(0)
  /** Null outside the practice workspace. */
  const practice = shallowRef<Output<'practice'> | null>(null)
  /** Names the newest outcome that was taken in. */
  const newest = ref(0)
  /** Why the responder's last word on pausing was not written down; null where it was. */
  const notPaused = ref<string | null>(null)
  const paced = createPaced()
  let generation: string | null = null
  let caller: Caller | null = null
  let link: Link | null = null

  /** Opens the host's workspace; also after `moved`, and after a failed start. */
  async function start(to: Caller | null = caller): Promise<void> {
    if (to === null) return
    caller = to
    // What is being typed lies in the database that is closed now.
    if (link !== null) await drafts.flush()
    link?.stop()
    clear()
    const opening = createLink({ caller: to, store: workspaceId => openDatabase({ workspaceId }), onEvent: hear })
    link = opening
    const [started] = await Promise.all([opening.start(), preferences.read(to)])
    // Another start has begun meanwhile: what this one found is of no more use.
    if (link !== opening) return
    if (started.ok) return show(started, opening)
    const failed: Phase = { kind: 'failed', ...started.error }
    phase.value = failed
    if (MENDED_OUTSIDE.has(failed.code)) void goOnAfter(failed)
  }

  /** What is put right outside of Fieldcase needs no button here: the host is asked until it can open the workspace. */
  async function goOnAfter(failed: Phase): Promise<void> {
    while (phase.value === failed) {
      await new Promise((resolve) => { setTimeout(resolve, ASK_AGAIN_MS) })
      if (phase.value === failed && (await request('workspace', {})).ok) return start()
    }
  }

  function clear(): void {
    phase.value = { kind: 'starting' }
    workspace.value = null
    practice.value = null
    damage.value = []
    database.value = null
    lacked.value = 0
    quarantined.value = 0
    cases.clear()
    drafts.clear()
    seen.clear()
    outbox.clear()
    reports.clear()
    sync.clear()
    paced.clear()
    newest.value = 0
    notPaused.value = null
    generation = null
  }

  async function show(started: Extract<Started, { ok: true }>, shown: Link): Promise<void> {
    cases.put(started.snapshots)
    drafts.open(started.drafts, shown.keepDrafts, started.outbox.map(({ edit }) => edit))
    seen.open(started.looks, shown.keepLooks)
    outbox.put(started.outbox)
    seen.hear(started.missed)
    if (started.unsaved !== null) outbox.notSaved(started.unsaved)
    workspace.value = started.workspace
    shell.value = started.shell
    generation = started.generation
    damage.value = started.damage
    database.value = started.database
    lacked.value = started.lacked
    quarantined.value = started.quarantined
    const state = started.workspace.practice ? await ask('practice', { action: 'state' }) : null
    if (link !== shown) return
    practice.value = state
    phase.value = { kind: 'ready' }
    void readReports(shown)
  }

  /** What an earlier page has reported and nobody has dismissed, each with the call it is about. */
  async function readReports(shown: Link): Promise<void> {
    const found = (await ask('reports', {}))?.reports ?? []
    if (link !== shown) return
    reports.hear(found)
    await readCalls(shown)
  }

  /** A call is looked up right after it, and is found in the journal just before its report. */
  async function readCalls(shown: Link | null): Promise<void> {
    for (const { seq } of reports.unclear()) {
      const page = await ask('history', { before: seq })
      if (link !== shown) return
      reports.look(page?.entries ?? [])
    }
  }

  function hear(event: LinkEvent): void {
    // What the responder did just now, and what became of it, waits for nothing that the host tells.
    const own = event.kind === 'outbox' ? event.outcomes.length + event.snapshots.length === 0 : event.kind !== 'status'
    if (!own) return paced.add(() => take(event))
    paced.now()
    take(event)
  }

  function take(event: LinkEvent): void {
    switch (event.kind) {
      case 'outbox':
        // Before the mirror shows what these calls made of it.
        reports.hear(event.outcomes, cases.snapshots)
        if (event.outcomes.some(({ result }) => result.kind === 'watched') && reports.unclear().length > 0) void readCalls(link)
        cases.put(event.snapshots)
        outbox.change(event)
        seen.hear(event.outcomes)
        newest.value = event.outcomes.at(-1)?.seq ?? newest.value
        return
      case 'saved': return outbox.saved(event.ids)
      case 'unsaved': return outbox.notSaved(event)
      case 'behind':
        sync.behind = event.error?.message ?? null
        return
      case 'status':
        sync.status = event.status
        if (practice.value?.rehearsal != null) void readPractice()
        return
      case 'connection':
        sync.connected = event.open
        return
      case 'quarantined':
        quarantined.value = event.count
        return
      case 'moved': void start()
    }
  }

  async function request<N extends RequestName>(name: N, input: Input<N>): Promise<Result<Output<N>>> {
    return await caller?.call(name, input) ?? failure('closed', 'Fieldcase is still starting.')
  }

  async function ask<N extends RequestName>(name: N, input: Input<N>): Promise<Output<N> | null> {
    const result = await request(name, input)
    return result.ok ? result.value : null
  }

  /** Resolves when both logs hold the edits, or with the reason in the outbox's `unsaved`. */
  async function record(edits: readonly Edit[]): Promise<void> {
    const recording = link?.record(edits)
    outbox.saves(edits.map(({ id }) => id))
    const recorded = await recording
    outbox.draw()
    if (recorded?.ok === false && !recorded.database && !recorded.journal) outbox.notSaved({ ids: edits.map(({ id }) => id), ...recorded })
  }

  async function setCut(cut: boolean): Promise<void> {
    const state = await ask('practice', { action: cut ? 'cut' : 'restore' })
    if (state !== null) practice.value = state
  }

  /** Has the practice service misbehave; null has it behave again. */
  async function rehearse(rehearsal: Rehearsal | null): Promise<void> {
    const state = await ask('rehearse', { rehearsal, caseId: cases.openId })
    if (state !== null) practice.value = state
  }

  let readingPractice = false
  /** How practice stands: most rehearsals are over by themselves. */
  async function readPractice(): Promise<void> {
    if (readingPractice) return
    readingPractice = true
    const state = await ask('practice', { action: 'state' })
    readingPractice = false
    if (state !== null && practice.value !== null) practice.value = state
  }

  /** Service, database and journal of the practice workspace begin anew together. */
  async function resetPractice(): Promise<void> {
    drafts.clear()
    const result = await link?.resetPractice()
    if (result?.ok === false) phase.value = { kind: 'failed', ...result.error }
  }

  /** The responder has seen a report; it stays where that cannot be written down. */
  async function dismiss(seq: number): Promise<void> {
    if (generation === null) return
    const result = await request('dismiss', { generation, seq })
    if (result.ok) reports.drop(seq)
  }

  /** Has nothing more sent until it is resumed, also after a restart. */
  async function pause(paused: boolean): Promise<void> {
    const result = await request('pause', { paused })
    notPaused.value = result.ok ? null : result.error.message
  }

  const history = (before: number | null) => request('history', { before })
  const verify = () => request('verify', {})
  const exportAll = (what: 'history' | 'outbox') => request('export', { what })
  const profiles = () => ask('profiles', {})
  async function choose(profile: string | null): Promise<void> { await ask('choose', { profile }) }
  /** Whether the responder has said that the window is to close, whatever is lost by it. */
  let leaving = false
  /** Closes the window; `goOn`: sending goes on without it until all is sent. */
  async function leave(goOn: boolean): Promise<void> {
    leaving = !goOn
    leaving = await ask('leave', { goOn }) !== null && leaving
  }
  async function tryNow(): Promise<void> { await ask('tryNow', {}) }
  /** Has one case read ahead of all others, or null all listed; without a link nothing comes of it. */
  async function refresh(caseId: string | null): Promise<void> { await ask('refresh', { caseId }) }

  return {
    phase, workspace, shell, damage, database, lacked, quarantined, practice, newest,
    start, record, setCut, rehearse, readPractice, resetPractice, profiles, choose, leave, pause, notPaused, tryNow, refresh,
    history, verify, exportAll, dismiss, isLeaving: () => leaving,
  }
})
