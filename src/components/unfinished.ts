import type { InjectionKey } from 'vue'
import type { ListField } from '#domain/fields'
import type { SlotValue } from '#domain/outcome'

/** What was typed into a field and could not be taken, and what the field held before it. */
export interface UnfinishedField { typed: string, settled: string, seen: SlotValue }

/** What was typed into one case and is no edit yet: it outlives the case's time on the screen. */
export interface Unfinished {
  fields: Map<string, UnfinishedField>
  /** By list, what stands in the line that adds to it: text by member. */
  lines: Map<ListField, Readonly<Record<string, string>>>
  /** By list, what stands in its open paste panel. */
  pastes: Map<ListField, string>
  /** By slot, the responder's own text in the panel of what is held there. */
  texts: Map<string, string>
  /** Each takes what is being typed somewhere in the case, where it is good. `gone`: the page will not come back to it. */
  takers: Set<(gone: boolean) => void>
}

export const noneUnfinished = (): Unfinished =>
  ({ fields: new Map(), lines: new Map(), pastes: new Map(), texts: new Map(), takers: new Set() })

/** Of the case that is open. */
export const UNFINISHED: InjectionKey<Unfinished> = Symbol('unfinished')
