import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { UpdateCall } from '#domain/call'
import type { Snapshot } from '#domain/case'
import type { HistoryEntry, LoggedEdit, Lost, Outcome } from '#domain/outcome'
import { isReport } from '#domain/outcome'
import type { Before } from '#domain/screen/report-lines'
import { beforeByEdits, beforeByRead } from '#domain/screen/report-lines'

/** A call of ours. `before` is null where it is not known what stood there without it. */
export interface SentCall { wrote: UpdateCall, before: Before | null }

/** What a call may have overwritten between a read and its write, and what it took away for good. */
export interface Report {
  seq: number
  caseId: string
  intent: string
  over: readonly LoggedEdit[]
  lost: Lost | null
  /** Null while it is not known what it carried. */
  call: SentCall | null
}

/** A call is looked up within seconds of it: of so many, what they carried is remembered for a report that may come. */
const CALLS_REMEMBERED = 200

/** What may have been overwritten and nobody has dismissed, oldest first. */
export const useReports = defineStore('reports', () => {
  const all = shallowRef<readonly Report[]>([])
  let calls = new Map<string, SentCall>()

  /**
   * Takes in reports, and the calls they are about, from outcomes of any kind. `mirror`: the cases as they were before
   * these outcomes were laid over them.
   */
  function hear(outcomes: readonly Outcome[], mirror: ReadonlyMap<string, Snapshot> = new Map()): void {
    const sent = new Map<string, SentCall>()
    for (const { caseId, result } of outcomes) {
      if (result.kind !== 'sent' || calls.has(result.intent)) continue
      const known = mirror.get(caseId)
      // Of two calls heard of together the second came after the first, which the mirror does not show yet.
      const only = outcomes.filter(other => other.caseId === caseId && other.result.kind === 'sent').length === 1
      sent.set(result.intent, { wrote: result.wrote, before: known?.complete === true && only ? beforeByRead(known) : null })
    }
    const known = new Set(all.value.map(({ seq }) => seq))
    const fresh = outcomes.filter(outcome => isReport(outcome) && !known.has(outcome.seq)).flatMap(({ seq, caseId, result }): Report[] => {
      if (result.kind !== 'watched') return []
      const { intent, over, lost = null } = result
      return [{ seq, caseId, intent, over, lost, call: null }]
    })
    if (fresh.length > 0) all.value = [...all.value, ...fresh].sort((a, b) => a.seq - b.seq)
    remember(sent)
  }

  /** Takes in calls from the journal, whose edits tell what they were made on: also those of an earlier page. */
  function look(entries: readonly HistoryEntry[]): void {
    remember(new Map(entries.flatMap(({ outcome: { result }, edits }): Array<[string, SentCall]> => {
      if (result.kind !== 'sent' || calls.get(result.intent)?.before != null) return []
      return [[result.intent, { wrote: result.wrote, before: beforeByEdits(edits) }]]
    })))
  }

  function remember(sent: ReadonlyMap<string, SentCall>): void {
    calls = new Map([...calls, ...sent].slice(-CALLS_REMEMBERED))
    if (unclear().length === 0) return
    all.value = all.value.map(report => report.call?.before == null ? { ...report, call: calls.get(report.intent) ?? report.call } : report)
  }

  /** Those of which it is not known what they replaced. */
  const unclear = (): readonly Report[] => all.value.filter(({ call }) => call?.before == null)

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

  return { all, byCase, hear, look, unclear, drop, clear }
})
