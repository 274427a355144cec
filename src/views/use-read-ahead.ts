import { watch } from 'vue'
import { useCases } from '#state/cases'
import { useSession } from '#state/session'

/** So long, in milliseconds, a case stays open before it is read: whoever leafs through the cases does not want each. */
export const SETTLE = 300

/** Has the host read the case that was opened ahead of all others. Where there is no link, it is shown as it is known. */
export function useReadAhead(): void {
  const cases = useCases()
  const session = useSession()
  watch(() => cases.openId, (caseId, _, onCleanup) => {
    if (caseId === null) return
    const timer = setTimeout(() => void session.refresh(caseId), SETTLE)
    onCleanup(() => clearTimeout(timer))
  })
}
