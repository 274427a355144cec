import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { UpdateCall } from '#domain/call'
import type { LoggedEdit, Outcome } from '#domain/outcome'

/** What may have been overwritten between a read and a write. `wrote` is null while it is not known what that call carried. */
export interface Report { seq: number, caseId: string, intent: string, over: readonly LoggedEdit[], wrote: UpdateCall | null }

/** A call is looked up within seconds of it: of so many, what they carried is remembered for a report that may come. */
const CALLS_REMEMBERED = 200

/** What may have been overwritten and nobody has dismissed, oldest first. */
export const useReports = defineStore('reports', () => {
  const all = shallowRef<readonly Report[]>([])
  let calls = new Map<string, UpdateCall>()

  /** Takes in reports, and the calls they are about, from outcomes of any kind. */
  function hear(outcomes: readonly Outcome[]): void {
    const sent = new Map<string, UpdateCall>()
    for (const { result } of outcomes) if (result.kind === 'sent') sent.set(result.intent, result.wrote)
    calls = new Map([...calls, ...sent].slice(-CALLS_REMEMBERED))
    const known = new Set(all.value.map(({ seq }) => seq))
    const fresh = outcomes.flatMap(({ seq, caseId, result }): Report[] => {
      if (result.kind !== 'watched' || result.over.length === 0 || known.has(seq)) return []
      return [{ seq, caseId, intent: result.intent, over: result.over, wrote: null }]
    })
    if (fresh.length === 0 && sent.size === 0) return
    all.value = [...all.value, ...fresh].sort((a, b) => a.seq - b.seq)
      .map(report => report.wrote === null ? { ...report, wrote: calls.get(report.intent) ?? null } : report)
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
