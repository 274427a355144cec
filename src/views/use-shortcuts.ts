import { onMounted, onUnmounted } from 'vue'
import type { CommandId } from '#domain/screen/commands'
import { commandOf } from '#domain/screen/commands'

/** Inputs of these types hold text, and have an undo of their own. */
const TEXT_TYPES = new Set(['text', 'search', 'email', 'url', 'tel', 'password', 'number'])

/**
 * The keys of the table of commands, wherever the focus is. Where text is typed they are text, save those that act always;
 * undo and redo are left to a text field that holds any.
 */
export function useShortcuts({ run, stepOut }: { run: (id: CommandId) => void, stepOut: () => void }): void {
  function onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return
    const command = commandOf(event)
    const typing = isText(event.target) && !((event.ctrlKey || event.metaKey) && isEmpty(event.target))
    if (event.key === 'Escape') stepOut()
    else if (command === null || (typing && command.always !== true)) return
    else run(command.id)
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
