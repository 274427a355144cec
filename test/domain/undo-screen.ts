import type { SlotValue, Snapshot } from '#domain/case'
import { applyChanges, changeBetween, inverse } from '#domain/change'
import type { Draft } from '#domain/compose'
import { draftEdit, draftRetry, draftUndo } from '#domain/compose'
import type { Edit } from '#domain/edit'
import type { HeldReason, Outcome } from '#domain/outcome'
import type { Slot } from '#domain/slot'
import { valueAt } from '#domain/slot'
import type { Back, Step } from '#domain/undo'
import { stepsOf, takeBack } from '#domain/undo'
import type { OpenEdit } from '#domain/view'
import { viewOf } from '#domain/view'
import { CASE, editId, snapshotOf } from '../support/samples'

/** One case on the screen, and what becomes of its edits. */
export function screen(start: Snapshot = snapshotOf({ title: 'A' })) {
  let snapshot = start
  let open: readonly OpenEdit[] = []
  const endings = new Map<string, Outcome['result']>()
  let made = 0
  const end = (ids: readonly string[], result: Outcome['result']): void => {
    for (const id of ids) endings.set(id, result)
    open = open.filter(({ edit }) => !ids.includes(edit.id))
  }
  return {
    shows: (slot: Slot): SlotValue => valueAt(viewOf(snapshot, open).content, slot),
    open: () => open,
    snapshot: () => snapshot,
    put: (slot: Slot, value: SlotValue) => draftEdit(snapshot, open, slot, value),
    retry: (slot: Slot) => draftRetry(snapshot, open, slot),
    discard: (slot: Slot) => draftUndo(open, slot),
    record(draft: Draft | null): Step {
      if (draft === null) throw new Error('There is nothing to record.')
      made += 1
      const edit: Edit = { id: editId(made), caseId: CASE, at: made, ...draft }
      const [step] = stepsOf(snapshot, open, [edit])
      open = [...open, { edit, held: null }]
      if (step === undefined) throw new Error('An edit is a step.')
      return step
    },
    back: (step: Step): Back => takeBack(step, { snapshot, open, endOf: id => endings.get(id) ?? null }),
    /** Whoever brings something back means it, whoever wrote what it was taken back to. */
    again: (step: Step): Back => {
      const end = (id: string) => endings.get(id) ?? null
      return takeBack(step, { snapshot, open, endOf: id => end(id)?.kind === 'alreadySo' ? null : end(id) })
    },
    /** What the engine does while a call is on its way: an undo is a wish until that can land no more. */
    supersede(): void {
      for (const { edit, held } of open) if (held === null) end(edit.supersedes, { kind: 'superseded', by: edit.id })
    },
    /** What the engine does with no link: what is superseded ends, and so does an undo of what was never sent. */
    admit(): void {
      this.supersede()
      end(open.filter(({ edit, held }) => held === null && edit.change.kind === 'undo').map(({ edit }) => edit.id), { kind: 'alreadySo' })
    },
    hold(reason: HeldReason): void {
      open = open.map(({ edit }) => ({ edit, held: reason }))
    },
    /** All that waits lands. */
    send(kind: 'sent' | 'alreadySo' = 'sent'): void {
      const changes = open.flatMap(({ edit: { change } }) => change.kind === 'undo' ? inverse(change.undone) ?? [] : change)
      snapshot = { ...snapshot, content: applyChanges(snapshot.content, changes) }
      const wrote = { set: {}, add: {}, remove: {}, put: [] }
      end(open.map(({ edit }) => edit.id), kind === 'sent' ? { kind, requestId: 'r', intent: editId(0), wrote, meant: {} } : { kind })
    },
    colleague(slot: Slot, value: SlotValue): void {
      const change = changeBetween(slot, valueAt(snapshot.content, slot), value)
      if (change !== null) snapshot = { ...snapshot, content: applyChanges(snapshot.content, [change]) }
    },
  }
}
