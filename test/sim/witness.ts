import type { OutboxRow } from '#db/rows'
import type { Snapshot } from '#domain/case'
import type { Edit } from '#domain/edit'
import type { Outcome } from '#domain/outcome'
import { ends } from '#domain/outcome'
import { isListField, valueAt } from '#domain/slot'
import { viewOf } from '#domain/view'
import type { OutboxChange } from '#link/events'
import type { Journal } from '../../electron/ports/journal'
import type { OpenWorkspace } from '../../electron/workspace'
import type { WorkspaceName } from './app'
import type { SimPage } from './page'
import { goalOf, own, placeOf, PLACES, sameOwn, words } from './places'
import { createSpots } from './spots'
import type { Spots } from './spots'
import type { Violation, ViolationKind } from './violation'

/** What somebody who sees everything would say of a run: each promise that was broken, once. */
export interface Witness {
  violations: readonly Violation[]
  spots: Spots
  /** The responder has made edits on this page, which shows them from now on. */
  typed(workspace: WorkspaceName, page: SimPage, edits: readonly Edit[]): void
  hears: {
    start(workspace: WorkspaceName, rows: readonly OutboxRow[], unsaved: ReadonlySet<string>): void
    saved(workspace: WorkspaceName, ids: readonly string[]): void
    change(workspace: WorkspaceName, page: SimPage | null, change: OutboxChange): void
  }
  /** The page is no more: what was not saved may be gone. */
  pageEnded(page: SimPage): void
  /** To be called after each step. */
  look(workspace: OpenWorkspace): void
  journalWiped(workspace: WorkspaceName): void
  /** Ids said to be saved which have no ending yet. */
  savedAndOpen(workspace: WorkspaceName): readonly string[]
  blame(kind: ViolationKind, what: string): void
  /** Nothing is under way, and every edit left is held: page and journal must say the same. */
  quiet(workspace: WorkspaceName, journal: Journal, page: SimPage): void
  /** The same, once what either shell knew has been handed over: nothing may be missing. */
  end(workspace: WorkspaceName, journal: Journal): void
}

interface Made { workspace: WorkspaceName, edit: Edit, page: SimPage, saved: boolean }

/** So long may something unsent and allowed stand without a call under way or a timer armed, in virtual ms. */
const IDLE_MS = 5000

