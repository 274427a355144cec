import type { Ref } from 'vue'
import type { Picked } from './use-picked'

/** Rows that a page key moves by. */
const PAGE = 10

export interface RowKeys {
  onKey: (event: KeyboardEvent) => void
  onClick: (event: MouseEvent) => void
  onFocus: (event: FocusEvent) => void
}

/**
 * The keys and clicks of a list, heard once for all its rows, each of which carries `data-line` and `data-index`:
 *
 *   on a row    arrows, Home, End, Page: to another · with Shift: selects on the way · Space, Ctrl+A: select
 *               Delete: removes what is selected, else the row · Ctrl+C: copies it · Enter: into the row · Escape: selects none
 *   inside it   Escape: back to the row
 */
export function useRowKeys({ current, picked, count, focusRow, remove, copy, locked }: {
  current: Ref<number>
  picked: Picked
  count: () => number
  focusRow: (index: number) => void
  /** What is selected, else the row there. */
  remove: (index: number) => void
  copy: (index: number) => void
  locked: () => boolean
}): RowKeys {
  /** Where the focus was before a click took it. */
  let before = 0

  function lineOf(event: Event): { line: HTMLElement, index: number } | null {
    const line = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-line]') : null
    return line === null ? null : { line, index: Number(line.dataset['index']) }
  }

  function target(key: string, index: number): number | null {
    const to = new Map([
      ['ArrowDown', index + 1], ['ArrowUp', index - 1], ['PageDown', index + PAGE], ['PageUp', index - PAGE], ['Home', 0], ['End', count() - 1],
    ]).get(key)
    return to === undefined ? null : Math.max(0, Math.min(to, count() - 1))
  }

  /** Whether the key was one of a row's own. */
  function onRow(event: KeyboardEvent, line: HTMLElement, index: number): boolean {
    const to = target(event.key, index)
    const command = event.ctrlKey || event.metaKey
    if (to !== null) {
      if (event.shiftKey) picked.extend(index, to)
      focusRow(to)
    }
    else if (command && event.key.toLowerCase() === 'a') picked.all()
    else if (command && event.key.toLowerCase() === 'c') {
      copy(index)
    }
    else if (command || event.altKey) return false
    else if (event.key === ' ') picked.toggle(index)
    else if (event.key === 'Enter') line.querySelector<HTMLElement>('input, textarea')?.focus()
    else if (event.key === 'Delete' || event.key === 'Backspace') {
      if (!locked()) remove(index)
    }
    else if (event.key === 'Escape' && picked.ids.value.size > 0) picked.none()
    else return false
    return true
  }

  return {
    onKey(event) {
      const here = lineOf(event)
      if (here === null) return
      const inside = event.target !== here.line
      if (inside && event.key === 'Escape') here.line.focus()
      else if (inside || !onRow(event, here.line, here.index)) return
      event.preventDefault()
      event.stopPropagation()
    },
    onClick(event) {
      const here = lineOf(event)
      if (here === null || !(event.target instanceof Element)) return
      const onCheck = event.target.closest('[data-check]') !== null
      if (!onCheck && event.target.closest('button, input, textarea, [data-held]') !== null) return
      if (event.shiftKey) picked.extend(before, here.index)
      else if (onCheck || event.ctrlKey || event.metaKey) picked.toggle(here.index)
      else picked.none()
    },
    onFocus(event) {
      const here = lineOf(event)
      if (here === null || here.index === current.value) return
      before = current.value
      current.value = here.index
    },
  }
}
