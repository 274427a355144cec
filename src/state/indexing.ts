import type { CaseRow } from '#domain/screen/case-rows'
import { isIndexed, textOf } from '#domain/screen/case-search'

/** So long at a time, in milliseconds: no key press waits for it noticeably. */
const SLICE = 6

/** Works out beforehand what a search reads of each case, a slice at a time, so that the first search finds it ready. */
export function createIndexing(): (rows: readonly CaseRow[]) => void {
  let left: readonly CaseRow[] = []
  let at = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function slice(): void {
    timer = undefined
    const end = performance.now() + SLICE
    while (at < left.length && performance.now() < end) {
      const content = left[at]?.content
      if (content !== undefined && !isIndexed(content)) textOf(content)
      at += 1
    }
    if (at < left.length) timer = setTimeout(slice)
    else left = []
  }

  return (rows) => {
    left = rows
    at = 0
    timer ??= setTimeout(slice)
  }
}
