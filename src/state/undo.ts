import { defineStore } from 'pinia'
import { v7 as newId } from 'uuid'
import { computed, shallowRef, watch } from 'vue'
import { inverse } from '#domain/change'
import type { Draft } from '#domain/compose'
import { draftAgain, draftUndo } from '#domain/compose'
import type { Edit } from '#domain/edit'
import { slotOf } from '#domain/slot'
import type { Present, Step } from '#domain/undo'
import { stepsOf, takeBack } from '#domain/undo'
import type { Direction, Went } from '#domain/words/undo-words'
import { actionWords, againWords, wentWords } from '#domain/words/undo-words'
import { useCases } from './cases'
import { useOutbox } from './outbox'
import { useSession } from './session'

/** What the responder did at once: one edit, a paste of two hundred, a decision. */
interface Action { caseId: string, steps: readonly Step[] }

/** A held edit that was given up lately, to be brought back with one click. */
export interface Discarded { id: number, caseId: string, what: string }

/** So many actions can be taken back; more is nobody's memory. */
const MOST = 500
/** So many discards stay in sight. */
const IN_SIGHT = 5

/** Records what the responder does, action by action, and takes actions back and brings them back. Empty after a reload. */
export const useUndo = defineStore('undo', () => {
  const cases = useCases()
  const outbox = useOutbox()
  const session = useSession()
  const done: Action[] = []
  const undone: Action[] = []
  const discards = shallowRef<ReadonlyArray<Discarded & { action: Action }>>([])
  /** What was just taken back, brought back or discarded; `count` tells two equal ones apart. */
  const told = shallowRef<{ text: string, count: number } | null>(null)
  let counted = 0

  watch(() => session.workspace?.id, () => {
    done.length = 0
    undone.length = 0
    discards.value = []
    told.value = null
  }, { flush: 'sync' })

  function tell(text: string): void {
    told.value = { text, count: (told.value?.count ?? 0) + 1 }
  }

  /** Records edits as one action; null where nothing was drafted, or nothing is known of the case. */
  function record(caseId: string, drafts: readonly Draft[]): { action: Action, saved: Promise<void> } | null {
    const snapshot = cases.snapshots.get(caseId)
    if (drafts.length === 0 || snapshot === undefined) return null
    const edits = drafts.map((draft): Edit => ({ id: newId(), caseId, at: Date.now(), ...draft }))
    const steps = stepsOf(snapshot, outbox.ofCase(caseId), edits)
    return { action: { caseId, steps }, saved: session.record(edits) }
  }

  /** An action of the responder: it can be taken back, and what was taken back before it cannot be brought back any more. */
  async function act(caseId: string, drafts: readonly Draft[], { discards: isDiscard = false } = {}): Promise<void> {
    const recorded = record(caseId, drafts)
    if (recorded === null) return
    push(done, recorded.action)
    undone.length = 0
    if (isDiscard) listDiscard(recorded.action)
    await recorded.saved
  }

  function listDiscard(action: Action): void {
    const what = actionWords(action.steps.map(({ edit }) => edit))
    counted += 1
    discards.value = [...discards.value, { id: counted, caseId: action.caseId, what, action }].slice(-IN_SIGHT)
    tell(`Discarded: ${what} of ${titleOf(action.caseId)}`)
  }

  function presentOf(caseId: string): Present | null {
    const snapshot = cases.snapshots.get(caseId)
    return snapshot === undefined ? null : { snapshot, open: outbox.ofCase(caseId), endOf: outbox.endOf }
  }

  function titleOf(caseId: string): string {
    const title = cases.titleOf(caseId)
    return title === null ? `case ${caseId}` : `“${title}”`
  }

  /** Takes back the last action that there is something of to take back; where none is left, the newest edit of the outbox. */
  async function undo(): Promise<void> {
    for (let action = done.pop(); action !== undefined; action = done.pop()) {
      const saved = lead('undo', action, undone)
      if (saved !== null) return saved
    }
    const newest = newestWaiting()
    if (newest === null) return tell('Nothing to take back')
    const recorded = record(newest.caseId, [newest.draft])
    if (recorded === null) return
    push(undone, recorded.action)
    tell(wentWords('undo', recorded.action.steps.map(({ edit }) => ({ edit, back: 'draft' })), titleOf(newest.caseId)))
    await recorded.saved
  }

  async function redo(): Promise<void> {
    for (let action = undone.pop(); action !== undefined; action = undone.pop()) {
      const saved = lead('redo', action, done)
      if (saved !== null) return saved
    }
    tell('Nothing to bring back')
  }

  /** Null where the action left nothing to be led back. */
  function lead(direction: Direction, action: Action, onto: Action[]): Promise<void> | null {
    const now = presentOf(action.caseId)
    if (now === null) return null
    // Whoever brings back what they wanted means it, whoever wrote what they took it back to.
    const present = direction === 'undo' ? now : { ...now, endOf: (id: string) => withoutAlreadySo(now.endOf(id)) }
    const backs = action.steps.map(step => ({ step, back: takeBack(step, present) }))
    const went: Went = backs.flatMap(({ step: { edit }, back: { kind } }) => kind === 'nothing' ? [] : [{ edit, back: kind }])
    if (went.length === 0) return null
    const recorded = record(action.caseId, backs.flatMap(({ back }) => back.kind === 'draft' ? back.draft : []))
    if (recorded !== null) push(onto, recorded.action)
    discards.value = discards.value.filter(one => one.action !== action)
    tell(wentWords(direction, went, titleOf(action.caseId)))
    return recorded?.saved ?? Promise.resolve()
  }

  const newestWaiting = (): { caseId: string, draft: Draft } | null => {
    const waiting = outbox.lines.flatMap(({ caseId, slots }) => slots.map(({ slot, mark }) => ({ caseId, slot, mark, last: mark.edits.at(-1)?.id ?? '' })))
    const newest = waiting.filter(({ mark }) => mark.kind === 'waiting').sort((a, b) => a.last < b.last ? 1 : -1)
    for (const { caseId, slot } of newest) {
      const draft = draftUndo(outbox.ofCase(caseId), slot)
      if (draft !== null) return { caseId, draft }
    }
    return null
  }

  /** Brings a discarded edit back: as it was where nothing has changed since, else over what the case shows now. */
  async function bringBack({ id }: Pick<Discarded, 'id'>): Promise<void> {
    const one = discards.value.find(discarded => discarded.id === id)
    const now = one === undefined ? null : presentOf(one.caseId)
    if (one === undefined || now === null) return
    forget(one)
    const drafts = one.action.steps.flatMap((step) => {
      const back = takeBack(step, now)
      if (back.kind === 'draft') return back.draft
      return back.kind === 'changed' && step.former !== null ? draftAgain(now.snapshot, now.open, step.former.change) ?? [] : []
    })
    const index = done.indexOf(one.action)
    if (index !== -1) done.splice(index, 1)
    const saved = act(one.caseId, drafts)
    tell(againWords(drafts.length === 0 ? 'shown' : 'drafted', one.action.steps.map(({ edit }) => edit), titleOf(one.caseId)))
    await saved
  }

  /** Brings edits back that have their ending, over what the case shows now: one action. */
  async function again(caseId: string, changes: ReadonlyArray<Edit['change']>): Promise<void> {
    const now = presentOf(caseId)
    if (now === null) return tell('This case is not on this machine any more: nothing was changed')
    // Of edits of one slot the last says what they came to.
    const lasts = new Map(changes.map(change => [slotOf(change.kind === 'undo' ? change.undone : change).id, change]))
    const drafts = [...lasts.values()].flatMap(change => draftAgain(now.snapshot, now.open, change) ?? [])
    const lost = changes.some(change => change.kind === 'undo' && inverse(change.undone) === null)
    const saved = act(caseId, drafts)
    const came = drafts.length > 0 ? 'drafted' : lost ? 'impossible' : 'shown'
    tell(againWords(came, came === 'drafted' ? drafts : changes.map(change => ({ change })), titleOf(caseId)))
    await saved
  }

  function forget({ id }: Pick<Discarded, 'id'>): void {
    discards.value = discards.value.filter(discarded => discarded.id !== id)
  }

  const discarded = computed(() => discards.value.map(({ id, caseId, what }): Discarded => ({ id, caseId, what })))
  return { told, tell, discarded, act, undo, redo, bringBack, again, forget }
})

function withoutAlreadySo(end: ReturnType<Present['endOf']>): ReturnType<Present['endOf']> {
  return end?.kind === 'alreadySo' ? null : end
}

function push(stack: Action[], action: Action): void {
  stack.push(action)
  if (stack.length > MOST) stack.shift()
}
