import type { Ref } from 'vue'
import { nextTick, ref } from 'vue'

export interface Menu {
  open: Readonly<Ref<boolean>>
  /** Opens, and puts the focus on the item that is chosen, else on the first. `prepare` may fill the menu meanwhile. */
  show: (prepare?: () => Promise<void>) => Promise<void>
  /** Closes, and gives the focus back to the button. */
  hide: () => void
  onLeave: (event: FocusEvent) => void
  onKey: (event: KeyboardEvent) => void
}

/** A menu of which one item is chosen: `root` holds it and the button that opens it. */
export function useMenu(root: Readonly<Ref<HTMLElement | null>>, opener: Readonly<Ref<HTMLElement | null>>): Menu {
  const open = ref(false)
  const items = (): HTMLElement[] => [...root.value?.querySelectorAll<HTMLElement>('[role=menuitemradio]') ?? []]

  async function show(prepare: () => Promise<void> = async () => {}): Promise<void> {
    open.value = true
    await prepare()
    await nextTick()
    const all = items();
    (all.find(item => item.getAttribute('aria-checked') === 'true') ?? all[0])?.focus()
  }

  function hide(): void {
    open.value = false
    opener.value?.focus()
  }

  function onLeave(event: FocusEvent): void {
    if (event.relatedTarget instanceof Node && root.value?.contains(event.relatedTarget) !== true) open.value = false
  }

  function onKey(event: KeyboardEvent): void {
    const all = items()
    const at = all.findIndex(item => item === document.activeElement)
    const to = new Map([['ArrowDown', at + 1], ['ArrowUp', at - 1], ['Home', 0], ['End', all.length - 1]]).get(event.key)
    if (event.key === 'Escape') hide()
    else if (to !== undefined) all[(to + all.length) % all.length]?.focus()
    else {
      if (event.key === 'Tab') open.value = false
      return
    }
    event.preventDefault()
    event.stopPropagation()
  }

  return { open, show, hide, onLeave, onKey }
}
