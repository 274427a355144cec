import { onMounted, onUnmounted } from 'vue'
import { useSession } from '#state/session'
import { useOnScreenOnly } from './use-on-screen-only'

/** Has the browser ask before the window is closed or loaded again while something would be lost by it, and only then. */
export function useLeaving(): void {
  const session = useSession()
  const onScreenOnly = useOnScreenOnly()

  function ask(event: Event): void {
    const { edits, texts } = onScreenOnly()
    if (edits + texts > 0 && !session.isLeaving()) event.preventDefault()
  }

  onMounted(() => window.addEventListener('beforeunload', ask))
  onUnmounted(() => window.removeEventListener('beforeunload', ask))
}
