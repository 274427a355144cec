import { computed } from 'vue'
import { markWords, standing } from '#domain/words/sentences'
import type { Mark } from '#domain/view'
import { useOutbox } from '#state/outbox'
import { useProgress } from '#state/progress'
import { useReports } from '#state/reports'
import { useSync } from '#state/sync'

/** How things stand, in words: of the whole outbox, and of one slot. */
export function useStanding() {
  const outbox = useOutbox()
  const reports = useReports()
  const sync = useSync()
  const progress = useProgress()
  const held = computed(() => outbox.lines.reduce((sum, waiting) => sum + waiting.held, 0))
  const current = computed(() => standing({
    status: sync.status,
    connected: sync.connected,
    unsent: outbox.count,
    held: held.value,
    saving: outbox.saving.size,
    unsaved: outbox.unsaved?.ids.length ?? 0,
    reported: reports.all.length,
    oldest: outbox.oldest,
    sentAt: outbox.sentAt,
    progress: progress.now,
    now: sync.now,
  }))
  const late = computed(() => new Set(sync.status.waits.filter(({ reason }) => reason === 'late').map(({ caseId }) => caseId)))
  const unsaved = computed(() => new Set(outbox.unsaved?.ids))
  const sending = computed(() => new Set(sync.status.sending))
  const wordsOf = (mark: Mark) =>
    markWords(mark, { saving: outbox.saving, unsaved: unsaved.value, sending: sending.value, late: late.value })
  /** What {@link wordsOf} says of the marks of a case beside what they are: while it is the same, so are the words. */
  const busyWith = computed(() => {
    const found = new Map<string, string>()
    for (const [what, ids] of Object.entries({ saving: outbox.saving, unsaved: unsaved.value, sending: sending.value })) {
      for (const id of ids) {
        const caseId = outbox.caseOf(id)
        if (caseId !== undefined) found.set(caseId, `${found.get(caseId) ?? ''} ${what} ${id}`)
      }
    }
    for (const caseId of late.value) found.set(caseId, `${found.get(caseId) ?? ''} late`)
    return found
  })
  return { standing: current, held, wordsOf, busyWith }
}

/** The machine's own time zone, an IANA name. */
export const TIME_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone
