import type { Snapshot } from '#domain/case'
import type { Draft } from '#domain/compose'
import { draftEdit, draftRetry, draftUndo } from '#domain/compose'
import type { Edit } from '#domain/edit'
import { entrySlot, valueAt } from '#domain/slot'
import type { Step } from '#domain/undo'
import { stepsOf, takeBack } from '#domain/undo'
import { openAt, viewOf } from '#domain/view'
import type { SimPage } from './page'
import { goalOf, own, placeOf, PLACES, words } from './places'

/** Who sits in front of the screen, knows no more than it shows, and goes on where it lets go. */
export interface Responder {
  type(page: SimPage, caseId: string, place: number): void
  remove(page: SimPage, caseId: string, place: number): void
  undo(page: SimPage, caseId: string, place: number): void
  /** Sends what is held once more. */
  retry(page: SimPage, caseId: string, place: number): void
  paste(page: SimPage, caseId: string, count: number): void
  takeBack(page: SimPage): void
}

export function createResponder({ newId, now, onTyped, note }: {
  newId: () => string
  now: () => number
  /** Before the page records them. */
  onTyped: (page: SimPage, edits: readonly Edit[]) => void
  note: (line: string) => void
}): Responder {
  let nth = 0
  /** What was done last on a page, to be taken back. */
  let actions: Array<{ page: SimPage, steps: readonly Step[] }> = []

  function record(page: SimPage, snapshot: Snapshot, drafts: ReadonlyArray<Draft | null>): void {
    const { caseId } = snapshot
    const edits = drafts.flatMap((draft): Edit[] => draft === null ? [] : [{ id: newId(), caseId, at: now(), ...draft }])
    if (edits.length === 0) return
    const steps = stepsOf(snapshot, page.open(caseId), edits)
    actions = [...actions.filter(action => action.page === page).slice(-9), { page, steps }]
    onTyped(page, edits)
    for (const edit of edits) note(`responder ${edit.change.kind} ${said(edit)}`)
    page.record(edits)
  }

  /** Runs where there is a whole case to be edited. */
  function at(page: SimPage, caseId: string, draft: (snapshot: Snapshot) => ReadonlyArray<Draft | null>): void {
    const snapshot = page.snapshot(caseId)
    if (snapshot === undefined || !snapshot.complete || snapshot.gone) return
    record(page, snapshot, draft(snapshot))
  }

  return {
    type: (page, caseId, index) => at(page, caseId, (snapshot) => {
      const place = PLACES[index]
      if (place === undefined) return []
      const open = page.open(caseId)
      const theirs = openAt(place.slot, open).flatMap(({ held }) => held?.kind === 'conflict' ? [held.theirs] : []).at(-1)
      const from = theirs ?? valueAt(viewOf(snapshot, open).content, place.slot)
      return [draftEdit(snapshot, open, place.slot, place.value('mine', nth += 1, from))]
    }),
    remove: (page, caseId, index) => at(page, caseId, (snapshot) => {
      const place = PLACES[index]
      return place?.removable === true ? [draftEdit(snapshot, page.open(caseId), place.slot, null)] : []
    }),
    undo: (page, caseId, index) => at(page, caseId, () => {
      const place = PLACES[index]
      return place === undefined ? [] : [draftUndo(page.open(caseId), place.slot)]
    }),
    retry: (page, caseId, index) => at(page, caseId, (snapshot) => {
      const place = PLACES[index]
      const open = page.open(caseId)
      const held = place !== undefined && openAt(place.slot, open).some(one => one.held !== null)
      return held ? [draftRetry(snapshot, open, place.slot)] : []
    }),
    paste: (page, caseId, count) => at(page, caseId, (snapshot) => {
      return Array.from({ length: count }, () => {
        const entry = { account: String(100_000_000_000 + (nth += 1)) }
        return draftEdit(snapshot, page.open(caseId), entrySlot('impactedAccounts', entry), entry)
      })
    }),
    takeBack(page) {
      const action = actions.filter(one => one.page === page).at(-1)
      const [first] = action?.steps ?? []
      if (action === undefined || first === undefined) return
      const { caseId } = first.edit
      const snapshot = page.snapshot(caseId)
      if (snapshot === undefined || !snapshot.complete || snapshot.gone) return
      actions = actions.filter(one => one !== action)
      const open = page.open(caseId)
      record(page, snapshot, action.steps.map((step) => {
        const back = takeBack(step, { snapshot, open, endOf: page.endOf })
        return back.kind === 'draft' ? back.draft : null
      }))
    },
  }
}

function said(edit: Edit): string {
  const slot = PLACES[placeOf(edit)]?.slot
  return slot === undefined ? edit.caseId : `${slot.id} of ${edit.caseId} to ${words(slot, own(slot, goalOf(edit)))}`
}
