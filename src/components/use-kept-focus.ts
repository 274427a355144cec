import type { Ref } from 'vue'
import { onBeforeUpdate, onUpdated } from 'vue'

/** Where what had the focus within `root` is gone after an update, `refocus` gives the focus to what takes its place. */
export function useKeptFocus(root: Readonly<Ref<HTMLElement | null>>, refocus: () => void): void {
  let had = false
  onBeforeUpdate(() => { had = root.value?.contains(document.activeElement) === true })
  onUpdated(() => {
    if (had && (document.activeElement === document.body || document.activeElement === null)) refocus()
  })
}
