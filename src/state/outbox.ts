import { defineStore } from 'pinia'
import { computed, ref, shallowRef, triggerRef } from 'vue'
import type { OpenEdit } from '#domain/view'
import { waitingLines } from '#domain/waiting-lines'

const NONE: readonly OpenEdit[] = []

/** The edits without an ending, in the order made, and which of them are not yet in both logs. */
export const useOutbox = defineStore('outbox', () => {
  // Twenty thousand edits may wait: the map is one reactive value, its edits are not.
  const byCase = shallowRef(new Map<string, readonly OpenEdit[]>())
  /** Ids shown as "Saving…": not in both logs yet. */
  const saving = ref(new Set<string>())
  /** Why the last edit could not be saved in one of the logs; null once all are. */
  const unsaved = ref<{ ids: readonly string[], message: string } | null>(null)

  function put(edits: readonly OpenEdit[]): void {
    for (const open of edits) {
      const { caseId, id } = open.edit
      const here = byCase.value.get(caseId) ?? NONE
      const at = here.findIndex(({ edit }) => edit.id === id)
      byCase.value.set(caseId, at === -1 ? [...here, open].sort(byAge) : here.with(at, open))
    }
    triggerRef(byCase)
  }

  function end(ids: readonly string[]): void {
    const ended = new Set(ids)
    for (const [caseId, here] of byCase.value) {
      const left = here.filter(({ edit }) => !ended.has(edit.id))
      if (left.length === 0) byCase.value.delete(caseId)
      else if (left.length < here.length) byCase.value.set(caseId, left)
    }
    for (const id of ids) saving.value.delete(id)
    triggerRef(byCase)
  }

  function clear(): void {
    byCase.value = new Map()
    saving.value = new Set()
    unsaved.value = null
  }

  const ofCase = (caseId: string): readonly OpenEdit[] => byCase.value.get(caseId) ?? NONE
  /** What waits, by case, each slot one line, oldest case first. */
  const lines = computed(() => waitingLines(byCase.value))
  const count = computed(() => lines.value.reduce((sum, { slots }) => sum + slots.length, 0))
  const oldest = computed(() => lines.value.at(0)?.since ?? null)

  return { byCase, saving, unsaved, put, end, clear, ofCase, lines, count, oldest }
})

function byAge(a: OpenEdit, b: OpenEdit): number {
  return a.edit.at - b.edit.at || (a.edit.id < b.edit.id ? -1 : 1)
}