export function createWitness({ now, durable, mayBeOld, ignores, note }: {
  now: () => number
  /** Whether nothing tells the app that the snapshot is older than its own call. */
  mayBeOld: (workspace: WorkspaceName, snapshot: Snapshot) => boolean
  /** Whether the service accepts the adding of what is there already, and leaves that as it is. */
  ignores: (workspace: WorkspaceName) => boolean
  /** Whether a power cut now would leave the id in a journal's log. */
  durable: (workspace: WorkspaceName, log: 'edits' | 'outcomes', id: string) => boolean
  note: (line: string) => void
}): Witness {
  const violations: Violation[] = []
  const made = new Map<string, Made>()
  const ended = new Map<string, Outcome>()
  const taken = new Map<WorkspaceName, { generation: string, seq: number }>()
  let idleSince: number | null = null
  const spots = createSpots({ now, blame })

  function blame(kind: ViolationKind, what: string): void {
    if (violations.some(one => one.kind === kind && one.what === what)) return
    violations.push({ kind, what, at: now() })
    note(`!! ${kind}: ${what}`)
  }

  function takeOutcomes({ facts, journal }: OpenWorkspace): void {
    const workspace = nameOf(facts.id)
    const known = taken.get(workspace)
    const after = known?.generation === journal.generation ? known.seq : 0
    const outcomes = journal.outcomesAfter(after, 1000)
    const last = outcomes.at(-1)
    const isNew = last !== undefined || known?.generation !== journal.generation
    if (isNew) taken.set(workspace, { generation: journal.generation, seq: last?.seq ?? 0 })
    for (const outcome of outcomes) takeOutcome(workspace, outcome)
  }

  function takeOutcome(workspace: WorkspaceName, outcome: Outcome): void {
    spots.told(workspace, outcome)
    for (const id of outcome.edits) {
      if (!ends(outcome)) continue
      if (!ended.has(id) && outcome.result.kind === 'sent') checkSent(workspace, id)
      if (!ended.has(id)) ended.set(id, outcome)
    }
    if (outcome.edits.length > 0) note(`   ${workspace}: ${outcome.result.kind} ${outcome.result.kind === 'held' ? outcome.result.reason.kind : ''} ${outcome.edits.map(short).join(' ')}`)
  }

  /** What is said to be sent has been at the service, unless a later edit of its slot speaks for it. */
  function checkSent(workspace: WorkspaceName, id: string): void {
    const edit = made.get(id)?.edit
    const place = edit === undefined ? -1 : placeOf(edit)
    const slot = PLACES[place]?.slot
    if (edit === undefined || slot === undefined) return
    const later = [...made.values()].some(one =>
      one.workspace === workspace && one.edit.caseId === edit.caseId && placeOf(one.edit) === place && one.edit.id > id)
    const goal = goalOf(edit)
    const spot = { workspace, caseId: edit.caseId, place }
    if (ignores(workspace) && isListField(slot.field) && spots.isTheirs(spot)) return
    if (!later && !spots.everHeld(spot, goal)) blame('early', `${short(id)} is said to be sent, and ${words(slot, goal)} never was at the service`)
  }

  function checkResurrected({ journal }: OpenWorkspace): void {
    for (const { edit, held, generation } of journal.unsettled()) {
      const asked = generation !== null && generation !== journal.generation
      if (held === null && ended.has(edit.id) && !asked) blame('resurrected', `${short(edit.id)} had its ending, and waits to be sent again`)
    }
  }

  /** Something unsent and allowed ⇒ a call under way or a timer armed (DESIGN section 5). */
  function checkAlive({ journal, status }: OpenWorkspace): void {
    const { drain, waits, throttledUntil } = status()
    const waiting = new Set(waits.map(({ caseId }) => caseId))
    const free = journal.unsettled().filter(({ held }) => held === null).map(({ edit }) => edit.caseId)
    const idle = drain.state === 'idle' && throttledUntil === null && free.some(caseId => !waiting.has(caseId))
    if (!idle) idleSince = null
    else idleSince ??= now()
    if (idleSince !== null && now() - idleSince > IDLE_MS) blame('stuck', 'something unsent and allowed, and nothing under way')
  }

  /** What the responder last put into a slot is what the screen shows there, whatever is on its way, while nobody else writes there. */
  function checkShown(workspace: WorkspaceName, page: SimPage, caseIds: ReadonlySet<string>): void {
    for (const { spot, value } of spots.shownOn(page.life)) {
      const slot = PLACES[spot.place]?.slot
      const snapshot = page.snapshot(spot.caseId)
      if (spot.workspace !== workspace || slot === undefined || snapshot === undefined || !caseIds.has(spot.caseId)) continue
      if (mayBeOld(workspace, snapshot)) continue
      const shows = valueAt(viewOf(snapshot, page.open(spot.caseId)).content, slot)
      if (!sameOwn(slot, shows, value)) blame('shown', `${slot.id} shows ${words(slot, own(slot, shows))} where the responder has put ${words(slot, own(slot, value))}`)
    }
  }

  const short = (id: string): string => spots.nameOf(id)

  return {
    violations,
    spots,
    blame,
    typed(workspace, page, edits) {
      for (const edit of edits) {
        made.set(edit.id, { workspace, edit, page, saved: false })
        spots.typed(workspace, page, edit)
      }
    },
    hears: {
      start(workspace, rows, unsaved) {
        // What was not saved when the page went to another workspace may be gone.
        const here = new Set(rows.map(({ id }) => id))
        for (const { edit, saved, workspace: of } of made.values()) {
          if (of === workspace && !saved && !here.has(edit.id)) spots.uncertain(edit)
        }
        for (const { id } of rows) {
          const one = made.get(id)
          if (one !== undefined && !unsaved.has(id)) one.saved = true
        }
        checkSaved(workspace, rows.map(({ id }) => id).filter(id => !unsaved.has(id)))
      },
      saved(workspace, ids) {
        note(`   saved ${ids.map(short).join(' ')}`)
        for (const id of ids) {
          const one = made.get(id)
          if (one !== undefined) one.saved = true
        }
        checkSaved(workspace, ids)
      },
      change(workspace, page, { ended: gone, outcomes, snapshots, put }) {
        for (const id of gone) {
          if (!durable(workspace, 'outcomes', id)) blame('early', `${short(id)} left the outbox, and its outcome is not on disk`)
        }
        const cases = new Set([...outcomes, ...snapshots, ...put.map(({ edit }) => edit)].map(({ caseId }) => caseId))
        if (page !== null) checkShown(workspace, page, cases)
      },
    },
    pageEnded(page) {
      for (const { edit, saved, page: of } of made.values()) if (of === page && !saved) spots.uncertain(edit)
      spots.pageEnded(page.life)
    },
    look(workspace) {
      takeOutcomes(workspace)
      checkResurrected(workspace)
      checkAlive(workspace)
    },
    journalWiped(workspace) {
      taken.delete(workspace)
      spots.journalWiped(workspace)
    },
    savedAndOpen: workspace => [...made.values()]
      .filter(one => one.workspace === workspace && one.saved && !ended.has(one.edit.id))
      .map(({ edit }) => edit.id),
    quiet(workspace, journal, page) {
      const onScreen = new Set(page.rows().map(({ id }) => id))
      const left = new Set(journal.unsettled().map(({ edit }) => edit.id))
      for (const id of left) if (!onScreen.has(id)) blame('lost', `${short(id)} waits in the journal of ${workspace}, and is not on the screen`)
      for (const id of onScreen) if (!left.has(id)) blame('resurrected', `${short(id)} is on the screen, and not in the journal of ${workspace}`)
    },
    end(workspace, journal) {
      const left = new Set(journal.unsettled().map(({ edit }) => edit.id))
      for (const { edit, saved, workspace: of } of made.values()) {
        if (of !== workspace || !saved || ended.has(edit.id) || journal.endOf(edit.id) !== null || left.has(edit.id)) continue
        blame('lost', `${short(edit.id)} was saved, and is in no journal`)
      }
      spots.end(workspace, new Set(journal.unsettled().map(({ edit }) => `${edit.caseId} ${placeOf(edit)}`)))
    },
  }

  function checkSaved(workspace: WorkspaceName, ids: readonly string[]): void {
    for (const id of ids) {
      if (!durable(workspace, 'edits', id) && !durable(workspace, 'outcomes', id)) blame('early', `${short(id)} is said to be saved, and is not in the journal on disk`)
    }
  }
}

export function nameOf(id: string): WorkspaceName {
  return id === 'two' ? 'two' : 'one'
}
