import { defineStore } from 'pinia'
import type { ComputedRef } from 'vue'
import { computed, ref, shallowRef, triggerRef, watch } from 'vue'
import type { SlotValue, Snapshot } from '#domain/case'
import type { Outcome } from '#domain/outcome'
import type { Changes, Look } from '#domain/seen'
import { afterOwn, changesSince, isWanted, lookAt, NO_CHANGES, scalarsOf } from '#domain/seen'
import type { Slot } from '#domain/slot'
import { slotOf, wantedBy } from '#domain/slot'
import { shownEdits } from '#domain/view'
import { useCases } from './cases'
import { useOutbox } from './outbox'

/** So long, in milliseconds, a case is in sight before it counts as looked at, also after each change of it. */
export const LOOKED_AFTER = 1000

type Keep = (looks: readonly Look[]) => Promise<unknown>

/** What somebody else has changed since the responder last looked. A case they never opened has no such mark. */
export const useSeen = defineStore('seen', () => {
  const cases = useCases()
  const outbox = useOutbox()
  const looks = shallowRef(new Map<string, Look>())
  /** As the open case was looked at before it was opened: its marks stay until it is left. */
  const before = shallowRef<Look | null>(null)
  /** What our calls last wrote, by case and field. */
  const ours = shallowRef(new Map<string, { at: number, slot: Slot, value: SlotValue }>())
  const inSight = ref(document.visibilityState === 'visible')
  let keep: Keep = async () => {}
  let timer: ReturnType<typeof setTimeout> | undefined
  const unwritten = new Map<string, Look>()
  let writing = false

  /** `write` lays looks down on disk. */
  function open(rows: readonly Look[], write: Keep): void {
    clear()
    looks.value = new Map(rows.map(look => [look.caseId, look]))
    keep = write
  }

  function clear(): void {
    clearTimeout(timer)
    looks.value = new Map()
    before.value = null
    ours.value = new Map()
    unwritten.clear()
    keep = async () => {}
  }

  /** What our own calls wrote is no news. */
  function hear(outcomes: readonly Outcome[]): void {
    const changed = new Map<string, Look>()
    for (const outcome of outcomes) {
      remember(outcome)
      const look = changed.get(outcome.caseId) ?? looks.value.get(outcome.caseId)
      const after = look === undefined ? undefined : afterOwn(look, outcome)
      if (after !== undefined && after !== look) changed.set(outcome.caseId, after)
      if (before.value !== null) before.value = afterOwn(before.value, outcome)
    }
    put([...changed.values()])
  }

  function remember({ caseId, at, result }: Outcome): void {
    if (result.kind !== 'sent') return
    for (const { slot, value } of scalarsOf(result.wrote)) ours.value.set(`${caseId}/${slot.id}`, { at, slot, value })
    triggerRef(ours)
  }

  /** When we sent what a field of the open case holds, in epoch milliseconds; null where that is not known, or it is not ours. */
  function sentByUs(field: string): number | null {
    const snapshot = cases.open?.snapshot
    const last = snapshot === undefined ? undefined : ours.value.get(`${snapshot.caseId}/${field}`)
    return snapshot !== undefined && last !== undefined && isWanted(snapshot.content, last.slot, last.value) ? last.at : null
  }

  function put(changed: readonly Look[]): void {
    if (changed.length === 0) return
    for (const look of changed) {
      looks.value.set(look.caseId, look)
      unwritten.set(look.caseId, look)
    }
    triggerRef(looks)
    void write()
  }

  /** One at a time: while a hundred cases drain, what comes meanwhile goes together. */
  async function write(): Promise<void> {
    if (writing) return
    writing = true
    while (unwritten.size > 0) {
      const now = [...unwritten.values()]
      unwritten.clear()
      await keep(now)
    }
    writing = false
  }

  // Few cases move at a time: all others keep what was found for the same look and snapshot.
  const found = new WeakMap<Look, { snapshot: Snapshot, changes: Changes }>()
  function since(look: Look, snapshot: Snapshot): Changes {
    const known = found.get(look)
    if (known?.snapshot === snapshot) return known.changes
    const changes = changesSince(look, snapshot)
    found.set(look, { snapshot, changes })
    return changes
  }

  /** Without what shows no more than an edit of ours wants: its call may have landed before its outcome is heard of. */
  function byOthers(look: Look, snapshot: Snapshot): Changes {
    const changes = since(look, snapshot)
    if (changes === NO_CHANGES) return changes
    const ours = new Map<string, Slot>()
    for (const { change } of shownEdits(outbox.ofCase(snapshot.caseId))) {
      const slot = slotOf(change)
      if (isWanted(snapshot.content, slot, wantedBy(change))) ours.set(slot.id, slot)
      else ours.delete(slot.id)
    }
    if (ours.size === 0) return changes
    return { ...changes, slots: new Set([...changes.slots].filter(id => !ours.has(id))), gone: changes.gone.filter(id => !ours.has(id)) }
  }

  const any = ({ slots, gone, facts }: Changes): boolean => slots.size + gone.length + facts.size > 0

  /** Ids of cases that somebody else has changed since the responder last looked. */
  const changed: ComputedRef<ReadonlySet<string>> = computed<ReadonlySet<string>>((known) => {
    const ids = new Set<string>()
    for (const [caseId, look] of looks.value) {
      const snapshot = cases.snapshots.get(caseId)
      if (caseId === cases.openId && inSight.value) continue
      if (snapshot !== undefined && any(byOthers(look, snapshot))) ids.add(caseId)
    }
    return known !== undefined && known.size === ids.size && [...ids].every(id => known.has(id)) ? known : ids
  })

  /** What somebody else has changed in the open case since the responder looked at it before. */
  const changes: ComputedRef<Changes> = computed(() => {
    const snapshot = cases.open?.snapshot
    const look = before.value
    return snapshot === undefined || look?.caseId !== snapshot.caseId ? NO_CHANGES : byOthers(look, snapshot)
  })

  function look(): void {
    clearTimeout(timer)
    timer = setTimeout(() => {
      const snapshot = cases.open?.snapshot
      if (snapshot === undefined || !inSight.value) return
      const known = looks.value.get(snapshot.caseId)
      if (known === undefined || known.readAt !== snapshot.readAt || known.complete !== snapshot.complete || any(since(known, snapshot))) {
        put([lookAt(snapshot, Date.now())])
      }
      if (before.value === null || (!before.value.complete && snapshot.complete)) before.value = lookAt(snapshot, Date.now())
    }, LOOKED_AFTER)
  }

  watch(() => cases.openId, (caseId) => {
    before.value = caseId === null ? null : looks.value.get(caseId) ?? null
  }, { flush: 'sync' })
  watch(() => cases.open?.snapshot, look)
  /** The window may have been out of sight while the case changed. */
  const onSight = (): void => {
    inSight.value = document.visibilityState === 'visible'
    if (inSight.value) look()
  }
  document.addEventListener('visibilitychange', onSight)

  return { changed, changes, sentByUs, open, hear, clear }
})
