import { caseIdSchema, slotValueSchema } from './case'
import type { Edit } from './edit'
import type { Entry } from './fields'
import { LIST_FIELDS } from './fields'
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
 * Whether what was typed has become an edit since: the draft is taken away a moment after that, and whoever is killed in that
 * moment finds both. What stands in the line that adds to a list is half of the entry that it became.
 */
export function hasBecome({ caseId, at, draft }: CaseDraft, edits: readonly Edit[]): boolean {
  return edits.some((edit) => {
    const change = edit.change.kind === 'undo' ? edit.change.undone : edit.change
    if (edit.caseId !== caseId || edit.at < at) return false
    if (draft.kind === 'field') return isPlaceOf(slotOf(change).id, draft.place)
    return draft.kind === 'line' && change.kind !== 'set' && change.field === draft.place && beginsWith(change.entry, draft.typed)
  })
}

function isPlaceOf(slot: string, place: string): boolean {
  return place === slot || place.startsWith(`${slot}/`)
}

function beginsWith(entry: Entry, typed: Readonly<Record<string, string>>): boolean {
  return Object.entries(typed).every(([member, text]) => {
    const value: unknown = Reflect.get(entry, member)
    return text.trim() === '' || (typeof value === 'string' && value.toLowerCase().startsWith(text.trim().toLowerCase()))
  })
}
