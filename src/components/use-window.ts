import { defaultRangeExtractor, useVirtualizer } from '@tanstack/vue-virtual'
import type { Ref } from 'vue'
import { computed } from 'vue'
import type { EntryRow } from '#domain/screen/entry-rows'

/** Up to so many rows a list is drawn whole: all of it can be found by a reader and by the browser's own search. */
export const WHOLE = 60
/** As drawn first; what a row really measures is looked at once it is there. */
const ROW = 28

/**
 * The part of a long list that is drawn: what is in sight and a little around it, the row that has the focus, and
 * those that ask for a decision, wherever they are.
 */
export function useWindow({ scroller, rows, current }: {
  scroller: Readonly<Ref<HTMLElement | null>>
  rows: () => readonly EntryRow[]
  current: Readonly<Ref<number>>
}) {
  const windowed = computed(() => rows().length > WHOLE)
  const asking = computed(() => windowed.value ? rows().flatMap(({ mark }, index) => mark?.kind === 'held' ? index : []) : [])
  const virtual = useVirtualizer(computed(() => ({
    count: windowed.value ? rows().length : 0,
    getScrollElement: () => scroller.value,
    estimateSize: () => ROW,
    overscan: 10,
    initialRect: { width: 600, height: 350 },
    getItemKey: (index: number) => rows()[index]?.id ?? index,
    rangeExtractor: (range: Parameters<typeof defaultRangeExtractor>[0]) => {
      const wanted = [...defaultRangeExtractor(range), current.value, ...asking.value].filter(index => index < range.count)
      return [...new Set(wanted)].sort((a, b) => a - b)
    },
  })))

  const drawn = computed(() => windowed.value
    ? virtual.value.getVirtualItems().flatMap(({ index, start }) => {
        const row = rows()[index]
        return row === undefined ? [] : [{ index, row, start }]
      })
    : rows().map((row, index) => ({ index, row, start: 0 })))
  const height = computed(() => windowed.value ? virtual.value.getTotalSize() : null)

  return {
    windowed, drawn, height,
    show(index: number): void {
      if (windowed.value) virtual.value.scrollToIndex(index)
    },
    measure(element: Element | null): void {
      if (windowed.value) virtual.value.measureElement(element)
    },
  }
}
