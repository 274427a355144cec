import type { InjectionKey } from 'vue'
import { shallowRef, triggerRef } from 'vue'
import type { Draft, DraftKind, DraftOf } from '#domain/draft'
import { draftId } from '#domain/draft'

/** What was typed into one case and is no edit yet: it outlives the case's time on the screen, and the page. */
export interface Unfinished {
  /** What stands at a place; `earlier`: it was typed before this page was opened, `at` that time. */
  find<K extends DraftKind>(kind: K, place: string): { draft: DraftOf<K>, at: number, earlier: boolean } | null
  keep(draft: Draft): void
  drop(kind: DraftKind, place: string): void
  /** Whether what stands there is on disk as it is now. */
  isKept(kind: DraftKind, place: string): boolean
  /** Each takes what is being typed somewhere in the case, where it is good. `gone`: the page will not come back to it. */
  takers: Set<(gone: boolean) => void>
}

/** On the screen alone: for what stands in no case. */
export function noneUnfinished(): Unfinished {
  const drafts = shallowRef(new Map<string, Draft>())
  const idOf = (kind: DraftKind, place: string): string => draftId('', { kind, place })
  return {
    find(kind, place) {
      const draft = drafts.value.get(idOf(kind, place))
      return draft === undefined || !isOf(kind, draft) ? null : { draft, at: 0, earlier: false }
    },
    keep(draft) {
      drafts.value.set(draftId('', draft), draft)
      triggerRef(drafts)
    },
    drop(kind, place) {
      drafts.value.delete(idOf(kind, place))
      triggerRef(drafts)
    },
    isKept: () => false,
    takers: new Set(),
  }
}

function isOf<K extends DraftKind>(kind: K, draft: Draft): draft is DraftOf<K> {
  return draft.kind === kind
}

/** Of the case that is open. */
export const UNFINISHED: InjectionKey<Unfinished> = Symbol('unfinished')
