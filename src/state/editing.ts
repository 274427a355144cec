import { defineStore } from 'pinia'
import { draftEdit, draftMend, draftRetry, draftUndo } from '#domain/compose'
import type { Edit } from '#domain/edit'
import type { Entry, ListField } from '#domain/fields'
import type { SlotValue } from '#domain/case'
import type { Slot } from '#domain/slot'
import { baseOf, entrySlot, valueAt } from '#domain/slot'
import { openAt } from '#domain/view'
import { useCases } from './cases'
import { useOutbox } from './outbox'
import { useUndo } from './undo'

/**
 * Turns what the responder did into edits and records them, each call as one action that can be taken back. Values
 * come in already entered (see domain/entry).
 */
export const useEditing = defineStore('editing', () => {
  const cases = useCases()
  const outbox = useOutbox()
  const undoing = useUndo()

  /** Puts `value` into each slot; what the screen shows already makes no edit. `seen`: see {@link draftEdit}. */
  async function put(caseId: string, values: ReadonlyArray<{ slot: Slot, value: SlotValue, seen?: SlotValue }>): Promise<void> {
    const snapshot = cases.snapshots.get(caseId)
    if (snapshot === undefined) return
    const open = outbox.ofCase(caseId)
    await undoing.act(caseId, values.flatMap(({ slot, value, seen }) => draftEdit(snapshot, open, slot, value, seen) ?? []))
  }

  /** Adds entries, or changes those whose key is there already. */
  const putEntries = (caseId: string, field: ListField, entries: readonly Entry[]) =>
    put(caseId, entries.map(entry => ({ slot: entrySlot(field, entry), value: entry })))

  /** Takes entries away; an addition that waits is taken back, and counts as never made. */
  async function removeEntries(caseId: string, field: ListField, entries: readonly Entry[]): Promise<void> {
    const snapshot = cases.snapshots.get(caseId)
    if (snapshot === undefined) return
    const open = outbox.ofCase(caseId)
    await undoing.act(caseId, entries.flatMap((entry) => {
      const slot = entrySlot(field, entry)
      const here = openAt(slot, open)
      const [first] = here
      const isOurs = first !== undefined && baseOf(first.change) === null && valueAt(snapshot.content, slot) === null
      return (isOurs && here.every(({ held }) => held === null) ? draftUndo(open, slot) : draftEdit(snapshot, open, slot, null)) ?? []
    }))
  }

  /** Takes back what waits in these slots, and gives up what is held there. */
  async function undo(caseId: string, ...slots: readonly Slot[]): Promise<void> {
    const open = outbox.ofCase(caseId)
    const discards = slots.some(slot => openAt(slot, open).some(({ held }) => held !== null))
    await undoing.act(caseId, slots.flatMap(slot => draftUndo(open, slot) ?? []), { discards })
  }

  /** Sends what is held in these slots once more. */
  async function retry(caseId: string, ...slots: readonly Slot[]): Promise<void> {
    const snapshot = cases.snapshots.get(caseId)
    if (snapshot === undefined) return
    const open = outbox.ofCase(caseId)
    await undoing.act(caseId, slots.flatMap(slot => draftRetry(snapshot, open, slot) ?? []))
  }

  /** Adds `entry` in place of what is held in `slot`, whose key was what was wrong. */
  async function mend(caseId: string, slot: Slot, entry: Entry): Promise<void> {
    const snapshot = cases.snapshots.get(caseId)
    if (snapshot === undefined) return
    const draft = draftMend(snapshot, outbox.ofCase(caseId), slot, entry)
    if (draft !== null) await undoing.act(caseId, [draft])
  }

  /** Brings back edits that have their ending, over what the case shows now; `useUndo().told` says what came of it. */
  const bringBack = (caseId: string, ...changes: ReadonlyArray<Edit['change']>): Promise<void> => undoing.again(caseId, changes)

  return { put, putEntries, removeEntries, undo, retry, mend, bringBack }
})
