import { defineStore } from 'pinia'
import { computed, ref, shallowRef, triggerRef } from 'vue'
import type { Snapshot } from '#domain/case'
import { rowsOf } from '#domain/screen/case-rows'
import { viewOf } from '#domain/view'
import { useOutbox } from './outbox'
import { useReports } from './reports'

/** The mirror as the screen knows it, which case is open, and what the list is searched for. */
export const useCases = defineStore('cases', () => {
  const outbox = useOutbox()
  const reports = useReports()
  // Thousands of snapshots: the map is one reactive value, its cases are not.
  const snapshots = shallowRef(new Map<string, Snapshot>())
  const openId = ref<string | null>(null)
  const search = ref('')

  function put(changed: readonly Snapshot[]): void {
    if (changed.length === 0) return
    for (const snapshot of changed) snapshots.value.set(snapshot.caseId, snapshot)
    triggerRef(snapshots)
  }

  function clear(): void {
    snapshots.value = new Map()
    openId.value = null
    search.value = ''
  }

  const rows = computed(() => rowsOf([...snapshots.value.values()], { open: outbox.byCase, reported: reports.byCase }, search.value))
  const open = computed(() => openId.value === null ? null : shown(openId.value))

  /** A case as the screen shows it; null where the mirror does not have it. */
  function shown(caseId: string) {
    const snapshot = snapshots.value.get(caseId)
    return snapshot === undefined ? null : { snapshot, view: viewOf(snapshot, outbox.ofCase(caseId)) }
  }

  /** The title of a case as the screen shows it, edits that wait included; null where it has none, or is not known. */
  function titleOf(caseId: string): string | null {
    return shown(caseId)?.view.content.title || null
  }

  return { snapshots, openId, search, rows, open, titleOf, put, clear }
})
