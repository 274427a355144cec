import type { ComputedRef } from 'vue'
import { computed, shallowRef } from 'vue'
import type { EntryRow } from '#domain/screen/entry-rows'

export interface Picked {
  ids: Readonly<{ value: ReadonlySet<string> }>
  /** Of those shown, in their order. */
  rows: ComputedRef<readonly EntryRow[]>
  toggle: (index: number) => void
  /** From the row that was picked last to this one. */
  extend: (from: number, to: number) => void
  all: () => void
  none: () => void
}

/** Which of the rows shown are picked, to be removed or copied together. */
export function usePicked(shown: () => readonly EntryRow[]): Picked {
  const ids = shallowRef<ReadonlySet<string>>(new Set())
  let anchor: number | null = null
  const rows = computed(() => ids.value.size === 0 ? [] : shown().filter(({ id }) => ids.value.has(id)))

  function toggle(index: number): void {
    const id = shown()[index]?.id
    if (id === undefined) return
    const next = new Set(ids.value)
    if (!next.delete(id)) next.add(id)
    ids.value = next
    anchor = index
  }

  function extend(from: number, to: number): void {
    anchor ??= from
    const [first, last] = anchor < to ? [anchor, to] : [to, anchor]
    ids.value = new Set(shown().slice(first, last + 1).map(({ id }) => id))
  }

  function none(): void {
    anchor = null
    if (ids.value.size > 0) ids.value = new Set()
  }

  return { ids, rows, toggle, extend, all: () => { ids.value = new Set(shown().map(({ id }) => id)) }, none }
}
