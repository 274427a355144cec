import { nextTick } from 'vue'
import { focusPanel, REPORT } from '../components/use-next-held'
import type { Slot } from '#domain/slot'
import { useCases } from '#state/cases'
import { useOutbox } from '#state/outbox'
import { useReports } from '#state/reports'

/**
 * Leads to what needs the responder next, round all of it: after the one led to last, where that is of the open case and
 * there still; else to the first of the open case; else to the first at all. In the order of the outbox, reports last.
 */
export function useNextNeed(goTo: (caseId: string, slot: Slot, where: 'question') => void): () => void {
  const cases = useCases()
  const outbox = useOutbox()
  const reports = useReports()
  /** The one led to last. */
  let last = ''

  function needs(): Array<{ id: string, caseId: string, slot: Slot | null }> {
    const questions = outbox.lines.flatMap(({ caseId, slots }) =>
      slots.flatMap(({ slot, mark }) => mark.kind === 'held' ? [{ id: `${caseId}/${slot.id}`, caseId, slot }] : []))
    const reported = [...reports.byCase.keys()].map(caseId => ({ id: `${caseId}/`, caseId, slot: null }))
    return [...questions, ...reported].filter(({ caseId }) => cases.snapshots.has(caseId))
  }

  return () => {
    const all = needs()
    const at = all.findIndex(({ id, caseId }) => id === last && caseId === cases.openId)
    const next = at === -1 ? all.find(({ caseId }) => caseId === cases.openId) ?? all[0] : all[(at + 1) % all.length]
    if (next === undefined) return
    last = next.id
    if (next.slot !== null) return goTo(next.caseId, next.slot, 'question')
    cases.openId = next.caseId
    void nextTick(() => {
      const panel = document.querySelector<HTMLElement>(REPORT)
      if (panel !== null) focusPanel(panel)
    })
  }
}
