import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import { callsOf } from '#domain/screen/outbox-lines'
import type { Progress } from '#domain/words/sentences'
import { useCases } from './cases'
import { useOutbox } from './outbox'
import { useSync } from './sync'

/** Before so many calls and so much time, in milliseconds, how long the rest takes is a guess. */
const ENOUGH = { calls: 2, ms: 1500 }

/** How far the drain has come that is under way. */
export const useProgress = defineStore('progress', () => {
  const cases = useCases()
  const outbox = useOutbox()
  const sync = useSync()
  /** Where it began: calls landed until then, and when. The first calls may land before the host says that it drains. */
  const from = ref({ landed: 0, at: 0 })

  const draining = computed(() => sync.status.drain.state === 'draining' && sync.status.pausedAt === null)
  watch(draining, (is) => {
    from.value = is ? { ...from.value, at: Date.now() } : { landed: outbox.landed, at: 0 }
  })

  /** Null while nothing is sent. */
  const now = computed((): Progress | null => {
    if (!draining.value) return null
    const left = outbox.lines.reduce((sum, { caseId, slots }) => sum + callsOf(cases.snapshots.get(caseId), slots), 0)
    const done = Math.max(0, outbox.landed - from.value.landed)
    if (left === 0) return null
    const lasted = sync.now - from.value.at
    const leftMs = done < ENOUGH.calls || lasted < ENOUGH.ms ? null : lasted / done * left
    return { done, planned: done + left, leftMs }
  })

  return { now }
})
