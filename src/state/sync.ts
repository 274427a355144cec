import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { Status } from '#domain/status'

const STARTING: Status = {
  drain: { state: 'starting' },
  sending: [],
  waits: [],
  signIn: { state: 'unknown' },
  throttledUntil: null,
  pausedAt: null,
  pull: { lastAt: null, toRead: 0 },
  disk: { state: 'enough', freeBytes: null },
}

/** What the host last said it is doing, and the time to count from. */
export const useSync = defineStore('sync', () => {
  const status = shallowRef<Status>(STARTING)
  /** Whether the host answers. */
  const connected = ref(true)
  /** Why what the host says cannot be written down here, so that the screen is behind; null while it is not. */
  const behind = ref<string | null>(null)
  /** Epoch milliseconds, moved on every second by the clock in App. */
  const now = ref(Date.now())

  function clear(): void {
    status.value = STARTING
    connected.value = true
    behind.value = null
  }

  return { status, connected, behind, now, clear }
})
