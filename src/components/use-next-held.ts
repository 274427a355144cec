import type { InjectionKey, Ref } from 'vue'
import { inject, nextTick } from 'vue'

/** Marks a panel that asks for a decision, so that the focus can go from one to the next. */
export const HELD = 'data-held'

/** Where the first report of the open case is. */
export const REPORT = `article .reports [${HELD}]`

/** Leads to what else needs the responder, in this case or the next; does nothing where there is nothing. */
export const NEXT_NEED: InjectionKey<() => void> = Symbol('next need')

/** Gives the focus to a panel, and not to its first button, as whoever presses Enter once more has not read it yet. */
export function focusPanel(panel: HTMLElement): void {
  panel.focus()
  panel.scrollIntoView({ block: 'nearest' })
}

/** Decides, and gives the focus to the next panel of the case that asks for a decision, or else to that of the next case. */
export function useNextHeld(panel: Readonly<Ref<HTMLElement | null>>): (decide: () => void) => Promise<void> {
  const nextNeed = inject(NEXT_NEED, () => {})
  return async (decide) => {
    const own = panel.value
    const all = [...own?.closest('article')?.querySelectorAll<HTMLElement>(`[${HELD}]`) ?? []]
    const after = all.findIndex(one => one === own) + 1
    decide()
    await nextTick()
    if (own?.isConnected !== false) return
    const next = [...all.slice(after), ...all].find(one => one.isConnected)
    if (next === undefined) nextNeed()
    else focusPanel(next)
  }
}
