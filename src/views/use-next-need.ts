import { nextTick } from 'vue'
import { focusPanel, HELD } from '../components/use-next-held'
import type { Slot } from '#domain/slot'
import { useCases } from '#state/cases'
import { useOutbox } from '#state/outbox'
import { useReports } from '#state/reports'

/** Leads to what needs the responder: of the open case first, then of the others in the order of the outbox, reports last. */
export function useNextNeed(goTo: (caseId: string, slot: Slot, where: 'question') => void): () => void {
  const cases = useCases()
  const outbox = useOutbox()
  const reports = useReports()

  function nextHeld(): { caseId: string, slot: Slot } | null {
    const needy = outbox.lines.filter(({ caseId, held }) => held > 0 && cases.snapshots.has(caseId))
    const next = needy.find(({ caseId }) => caseId === cases.openId) ?? needy.at(0)
    const found = next?.slots.find(({ mark }) => mark.kind === 'held')
    return next === undefined || found === undefined ? null : { caseId: next.caseId, slot: found.slot }
  }

  return () => {
    const held = nextHeld()
    if (held !== null) return goTo(held.caseId, held.slot, 'question')
    const [reported] = reports.byCase.keys()
    if (reported === undefined || !cases.snapshots.has(reported)) return
    cases.openId = reported
    void nextTick(() => {
      const panel = document.querySelector<HTMLElement>(`article [${HELD}]`)
      if (panel !== null) focusPanel(panel)
    })
  }
}
