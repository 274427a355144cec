import type { Ref } from 'vue'
import { inject, ref, watch } from 'vue'
import { readPaste } from '#domain/entry/paste'
import type { Entry, ListField } from '#domain/fields'
import { noneUnfinished, UNFINISHED } from './unfinished'

export interface Pasting {
  /** The text to start pasting with; null while nothing is pasted. */
  text: Ref<string | null>
  /** Whether the responder asked for it just now: a panel that comes back with its case leaves the focus where it is. */
  asked: Readonly<Ref<boolean>>
  /** Whether what stands there is on disk as it is now. */
  isKept: () => boolean
  /** It is typed on. */
  keep: (text: string) => void
}

/** The place where many entries of a list are pasted: what stands there is a draft of the case until it counts. */
export function usePasting(field: ListField, present: () => readonly Entry[]): Pasting {
  const drafts = inject(UNFINISHED, noneUnfinished, true)
  const before = drafts.find('paste', field)?.draft.typed ?? null
  const text = ref(before === null || isThere(before) ? null : before)
  const asked = ref(false)
  if (before !== null && text.value === null) drafts.drop('paste', field)

  /** One that became edits in the moment of a crash is in the list already. */
  function isThere(pasted: string): boolean {
    const { fresh, there, changes, refused } = readPaste(field, pasted, present())
    return there.length > 0 && fresh.length + changes.length + refused.length === 0
  }

  const keep = (typed: string): void => drafts.keep({ kind: 'paste', place: field, typed })

  watch(text, (now) => {
    asked.value = true
    if (now === null) drafts.drop('paste', field)
    else keep(now)
  }, { flush: 'sync' })

  return { text, asked, isKept: () => drafts.isKept('paste', field), keep }
}
