import type { App } from 'vue'
import { createApp, onMounted, onUnmounted } from 'vue'
import { useCases } from '#state/cases'
import CasePaper from './CasePaper.vue'
import { TIME_ZONE } from './use-standing'

/**
 * Puts the open case on paper whenever something is printed: the screen shows what has room, the paper all of it. An app
 * of its own, since it must be there when the event of printing ends, and nothing of the screen may change for it.
 */
export function usePaper(): void {
  const cases = useCases()
  let paper: { app: App, sheet: HTMLElement } | null = null

  function lay(): void {
    clear()
    if (cases.open === null) return
    const { snapshot: { caseId, facts, complete, readAt }, view: { content, marks } } = cases.open
    const shown = { caseId, facts, content, unsent: marks.size, complete, readAt, now: Date.now(), timeZone: TIME_ZONE }
    const sheet = document.createElement('main')
    sheet.className = 'paper'
    document.body.append(sheet)
    paper = { app: createApp(CasePaper, { shown }), sheet }
    paper.app.mount(sheet)
  }

  function clear(): void {
    paper?.app.unmount()
    paper?.sheet.remove()
    paper = null
  }

  onMounted(() => {
    window.addEventListener('beforeprint', lay)
    window.addEventListener('afterprint', clear)
  })
  onUnmounted(() => {
    window.removeEventListener('beforeprint', lay)
    window.removeEventListener('afterprint', clear)
    clear()
  })
}
