import { onMounted, onUnmounted } from 'vue'
import { useOutbox } from '#state/outbox'
import { useSync } from '#state/sync'

/** Has the browser ask before the window is closed or loaded again while the screen calls an edit not saved, and only then. */
export function useLeaving(): void {
  const outbox = useOutbox()
  const sync = useSync()

  function ask(event: Event): void {
    // What was being typed has just been taken: on a full disk it will not be saved either.
    const onScreenOnly = outbox.saving.size > 0 && sync.status.disk.state === 'full'
    if (outbox.unsaved !== null || onScreenOnly) event.preventDefault()
  }

  onMounted(() => window.addEventListener('beforeunload', ask))
  onUnmounted(() => window.removeEventListener('beforeunload', ask))
}
