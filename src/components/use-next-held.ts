import type { Ref } from 'vue'
import { nextTick } from 'vue'

/** Marks a panel that asks for a decision, so that the focus can go from one to the next. */
export const HELD = 'data-held'

/**
 * Decides, and gives the focus to the next panel of the case that asks for a decision, where there is one: to the panel
 * and not to its first button, as whoever presses Enter once more has not read it yet.
 */
export function useNextHeld(panel: Readonly<Ref<HTMLElement | null>>): (decide: () => void) => Promise<void> {
  return async (decide) => {
    const own = panel.value
    const all = [...own?.closest('article')?.querySelectorAll<HTMLElement>(`[${HELD}]`) ?? []]
    const after = all.findIndex(one => one === own) + 1
    decide()
    await nextTick()
    if (own?.isConnected === false) [...all.slice(after), ...all].find(one => one.isConnected)?.focus()
  }
}
