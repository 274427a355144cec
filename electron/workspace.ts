import { workspaceFolder } from './access'
import { openJournal } from '#journal/journal'
import { createPull } from '#pull/pull'
import { createDrain } from '#push/drain'
import { createTraffic } from '#push/traffic'
import type { Damage, EventName, EventPayload, Workspace } from '#channel/protocol'
import type { Snapshot } from '#domain/case'
import type { Outcome } from '#domain/outcome'
import type { SignInState } from '#domain/sign-in'
import type { Status } from '#domain/status'
import type { EvenClock } from './even-clock'
import type { Disk } from './ports/disk'
import type { Journal } from './ports/journal'
import type { CaseService } from './ports/service'
import type { Pull } from '#pull/pull'
import type { DiskRoom } from './disk-room'
import { createDiskRoom } from './disk-room'
import { drainState } from './drain-state'
import { gathered } from './gathered'
import { createOutcomeFeed } from './outcome-feed'
import type { OutcomeFeed } from './outcome-feed'
import type { PageMemory } from './page-memory'
import { createPageMemory } from './page-memory'

export type Emit = <N extends EventName>(name: N, payload: EventPayload<N>) => void

/** How somebody stands with the sign-in service, and word of each change. */
export interface WatchedSignIn {
  state(): SignInState
  /** The returned function stops it. */
  onChange(listen: () => void): () => void
  /** The service has answered after it could not be reached. */
  linkIsBack(): void
}

/** One workspace at work: its journal, and the engine between journal and service. */
export interface OpenWorkspace {
  facts: Workspace
  damage: readonly Damage[]
  journal: Journal
  pull: Pull
  feed: OutcomeFeed
  page: PageMemory
  room: DiskRoom
  /** Edits of these cases were recorded. */
  wake(caseIds: readonly string[]): void
  tryNow(): void
  /** See {@link Traffic.pause}. */
  pause(paused: boolean): Promise<void>
  status(): Status
  close(): Promise<void>
}

/** Changes come in bursts: the page is told of the state after each. */
const STATUS_AFTER_MS = 40
/** How soon the mirror is read again after a drain, so that what a colleague wrote meanwhile shows. */
const PULL_AFTER_DRAIN_MS = 1000

/**
 * Opens the journal and starts to drain and pull by itself; the page is not needed for it.
 * @throws JournalError where the journal cannot be opened.
 */
export async function openWorkspace({ facts, shell, service, signIn, dataFolder, clock, disk, emit: emitToPage, onDefect }: {
  facts: Workspace
  shell: string
  service: CaseService
  /** How who works here is signed in; null where nobody needs to be. */
  signIn: WatchedSignIn | null
  dataFolder: string
  clock: EvenClock
  disk: Disk
  emit: Emit
  onDefect: (error: unknown) => void
}): Promise<OpenWorkspace> {
  const folder = workspaceFolder(dataFolder, facts.id)
  const { journal, damage, close: closeJournal } = await openJournal({ folder, disk, newId: clock.newId })
  clock.goOnFrom(journal.outcomesAfter(0, Number.POSITIVE_INFINITY).at(-1)?.at ?? 0)
  let reads: Snapshot[] = []
  const tellingReads = gathered({ clock, firstMs: 0, tell: emitReads })
  const tellingStatus = gathered({ clock, firstMs: STATUS_AFTER_MS, tell: emitStatus })
  const feed = createOutcomeFeed({ journal, clock, emit: emitOutcomes })
  const page = createPageMemory({ journal, shell, clock })
  const room = createDiskRoom({ disk, folder, clock, onChange: changed })
  let closed = false
  let wasBusy = false
  let signedIn = signIn?.state().state === 'signedIn'

  // What a call under way brings while this closes is not for the page any more: it may be looking at the next one.
  function emit<N extends EventName>(name: N, payload: EventPayload<N>): void {
    if (!closed) emitToPage(name, payload)
  }

  const traffic = createTraffic({
    service,
    journal,
    clock,
    onChange: changed,
    onOpen() {
      signIn?.linkIsBack()
      drain.wakeAll()
      pull.soon(0)
    },
  })
  const drain = createDrain({ journal, traffic, clock, onRead, onConclude: feed.concluded, onChange: changed, onDefect })
  const pull = createPull({
    service: traffic.service,
    clock,
    onSnapshots: tellReads,
    onChange: changed,
  })

  function onRead(snapshot: Snapshot): void {
    pull.saw(snapshot)
    tellReads([snapshot])
  }

  function tellReads(snapshots: readonly Snapshot[]): void {
    reads = [...reads, ...snapshots]
    tellingReads.due()
  }

  function emitReads(): void {
    const snapshots = reads
    reads = []
    emit('snapshots', { snapshots })
  }

  /** After what was read before these calls: the page lays them over that. */
  function emitOutcomes(outcomes: readonly Outcome[]): void {
    tellingReads.now()
    emit('outcomes', { generation: journal.generation, outcomes })
  }

  /** A short drain is over before the page is told of it: each change is looked at. */
  function changed(): void {
    if (closed) return
    const busy = drain.isBusy()
    if (wasBusy && !busy) pull.soon(PULL_AFTER_DRAIN_MS)
    wasBusy = busy
    tellingStatus.due()
  }

  function status(): Status {
    const { sending, waits } = drain.status()
    return {
      drain: drainState(traffic.gate.state(), drain.isBusy()),
      sending: [...sending],
      waits: [...waits],
      signIn: signIn?.state() ?? { state: 'none' },
      throttledUntil: traffic.throttledUntil(),
      pausedAt: traffic.gate.pausedSince(),
      pull: pull.status(),
      disk: room.current(),
    }
  }

  function emitStatus(): void {
    if (closed) return
    emit('status', status())
    void room.look()
  }

  /** A sign-in, here or by the AWS CLI, is no reason to wait any longer. */
  const stopListening = signIn?.onChange(() => {
    const now = signIn.state().state
    if (now === 'signedIn' && !signedIn && traffic.gate.state().state === 'closed') traffic.gate.tryNow()
    signedIn = now === 'signedIn'
    changed()
  })

  drain.wakeAll()
  pull.soon(0)
  changed()

  return {
    facts,
    damage,
    journal,
    pull,
    feed,
    page,
    room,
    wake: drain.wake,
    status,
    pause: traffic.pause,
    tryNow() {
      traffic.gate.tryNow()
      drain.tryNow()
    },
    async close() {
      closed = true
      stopListening?.()
      traffic.close()
      room.close()
      await Promise.all([pull.close(), drain.close(), page.close()])
      await closeJournal()
    },
  }
}
