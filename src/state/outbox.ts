import { defineStore } from 'pinia'
import { computed, ref, shallowRef, triggerRef } from 'vue'
import type { Outcome } from '#domain/outcome'
import { ends } from '#domain/outcome'
import type { OpenEdit } from '#domain/view'
import type { Unsaved } from '#link/events'
import { waitingLines } from '#domain/screen/waiting-lines'

interface Step { put: readonly OpenEdit[], ended: readonly string[], outcomes: readonly Outcome[] }

const NONE: readonly OpenEdit[] = []

/** So long, in milliseconds, a new edit may take into both logs before it is drawn as being saved: less than two pictures. */
const DRAWN_WITHIN = 30

/** The edits without an ending, in the order made, and which of them are not yet in both logs. */
export const useOutbox = defineStore('outbox', () => {
  // Twenty thousand edits may wait: the map is one reactive value, its edits are not.
  const byCase = shallowRef(new Map<string, readonly OpenEdit[]>())
  /** Ids shown as "Saving…": not in both logs yet. */
  const saving = shallowRef(new Set<string>())
  /** How many times the last of what was being saved was. */
  const savings = ref(0)
  /** Why the last edit could not be saved in one of the logs; null once all are. */
  const unsaved = ref<{ ids: readonly string[], message: string } | null>(null)

  /** When the service last took something, in epoch milliseconds; null where this page has seen nothing sent. */
  const sentAt = ref<number | null>(null)

  /** Calls that landed since this page was opened. */
  const landed = ref(0)

  /** What ended edits since this page was opened. */
  const endings = new Map<string, Outcome['result']>()
  const endOf = (id: string): Outcome['result'] | null => endings.get(id) ?? null

  /** The case of each edit without an ending. */
  const cases = new Map<string, string>()
  const caseOf = (id: string): string | undefined => cases.get(id)

  let drawsLater: ReturnType<typeof setTimeout> | undefined
  const undrawn = { byCase: false, saving: false }
  let shows: Array<() => void> = []

  function tell(what: keyof typeof undrawn): void {
    undrawn[what] = true
    if (drawsLater === undefined) draw()
  }

  /** Has the screen hear of all that has changed. */
  function draw(): void {
    clearTimeout(drawsLater)
    drawsLater = undefined
    const due = shows
    shows = []
    for (const show of due) show()
    if (undrawn.byCase) triggerRef(byCase)
    if (undrawn.saving) triggerRef(saving)
    undrawn.byCase = undrawn.saving = false
  }

  /**
   * What changes from now on is drawn at the next {@link draw}, or a little later; `show` runs then. Drawing takes several
   * times as long as both logs do, and keeps their answers waiting: most edits are drawn once, as saved.
   */
  function drawLater(show: () => void): void {
    shows.push(show)
    drawsLater ??= setTimeout(draw, DRAWN_WITHIN)
  }

  const ofCase = (caseId: string): readonly OpenEdit[] => byCase.value.get(caseId) ?? NONE

  function put(edits: readonly OpenEdit[]): void {
    const changed = new Map<string, OpenEdit[]>()
    for (const open of edits) {
      const { id, caseId } = open.edit
      cases.set(id, caseId)
      const ofThis = changed.get(caseId)
      if (ofThis === undefined) changed.set(caseId, [open])
      else ofThis.push(open)
    }
    for (const [caseId, opens] of changed) {
      const here = new Map([...ofCase(caseId), ...opens].map(open => [open.edit.id, open]))
      byCase.value.set(caseId, [...here.values()].sort(byAge))
    }
    tell('byCase')
  }

  function end(ids: readonly string[]): void {
    const ended = new Set(ids)
    for (const caseId of new Set(ids.flatMap(id => cases.get(id) ?? []))) {
      const left = ofCase(caseId).filter(({ edit }) => !ended.has(edit.id))
      if (left.length === 0) byCase.value.delete(caseId)
      else byCase.value.set(caseId, left)
    }
    for (const id of ids) cases.delete(id)
    tell('byCase')
    saved(ids)
  }

  /** One step of the link: what was held or refilled, what has its ending, and by which outcomes. */
  function change({ put: changed, ended, outcomes }: Step): void {
    if (changed.length > 0) put(changed)
    for (const outcome of outcomes) {
      const { at, edits, result } = outcome
      if (result.kind === 'sent') {
        sentAt.value = Math.max(at, sentAt.value ?? at)
        landed.value += 1
      }
      if (ends(outcome)) for (const id of edits) endings.set(id, result)
    }
    if (ended.length > 0) end(ended)
  }

  /** These are on their way into both logs. */
  function saves(ids: readonly string[]): void {
    for (const id of ids) saving.value.add(id)
    tell('saving')
  }

  /** Both logs hold these, or they have their ending and need neither. */
  function saved(ids: readonly string[]): void {
    const now = new Set(ids)
    const known = ids.filter(id => saving.value.delete(id))
    if (known.length > 0) tell('saving')
    if (known.length > 0 && saving.value.size === 0) savings.value += 1
    if (unsaved.value === null) return
    const left = unsaved.value.ids.filter(id => !now.has(id))
    unsaved.value = left.length === 0 ? null : { ...unsaved.value, ids: left }
  }

  function notSaved({ ids, error }: Pick<Unsaved, 'ids' | 'error'>): void {
    saves(ids)
    unsaved.value = { ids: [...new Set([...unsaved.value?.ids ?? [], ...ids])], message: error.message }
  }

  function clear(): void {
    draw()
    byCase.value = new Map()
    saving.value = new Set()
    unsaved.value = null
    sentAt.value = null
    endings.clear()
    cases.clear()
  }

  /** What waits, by case, each slot one line, oldest case first. */
  const lines = computed(() => waitingLines(byCase.value))
  const count = computed(() => lines.value.reduce((sum, { slots }) => sum + slots.length, 0))
  const oldest = computed(() => lines.value.at(0)?.since ?? null)

  return {
    byCase, saving, savings, unsaved, sentAt, lines, count, oldest,
    put, change, saves, saved, notSaved, landed, draw, drawLater, clear, ofCase, caseOf, endOf,
  }
})

function byAge(a: OpenEdit, b: OpenEdit): number {
  return a.edit.at - b.edit.at || (a.edit.id < b.edit.id ? -1 : 1)
}
