import { defineStore } from 'pinia'
import { v7 as newId } from 'uuid'
import type { Draft } from '#domain/compose'
import { draftEdit, draftRetry, draftUndo } from '#domain/compose'
import type { Edit } from '#domain/edit'
import type { Entry, ListField, ScalarField } from '#domain/fields'
import type { SlotValue } from '#domain/outcome'
import type { Slot } from '#domain/slot'
import { entrySlot, scalarSlot } from '#domain/slot'
import { useCases } from './cases'
import { useOutbox } from './outbox'
import { useSession } from './session'

/** Turns what the responder did into edits and records them. Values come in already entered (see domain/entry). */
export const useEditing = defineStore('editing', () => {
  const cases = useCases()
  const outbox = useOutbox()
  const session = useSession()

  /** Puts `value` into each slot; what the screen shows already makes no edit. `seen`: see {@link draftEdit}. */
  async function put(caseId: string, values: ReadonlyArray<{ slot: Slot, value: SlotValue, seen?: SlotValue }>): Promise<void> {
    const snapshot = cases.snapshots.get(caseId)
    if (snapshot === undefined) return
    const open = outbox.ofCase(caseId)
    await record(caseId, values.flatMap(({ slot, value, seen }) => draftEdit(snapshot, open, slot, value, seen) ?? []))
  }

  async function record(caseId: string, drafts: readonly Draft[]): Promise<void> {
    const edits = drafts.map((draft): Edit => ({ id: newId(), caseId, at: Date.now(), ...draft }))
    if (edits.length > 0) await session.record(edits)
  }

  const setScalar = (caseId: string, field: ScalarField, value: string | number) =>
    put(caseId, [{ slot: scalarSlot(field), value }])

  /** Adds entries, or changes those whose key is there already. */
  const putEntries = (caseId: string, field: ListField, entries: readonly Entry[]) =>
    put(caseId, entries.map(entry => ({ slot: entrySlot(field, entry), value: entry })))

  const removeEntries = (caseId: string, field: ListField, entries: readonly Entry[]) =>
    put(caseId, entries.map(entry => ({ slot: entrySlot(field, entry), value: null })))

  /** Takes back what waits or is held in these slots. */
  async function undo(caseId: string, ...slots: readonly Slot[]): Promise<void> {
    const open = outbox.ofCase(caseId)
    await record(caseId, slots.flatMap(slot => draftUndo(open, slot) ?? []))
  }

  /** Sends what is held in these slots once more, over what the service holds now. */
  async function retry(caseId: string, ...slots: readonly Slot[]): Promise<void> {
    const snapshot = cases.snapshots.get(caseId)
    if (snapshot === undefined) return
    const open = outbox.ofCase(caseId)
    await record(caseId, slots.flatMap(slot => draftRetry(snapshot, open, slot) ?? []))
  }

  return { put, setScalar, putEntries, removeEntries, undo, retry }
})
