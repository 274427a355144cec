import { computed, onMounted, onUnmounted, ref } from 'vue'
import { paneWidths } from '#domain/screen/panes'
import { usePreferences } from '#state/preferences'

/** How wide the panes are; what the responder sets is kept. `open`: whether a drawer is. */
export function usePanes(open: () => boolean) {
  const preferences = usePreferences()
  const room = ref(window.innerWidth)
  const dragged = ref<Partial<Record<'list' | 'drawer', number>>>({})
  const onResize = (): void => { room.value = window.innerWidth }
  onMounted(() => window.addEventListener('resize', onResize))
  onUnmounted(() => window.removeEventListener('resize', onResize))

  const wished = computed(() => ({ ...preferences.preferences.panes, ...dragged.value }))
  const widths = computed(() => paneWidths({ window: room.value, wished: wished.value, open: open() }))

  /** Shown, and kept once the pointer lets go. */
  function drag(pane: 'list' | 'drawer', width: number): void {
    dragged.value = { [pane]: width }
  }

  function set(pane: 'list' | 'drawer', width: number): void {
    dragged.value = {}
    preferences.change({ panes: { ...preferences.preferences.panes, [pane]: width } })
  }

  return { widths, drag, set }
}
