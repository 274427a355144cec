import { onMounted, onUnmounted } from 'vue'

/** Each does one thing of the screen; see ShortcutsDialog for their keys. */
export interface Shortcuts {
  search: () => void
  outbox: () => void
  history: () => void
  title: () => void
  help: () => void
  undo: () => void
  redo: () => void
  stepOut: () => void
}

/** Inputs of these types hold text, and have an undo of their own. */
const TEXT_TYPES = new Set(['text', 'search', 'email', 'url', 'tel', 'password', 'number'])

/** The keys that act wherever the focus is, save where they are text; undo and redo are left to a text field that holds any. */
export function useShortcuts(act: Shortcuts): void {
  const plain = new Map([['/', act.search], ['o', act.outbox], ['h', act.history], ['e', act.title], ['?', act.help]])
  const commands = new Map([['z', act.undo], ['shift z', act.redo], ['y', act.redo]])

  function onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || event.altKey) return
    const command = event.ctrlKey || event.metaKey
    const typing = isText(event.target) && !(command && isEmpty(event.target))
    const key = event.key.toLowerCase()
    const run = command ? commands.get(event.shiftKey ? `shift ${key}` : key) : plain.get(key)
    if (event.key === 'Escape') act.stepOut()
    else if (run === undefined || typing) return
    else run()
    event.preventDefault()
  }

  onMounted(() => window.addEventListener('keydown', onKey))
  onUnmounted(() => window.removeEventListener('keydown', onKey))
}

function isEmpty(target: EventTarget | null): boolean {
  return (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) && target.value === ''
}

function isText(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return TEXT_TYPES.has(target.type)
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
}
