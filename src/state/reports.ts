import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { UpdateCall } from '#domain/call'
import type { Snapshot } from '#domain/case'
import type { LoggedEdit, Outcome } from '#domain/outcome'

/** A call of ours. `before` is the case as it was last known here without it; null where this page did not see that. */
export interface SentCall { wrote: UpdateCall, before: Snapshot | null }

/** What may have been overwritten between a read and a write. `call` is null while it is not known what it carried. */
export interface Report { seq: number, caseId: string, intent: string, over: readonly LoggedEdit[], call: SentCall | null }

/** A call is looked up within seconds of it: of so many, what they carried is remembered for a report that may come. */
const CALLS_REMEMBERED = 200

/** What may have been overwritten and nobody has dismissed, oldest first. */
export const useReports = defineStore('reports', () => {
  const all = shallowRef<readonly Report[]>([])
  let calls = new Map<string, SentCall>()

  /**
   * Takes in reports, and the calls they are about, from outcomes of any kind. `mirror`: the cases as they were before
   * these outcomes were laid over them, where that is known.
   */
  function hear(outcomes: readonly Outcome[], mirror: ReadonlyMap<string, Snapshot> = new Map()): void {
    const sent = new Map<string, SentCall>()
    for (const { caseId, result } of outcomes) {
      if (result.kind !== 'sent' || calls.has(result.intent)) continue
      const known = mirror.get(caseId)
      // Of two calls heard of together the second came after the first, which the mirror does not show yet.
      const only = outcomes.filter(other => other.caseId === caseId && other.result.kind === 'sent').length === 1
      sent.set(result.intent, { wrote: result.wrote, before: known?.complete === true && only ? known : null })
    }
    calls = new Map([...calls, ...sent].slice(-CALLS_REMEMBERED))
    const known = new Set(all.value.map(({ seq }) => seq))
    const fresh = outcomes.flatMap(({ seq, caseId, result }): Report[] => {
      if (result.kind !== 'watched' || result.over.length === 0 || known.has(seq)) return []
      return [{ seq, caseId, intent: result.intent, over: result.over, call: null }]
    })
    if (fresh.length === 0 && sent.size === 0) return
    all.value = [...all.value, ...fresh].sort((a, b) => a.seq - b.seq)
      .map(report => report.call === null ? { ...report, call: calls.get(report.intent) ?? null } : report)
  }

  function drop(seq: number): void {
    all.value = all.value.filter(report => report.seq !== seq)
  }

  function clear(): void {
    all.value = []
    calls = new Map()
  }

  const byCase = computed(() => {
    const cases = new Map<string, readonly Report[]>()
    for (const report of all.value) cases.set(report.caseId, [...cases.get(report.caseId) ?? [], report])
    return cases
  })

  return { all, byCase, hear, drop, clear }
})
