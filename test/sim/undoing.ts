import type { UpdateCall } from '#domain/call'
import { callReader } from '#domain/change'
import type { Edit } from '#domain/edit'
import { MAP_FIELD } from '#domain/fields'
import type { SlotValue, Snapshot } from '#domain/case'
import { valueAt, wantedBy } from '#domain/slot'
import { viewOf } from '#domain/view'
import type { WorkspaceName } from './app'
import type { SimPage } from './page'
import { changeOf, goalOf, own, placeOf, PLACES, sameOwn, words } from './places'
import type { Write } from './service'
import { US } from './service'
import type { ViolationKind } from './violation'

/** What becomes of undos: only what we wrote is taken back, and the screen shows it as taken back at once. */
export interface Undoing {
  typed(workspace: WorkspaceName, page: SimPage, edit: Edit): void
  /** A call of ours leaves. */
  sent(workspace: WorkspaceName, caseId: string, call: UpdateCall): void
  wrote(workspace: WorkspaceName, write: Write): void
  /** To be called after each step. */
  look(page: SimPage | null): void
  /** What is read from now on cannot be told from what was read before. */
  clockSet(): void
}

interface State {
  edits: Array<{ edit: Edit, page: SimPage }>
  /** What calls of ours have left to put there. */
  carried: SlotValue[]
  /** A colleague's, while it is the newest there. */
  theirs: SlotValue | undefined
}
interface Undone { workspace: WorkspaceName, page: SimPage, edit: Edit, key: string, shows: SlotValue, open: unknown, snapshot: unknown }

export function createUndoing({ mayBeOld, tookRecovered, blame }: {
  /** Whether what the screen shows may be an old read that cannot be told from a new one. */
  mayBeOld: (workspace: WorkspaceName, snapshot: Snapshot) => boolean
  tookRecovered: (page: SimPage, edit: Edit) => boolean
  blame: (kind: ViolationKind, what: string) => void
}): Undoing {
  const states = new Map<string, State>()
  let undone: Undone[] = []
  let clockWasSet = false

  const keyOf = (workspace: WorkspaceName, caseId: string, place: number): string => `${workspace} ${caseId} ${place}`

  function stateOf(key: string): State {
    const state = states.get(key) ?? { edits: [], carried: [], theirs: undefined }
    states.set(key, state)
    return state
  }

  function check(one: Undone): void {
    const { page, edit: { id, caseId, supersedes }, shows } = one
    const slot = PLACES[placeOf(one.edit)]?.slot
    const snapshot = page.snapshot(caseId)
    const open = page.open(caseId)
    if (slot === undefined || snapshot === undefined || (one.open === open && one.snapshot === snapshot)) return
    Object.assign(one, { open, snapshot })
    const here = open.find(({ edit }) => edit.id === id)
    // It is asked about, or an edit is that was not known to be held; or it had not been saved when the page went to another workspace.
    const isOver = here === undefined ? page.endOf(id) === null : here.held !== null
    const isAsked = open.some(({ edit, held }) => held !== null && placeOf(edit) === placeOf(one.edit) && !supersedes.includes(edit.id))
    if (isOver || isAsked || mayBeOld(one.workspace, snapshot)) undone = undone.filter(other => other !== one)
    else {
      const is = valueAt(viewOf(snapshot, open).content, slot)
      if (!sameOwn(slot, is, shows)) blame('shown', `${slot.id} shows ${words(slot, own(slot, is))} where the responder has taken it back to ${words(slot, own(slot, shows))}`)
    }
  }

  return {
    typed(workspace, page, edit) {
      const key = keyOf(workspace, edit.caseId, placeOf(edit))
      const state = stateOf(key)
      undone = undone.filter(other => other.key !== key)
      const takesBackUndo = state.edits.some(one => one.edit.change.kind === 'undo' && edit.supersedes.includes(one.edit.id))
      state.edits.push({ edit, page })
      if (edit.change.kind !== 'undo' || takesBackUndo || clockWasSet || state.theirs !== undefined) return
      // What an earlier journal knew of it is gone: discarded, it is not taken back where it may have been sent.
      if (tookRecovered(page, edit)) return
      // Nobody can take a key of the metadata away: what led from none began where a call of ours had wiped it.
      if (edit.change.undone.field === MAP_FIELD && goalOf(edit) === null) return
      if (standsOnLost(state, page, edit)) return
      undone.push({ workspace, page, edit, key, shows: goalOf(edit), open: null, snapshot: null })
    },
    sent(workspace, caseId, call) {
      const read = callReader(call)
      for (const [place, { slot }] of PLACES.entries()) {
        const value = read(slot)
        if (value !== undefined) stateOf(keyOf(workspace, caseId, place)).carried.push(value)
      }
    },
    wrote(workspace, { caseId, principal, before, after }) {
      for (const [place, { slot }] of PLACES.entries()) {
        const [was, is] = [valueAt(before, slot), valueAt(after, slot)]
        if (sameOwn(slot, was, is)) continue
        const key = keyOf(workspace, caseId, place)
        const state = stateOf(key)
        if (principal !== US) undone = undone.filter(other => other.key !== key)
        else if (state.theirs !== undefined && isInverse(state, slot, was, is)) {
          blame('silentOverwrites', `${slot.id} of ${caseId}: a colleague's ${words(slot, own(slot, was))} was taken back, which no call of ours had put there`)
        }
        // What a call of ours wipes of a colleague's is put back, and is theirs as before.
        const staysTheirs = slot.field === MAP_FIELD && state.theirs !== undefined && (is === null || sameOwn(slot, is, state.theirs))
        if (principal !== US || !staysTheirs) state.theirs = principal === US ? undefined : is
      }
    },
    look(page) {
      undone = undone.filter(one => one.page === page)
      for (const one of [...undone]) check(one)
    },
    clockSet() {
      undone = []
      clockWasSet = true
    },
  }
}

/** It leads back to an edit that was lost with its page, before the screen called it saved. */
function standsOnLost({ edits, carried }: State, page: SimPage, undo: Edit): boolean {
  const slot = PLACES[placeOf(undo)]?.slot
  const goal = goalOf(undo)
  return slot !== undefined && !carried.some(value => sameOwn(slot, value, goal)) && edits.some(one =>
    one.page !== page && sameOwn(slot, goalOf(one.edit), goal) && page.endOf(one.edit.id) === null
    && !page.open(undo.caseId).some(({ edit: { id } }) => id === one.edit.id))
}

/** Nothing but the undo of what never left wants the slot to be so. */
function isInverse({ edits, carried }: State, slot: Parameters<typeof sameOwn>[0], was: SlotValue, is: SlotValue): boolean {
  if (carried.some(value => sameOwn(slot, value, was))) return false
  const leading = edits.flatMap(({ edit }) => sameOwn(slot, goalOf(edit), is) ? edit : [])
  const undoes = (edit: Edit): boolean => edit.change.kind === 'undo' && sameOwn(slot, wantedBy(changeOf(edit)), was)
  return leading.length > 0 && leading.every(undoes)
}
