import { caseIdSchema } from './case'
import type { Edit } from './edit'
import { LIST_FIELDS } from './fields'
import { slotValueSchema } from './outcome'
import { slotOf } from './slot'
import { z } from './zod'

const listField = z.enum(LIST_FIELDS)

/** What was typed somewhere in a case and is no edit yet; `place` names where, within its kind. */
export const draftSchema = z.discriminatedUnion('kind', [
  /** In a field or a cell: `settled` is the text it held before, and `seen` the value. */
  z.strictObject({ kind: z.literal('field'), place: z.string(), typed: z.string(), settled: z.string(), seen: slotValueSchema }),
  /** In the line that adds to a list: text by member. */
  z.strictObject({ kind: z.literal('line'), place: listField, typed: z.record(z.string(), z.string()) }),
  /** In a list's open paste panel. */
  z.strictObject({ kind: z.literal('paste'), place: listField, typed: z.string() }),
  /** In the panel of what is held in a slot. */
  z.strictObject({ kind: z.literal('text'), place: z.string(), typed: z.string() }),
])
export type Draft = Readonly<z.infer<typeof draftSchema>>
export type DraftKind = Draft['kind']
export type DraftOf<K extends DraftKind> = Extract<Draft, { kind: K }>

/** A draft of a case; `at`: when it was last typed in, in epoch milliseconds. */
export const caseDraftSchema = z.strictObject({ caseId: caseIdSchema, at: z.int(), draft: draftSchema })
export type CaseDraft = Readonly<z.infer<typeof caseDraftSchema>>

/** Names a draft within its workspace. */
export function draftId(caseId: string, { kind, place }: Pick<Draft, 'kind' | 'place'>): string {
  return `${caseId} ${kind} ${place}`
}

/**
 * Whether what was typed into a field has become an edit since: the draft is taken away a moment after that, and whoever is
 * killed in that moment finds both.
 */
export function hasBecome({ caseId, at, draft: { kind, place } }: CaseDraft, edits: readonly Edit[]): boolean {
  return kind === 'field' && edits.some((edit) => {
    const { id } = slotOf(edit.change.kind === 'undo' ? edit.change.undone : edit.change)
    return edit.caseId === caseId && edit.at >= at && (place === id || place.startsWith(`${id}/`))
  })
}
