import { defineStore } from 'pinia'
import { computed, ref, shallowRef, triggerRef, watch } from 'vue'
import type { Snapshot } from '#domain/case'
import type { CaseFilter } from '#domain/preferences'
import { EVERY_CASE, listCases } from '#domain/screen/case-filter'
import { inOrder } from '#domain/screen/case-order'
import { rowOf } from '#domain/screen/case-rows'
import { createSearch } from '#domain/screen/case-search'
import { viewOf } from '#domain/view'
import { useDrafts } from './drafts'
import { createIndexing } from './indexing'
import { useOutbox } from './outbox'
import { useReports } from './reports'
import { useSeen } from './seen'

/** The mirror as the screen knows it, which case is open, and which cases are listed. */
export const useCases = defineStore('cases', () => {
  const drafts = useDrafts()
  const outbox = useOutbox()
  const reports = useReports()
  // Thousands of snapshots: the map is one reactive value, its cases are not.
  const snapshots = shallowRef(new Map<string, Snapshot>())
  const openId = ref<string | null>(null)
  const filter = shallowRef<CaseFilter>(EVERY_CASE)

  function put(changed: readonly Snapshot[]): void {
    if (changed.length === 0) return
    for (const snapshot of changed) snapshots.value.set(snapshot.caseId, snapshot)
    triggerRef(snapshots)
  }

  function clear(): void {
    snapshots.value = new Map()
    openId.value = null
    filter.value = EVERY_CASE
  }

  /** Lists other cases, or in another order. */
  function list(patch: Partial<CaseFilter>): void {
    filter.value = { ...filter.value, ...patch }
  }

  const search = computed({ get: () => filter.value.search, set: (words) => { list({ search: words }) } })
  const sort = computed(() => filter.value.sort)

  /** What is typed in the open case is in sight: only others are marked for it, and typing draws no list anew. */
  const drafted = computed<ReadonlySet<string>>((known) => {
    const ids = new Set([...drafts.cases].filter(caseId => caseId !== openId.value))
    return known !== undefined && known.size === ids.size && [...ids].every(id => known.has(id)) ? known : ids
  })

  // Each step works out only what its own inputs change: a key typed into the search sorts nothing.
  const all = computed(() => {
    // It asks for the cases itself: neither store can have the other while it is set up.
    const about = { open: outbox.byCase, reported: reports.byCase, changed: useSeen().changed, drafted: drafted.value }
    return Array.from(snapshots.value.values(), snapshot => rowOf(snapshot, about))
  })
  /** Every case, whatever the list is filtered by. */
  const ordered = computed(() => inOrder(all.value, sort.value))
  const searching = createSearch()
  const found = computed(() => searching(ordered.value, search.value))
  const listed = computed(() => listCases(found.value, filter.value))
  const rows = computed(() => listed.value.rows)
  const index = createIndexing()
  watch(all, index, { flush: 'post' })

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

  return { snapshots, openId, filter, search, ordered, listed, rows, open, list, titleOf, put, clear }
})
