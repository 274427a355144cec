import { computed } from 'vue'
import { markWords, standing } from '#domain/words/sentences'
import type { Mark } from '#domain/view'
import { useOutbox } from '#state/outbox'
import { useReports } from '#state/reports'
import { useSync } from '#state/sync'

/** How things stand, in words: of the whole outbox, and of one slot. */
export function useStanding() {
  const outbox = useOutbox()
  const reports = useReports()
  const sync = useSync()
  const held = computed(() => outbox.lines.reduce((sum, { slots }) => sum + slots.filter(({ mark }) => mark.kind === 'held').length, 0))
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
    now: sync.now,
  }))
  const late = computed(() => new Set(sync.status.waits.filter(({ reason }) => reason === 'late').map(({ caseId }) => caseId)))
  const unsaved = computed(() => new Set(outbox.unsaved?.ids))
  const sending = computed(() => new Set(sync.status.sending))
  const wordsOf = (mark: Mark) =>
    markWords(mark, { saving: outbox.saving, unsaved: unsaved.value, sending: sending.value, late: late.value })
  return { standing: current, held, wordsOf }
}

/** The machine's own time zone, an IANA name. */
export const TIME_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone
