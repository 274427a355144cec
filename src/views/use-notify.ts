import { watch } from 'vue'
import { useOutbox } from '#state/outbox'
import { usePreferences } from '#state/preferences'
import { useReports } from '#state/reports'
import { useSession } from '#state/session'
import { grouped } from '#domain/words/labels'
import { useStanding } from './use-standing'

/**
 * Tells through the system what the responder waits for while they look elsewhere: that all is sent, or that something
 * needs them. Numbers only: a notification may be read on a locked screen. Where the system shows none, the title of the
 * window counts all the same.
 */
export function useNotify(run: (id: 'nextNeed') => void): void {
  const outbox = useOutbox()
  const preferences = usePreferences()
  const reports = useReports()
  const session = useSession()
  const { held } = useStanding()

  function tell(title: string, body: string, onClick: () => void = () => {}): void {
    if (!preferences.preferences.notify || session.phase.kind !== 'ready' || document.hasFocus()) return
    if (!('Notification' in window) || Notification.permission !== 'granted') return
    // A newer one takes the place of the last.
    const notification = new Notification(title, { body, tag: 'fieldcase', silent: true })
    notification.onclick = () => {
      window.focus()
      notification.close()
      onClick()
    }
  }

  const sending = () => outbox.count - held.value
  watch([sending, () => outbox.sentAt], ([waits, sentAt], [before, sentBefore]) => {
    if (waits > 0 || before === 0 || sentAt === null || (sentAt === sentBefore && outbox.saving.size > 0)) return
    if (held.value === 0) tell('Everything is sent', 'All edits have reached the service.')
  })
  watch(() => held.value + reports.all.length, (now, before) => {
    if (now <= before) return
    tell(now === 1 ? '1 edit needs you' : `${grouped(now)} edits need you`, 'All else is sent without you.', () => run('nextNeed'))
  })
}
