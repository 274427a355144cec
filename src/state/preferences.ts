import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { Caller } from '#channel/caller'
import type { Preferences, PreferencesPatch } from '#domain/preferences'
import { DEFAULT_PREFERENCES } from '#domain/preferences'

/** How the responder wants the screen; the host keeps it. */
export const usePreferences = defineStore('preferences', () => {
  const preferences = shallowRef<Preferences>(DEFAULT_PREFERENCES)
  /** Whether the host has been asked, or had no answer: before, the defaults stand in. */
  const known = ref(false)
  let caller: Caller | null = null
  /** What the host has not been told yet. */
  let unsent: PreferencesPatch = {}
  let sending = false

  /** Reads what is kept. A host that has none to give leaves the defaults. */
  async function read(from: Caller): Promise<void> {
    if (caller === from) return
    caller = from
    const result = await from.call('preferences', {})
    if (result.ok) preferences.value = { ...result.value, ...unsent }
    known.value = true
    void send()
  }

  /** Shown at once, and kept as soon as the host has it. Each member given replaces the one before, whole. */
  function change(patch: PreferencesPatch): void {
    preferences.value = { ...preferences.value, ...patch }
    unsent = { ...unsent, ...patch }
    void send()
  }

  /** One message at a time: what changes meanwhile, as a pane's width does while it is dragged, goes in the next. */
  async function send(): Promise<void> {
    if (sending || caller === null || !known.value) return
    sending = true
    while (Object.keys(unsent).length > 0) {
      const patch = unsent
      unsent = {}
      // Not kept is as good as never set: it holds as long as the window does.
      await caller.call('prefer', { patch })
    }
    sending = false
  }

  return { preferences, known, read, change }
})
