import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { historyLines } from '#domain/screen/history-lines'
import type { HistoryLine } from '#domain/screen/history-lines'
import type { HistoryEntry } from '#domain/outcome'
import { useSession } from './session'

/** While much is sent, the newest entries are read again no more often than this, in milliseconds. */
export const READ_EVERY = 500

type Asked<T> = { state: 'asking' } | { state: 'done', value: T } | { state: 'failed', message: string }
type Verified = Extract<Awaited<ReturnType<ReturnType<typeof useSession>['verify']>>, { ok: true }>['value']
type Exported = Extract<Awaited<ReturnType<ReturnType<typeof useSession>['exportAll']>>, { ok: true }>['value']

/** The host's history as far back as it was read, kept up to date at its top while it is looked at. */
export const useHistory = defineStore('history', () => {
  const session = useSession()
  /** Newest first, without a gap. */
  const entries = shallowRef<readonly HistoryEntry[]>([])
  const begun = ref(false)
  const more = ref(false)
  /** Why the last reading failed; null since one went well. */
  const failed = ref<string | null>(null)
  const reading = ref(false)
  const verified = shallowRef<Asked<Verified> | null>(null)
  const exported = shallowRef<Asked<Exported> | null>(null)
  let shown = false
  let due: ReturnType<typeof setTimeout> | undefined
  /** Counts workspaces: an answer about the one before is passed over. */
  let life = 0
  let again = false

  let made: HistoryLine[] = []
  const lines = computed(() => made = historyLines(entries.value, made))

  async function read(before: number | null): Promise<void> {
    if (reading.value) {
      again ||= before === null
      return
    }
    const asked = life
    reading.value = true
    const result = await session.history(before)
    if (asked !== life) return
    reading.value = false
    failed.value = result.ok ? null : result.error.message
    if (result.ok) take(before, result.value)
    if (again) soon()
    again = false
  }

  function take(before: number | null, page: { entries: readonly HistoryEntry[], more: boolean }): void {
    begun.value = true
    const top = entries.value.at(0)?.outcome.seq ?? 0
    if (before === null && page.entries.some(({ outcome }) => outcome.seq === top)) {
      entries.value = [...page.entries.filter(({ outcome }) => outcome.seq > top), ...entries.value]
      return
    }
    // Where more has come than one page holds, or the journal began anew, what is older is read again when it is asked for.
    entries.value = before === null ? page.entries : [...entries.value, ...page.entries]
    more.value = page.more
  }

  const newest = () => read(null)
  const older = () => read(entries.value.at(-1)?.outcome.seq ?? null)

  function soon(): void {
    if (!shown || due !== undefined) return
    due = setTimeout(() => {
      due = undefined
      void newest()
    }, READ_EVERY)
  }

  /** Between `show` and `hide` what is concluded comes in by itself. */
  function show(): void {
    shown = true
    void newest()
  }

  function hide(): void {
    shown = false
    clearTimeout(due)
    due = undefined
  }

  function clear(): void {
    life += 1
    entries.value = []
    begun.value = false
    more.value = false
    failed.value = null
    reading.value = false
    verified.value = null
    exported.value = null
    made = []
  }

  async function verify(): Promise<void> {
    const asked = life
    verified.value = { state: 'asking' }
    const result = await session.verify()
    if (asked === life) verified.value = result.ok ? { state: 'done', value: result.value } : { state: 'failed', message: result.error.message }
  }

  async function exportAll(): Promise<void> {
    const asked = life
    exported.value = { state: 'asking' }
    const result = await session.exportAll('history')
    if (asked === life) exported.value = result.ok ? { state: 'done', value: result.value } : { state: 'failed', message: result.error.message }
  }

  watch(() => session.newest, soon)
  watch(() => session.workspace, clear, { flush: 'sync' })

  return { lines, begun, more, failed, reading, verified, exported, newest, older, show, hide, verify, exportAll }
})
