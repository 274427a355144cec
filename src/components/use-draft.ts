import { computed, inject, onBeforeUnmount, ref, shallowRef, toValue, triggerRef } from 'vue'
import type { InjectionKey, MaybeRefOrGetter } from 'vue'
import type { Entered } from '#domain/entry/entered'
import type { SlotValue } from '#domain/case'
import { noneUnfinished, UNFINISHED } from './unfinished'

/** How long the keyboard rests, in milliseconds, before what was typed counts as meant. */
export const QUIET = 2_000

/**
 * When what is committed next is drawn, and `show` runs: once it is saved or a blink later, since the field shows it already;
 * or now, since a field that is left shows what is held.
 */
export const DRAWING: InjectionKey<{ later: (show: () => void) => void, now: () => void }> = Symbol('drawing')

type Held = NonNullable<SlotValue>

export interface DraftOptions {
  /** Names the field within its case. */
  id: string
  /** What the screen holds in the slot. */
  held: () => SlotValue
  write: (value: SlotValue) => string
  /** `seen` is what the field held before it was typed into. */
  enter: (text: string, seen: SlotValue) => Entered<Held>
  commit: (value: Held, seen: SlotValue) => void
  /** Whether the responder is asked to decide about the slot. */
  contested: MaybeRefOrGetter<boolean>
}

/**
 * The text of one field while it is edited.
 *
 *             focus                 type                      quiet, Enter, blur
 *   following ─────▶ pinned to what ─────▶ typed, timer set ─────▶ taken ─▶ committed, pinned to it
 *       ▲            was seen                    ▲                 └▶ refused, or contested since the focus:
 *       └── blur, with nothing left typed        └── type ────────────  the text stays, with the reason
 *
 * Whatever is typed and not committed is kept as a draft. One that was typed before the page was opened counts only
 * once it is gone on with, or Enter is pressed in it.
 *
 * A following field shows each value that arrives; any other keeps its text, whatever arrives.
 */
export function useDraft({ id, held, write, enter, commit, contested }: DraftOptions) {
  const { find, keep, drop: forget, isKept, takers } = inject(UNFINISHED, noneUnfinished, true)
  const draw = inject(DRAWING, { later: show => show(), now: () => {} })
  const typed = ref<string | null>(null)
  const reason = ref<string | null>(null)
  const corrected = ref<string | null>(null)
  /** Typed while a conflict came in: neither sent nor dropped until the responder decides. */
  const undecided = ref(false)
  /** When it was typed, where that was before the page was opened and nobody has gone on with it; else null. */
  const earlier = ref<number | null>(null)
  /** What is held, as a text; one that was taken is marked as such when it is drawn. */
  const settled = shallowRef({ text: '' })
  let seen: SlotValue = null
  let knewContest = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const text = computed(() => typed.value ?? write(held()))

  const isUnfinished = (): boolean => typed.value !== null && typed.value !== settled.value.text
  /** Whether what stands here is not the edit it is to become, or not drawn as that yet. */
  const unfinished = computed(isUnfinished)
  const kept = computed(() => unfinished.value && isKept('field', id))

  const found = find('field', id)
  // One that became an edit in the moment of a crash is shown as that.
  if (found !== null && found.draft.typed === write(held())) forget('field', id)
  else if (found !== null) {
    typed.value = found.draft.typed
    settled.value = { text: found.draft.settled }
    seen = found.draft.seen
    earlier.value = found.earlier ? found.at : null
    check()
  }

  function pin(): void {
    seen = held()
    settled.value = { text: write(seen) }
    typed.value = settled.value.text
  }

  function check(): Entered<Held> {
    const entered = enter(typed.value ?? '', seen)
    reason.value = entered.ok ? null : entered.reason
    return entered
  }

  function focus(): void {
    if (typed.value === null) pin()
    knewContest = toValue(contested)
    corrected.value = null
  }

  /** What comes without a focus before it, as from a tool that fills fields in, is made on what is held now. */
  function input(next: string): void {
    if (typed.value === null) focus()
    typed.value = next
    earlier.value = null
    if (next === settled.value.text) forget('field', id)
    else keep({ kind: 'field', place: id, typed: next, settled: settled.value.text, seen })
    if (reason.value !== null) check()
    clearTimeout(timer)
    timer = setTimeout(settle, QUIET)
  }

  /** Whether nothing is left to be taken. */
  function settle(): boolean {
    clearTimeout(timer)
    if (earlier.value !== null) return false
    if (typed.value === null || typed.value === settled.value.text) {
      reason.value = null
      undecided.value = false
      forget('field', id)
      return true
    }
    const entered = check()
    if (!entered.ok) return false
    undecided.value = toValue(contested) && !knewContest
    if (undecided.value) return false
    const [text, madeOn] = [typed.value, seen]
    seen = entered.value
    settled.value.text = text
    draw.later(() => {
      triggerRef(settled)
      corrected.value = entered.corrected
      if (!isUnfinished()) forget('field', id)
    })
    commit(entered.value, madeOn)
    return true
  }

  /** Whether nothing is left that the field is to go on showing. */
  function leave(): boolean {
    const left = settle()
    draw.now()
    return left
  }

  function blur(): void {
    if (leave()) typed.value = null
  }

  /** The responder means what stands here. */
  function take(): boolean {
    earlier.value = null
    return settle()
  }

  function forgetTyped(): void {
    clearTimeout(timer)
    earlier.value = null
    forget('field', id)
  }

  /** Puts back what is held; false where there was nothing to put back. */
  function escape(): boolean {
    const had = isUnfinished()
    forgetTyped()
    reason.value = null
    undecided.value = false
    pin()
    return had
  }

  /** The responder decides for their own text; false where there is none besides what is held. */
  function decide(): boolean {
    if (!undecided.value) return false
    knewContest = true
    const taken = take()
    draw.now()
    return taken
  }

  /** The responder decides against their own text. */
  function drop(): void {
    forgetTyped()
    typed.value = null
    reason.value = null
    undecided.value = false
  }

  takers.add(leave)
  onBeforeUnmount(() => {
    takers.delete(leave)
    leave()
  })

  return { text, reason, corrected, undecided, unfinished, kept, earlier, focus, input, settle, take, blur, escape, decide, drop }
}
