import { defineStore } from 'pinia'
import type { ComputedRef } from 'vue'
import { computed, ref, shallowRef, triggerRef } from 'vue'
import type { CaseDraft, Draft, DraftKind, DraftOf } from '#domain/draft'
import { draftId, draftSchema, hasBecome } from '#domain/draft'
import type { Edit } from '#domain/edit'

/** What is typed is written down once the keys have rested so long, in milliseconds: most of it is an edit by then, and never a draft. */
export const KEPT_AFTER = 300
/** Whoever types on and on has all of it written down so long after the first key. */
export const KEPT_WITHIN = 900
/** A disk that is full is tried again this much later. */
const TRY_AGAIN = 1000

type Keep = (drafts: readonly CaseDraft[], dropped: readonly string[]) => Promise<{ message: string } | null>

/** What stands somewhere in a case and is no edit; `earlier`: it was typed before this page was opened. */
export interface Found<K extends DraftKind> { draft: DraftOf<K>, at: number, earlier: boolean }

/** The drafts of one case, as its fields use them. */
export interface CaseDrafts {
  find<K extends DraftKind>(kind: K, place: string): Found<K> | null
  keep(draft: Draft): void
  drop(kind: DraftKind, place: string): void
  /** Whether what stands there is on disk as it is now. */
  isKept(kind: DraftKind, place: string): boolean
}

interface Held extends CaseDraft { earlier: boolean }

/**
 * What is typed and is no edit yet, of every case of the workspace.
 *
 *   typed ──▶ held, unwritten ── a moment later, or the page goes ──▶ on disk ── an edit, or dropped ──▶ gone, from the disk too
 *                   └── an edit, or dropped, before that ──▶ gone, and was never written
 */
export const useDrafts = defineStore('drafts', () => {
  const held = shallowRef(new Map<string, Held>())
  const onDisk = new Set<string>()
  const unwritten = new Set<string>()
  let keepAll: Keep | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  /** When the next writing is due at the latest; null while none is. */
  let latest: number | null = null
  let writing: Promise<void> | null = null
  /** Whether the last writing failed: what is typed is on the screen only. */
  const failing = ref(false)

  /** `write` lays drafts down on disk and takes others away; `edits` are those that wait. */
  function open(rows: readonly CaseDraft[], write: Keep, edits: readonly Edit[]): void {
    clear()
    keepAll = write
    for (const row of rows) {
      const id = draftId(row.caseId, row.draft)
      onDisk.add(id)
      if (hasBecome(row, edits)) unwritten.add(id)
      else held.value.set(id, { ...row, earlier: true })
    }
    triggerRef(held)
    if (unwritten.size > 0) later()
  }

  function clear(): void {
    rest()
    held.value = new Map()
    onDisk.clear()
    unwritten.clear()
    failing.value = false
    keepAll = null
  }

  function later(ms = KEPT_AFTER): void {
    clearTimeout(timer)
    const now = Date.now()
    latest ??= now + Math.max(ms, KEPT_WITHIN)
    timer = setTimeout(() => void flush(), Math.min(ms, Math.max(0, latest - now)))
  }

  function rest(): void {
    clearTimeout(timer)
    timer = undefined
    latest = null
  }

  /** Writes down what is not yet; resolves when that is over. */
  async function flush(): Promise<void> {
    rest()
    await writing
    if (keepAll === null || unwritten.size === 0) return
    writing = write(keepAll)
    await writing
    writing = null
  }

  async function write(keep: Keep): Promise<void> {
    const ids = [...unwritten]
    unwritten.clear()
    const kept = ids.flatMap((id) => {
      const found = held.value.get(id)
      return found === undefined ? [] : [{ caseId: found.caseId, at: found.at, draft: found.draft }]
    })
    const dropped = ids.filter(id => !held.value.has(id))
    const error = await keep(kept, dropped)
    if (keepAll !== keep) return
    failing.value = error !== null
    if (error !== null) {
      for (const id of ids) unwritten.add(id)
      return later(TRY_AGAIN)
    }
    for (const id of dropped) onDisk.delete(id)
    for (const id of kept.map(row => draftId(row.caseId, row.draft))) {
      onDisk.add(id)
      // Taken away while it was being written.
      if (!held.value.has(id)) unwritten.add(id)
    }
    triggerRef(held)
    if (unwritten.size > 0) later()
  }

  function put(caseId: string, draft: Draft): void {
    const id = draftId(caseId, draft)
    // A database refuses the proxies of Vue: parsed, it is a plain copy.
    held.value.set(id, { caseId, at: Date.now(), draft: draftSchema.parse(draft), earlier: false })
    unwritten.add(id)
    triggerRef(held)
    later()
  }

  function take(id: string): void {
    if (!held.value.delete(id)) return
    triggerRef(held)
    if (onDisk.has(id)) unwritten.add(id)
    else unwritten.delete(id)
    if (unwritten.size > 0) later()
    else rest()
  }

  function ofCase(caseId: string): CaseDrafts {
    const idOf = (kind: DraftKind, place: string): string => draftId(caseId, { kind, place })
    return {
      find(kind, place) {
        const found = held.value.get(idOf(kind, place))
        return found === undefined || !isOf(kind, found.draft) ? null : { draft: found.draft, at: found.at, earlier: found.earlier }
      },
      keep: draft => put(caseId, draft),
      drop: (kind, place) => take(idOf(kind, place)),
      isKept: (kind, place) => {
        const id = idOf(kind, place)
        return held.value.has(id) && onDisk.has(id) && !unwritten.has(id)
      },
    }
  }

  /** How many of those that stand somewhere are not on disk as they are now. */
  const unkept = (): number => [...unwritten].filter(id => held.value.has(id)).length

  /** The cases that hold drafts; the same object as long as they are the same cases, however much is typed in them. */
  const cases: ComputedRef<ReadonlySet<string>> = computed<ReadonlySet<string>>((known) => {
    const ids = new Set([...held.value.values()].map(({ caseId }) => caseId))
    return known !== undefined && known.size === ids.size && [...ids].every(id => known.has(id)) ? known : ids
  })

  return { open, clear, flush, ofCase, cases, failing, unkept }
})

function isOf<K extends DraftKind>(kind: K, draft: Draft): draft is DraftOf<K> {
  return draft.kind === kind
}
