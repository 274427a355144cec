import { caseIdSchema, entrySchema, instantSchema, slotValueSchema } from './case'
import type { Entry, ListField, ScalarField } from './fields'
import { DATE_FIELDS, KEY_MEMBER, MAP_FIELD, SCALAR_FIELDS, SET_FIELDS } from './fields'
import { z } from './zod'

/** UUIDv7 in lower case: ids sort by the time they were made. */
export const EDIT_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
export const editIdSchema = z.string().regex(EDIT_ID)

/** When a UUIDv7 was made, in epoch milliseconds: its first 48 bits. */
export function madeAt(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)
}

const scalarSchema = z.union([z.string().max(16_384), instantSchema])
const setField = z.enum(SET_FIELDS)

/** Dates hold instants, all other scalars text. */
function suits(field: ScalarField, value: string | number | null): boolean {
  return value === null || (typeof value === 'number') === DATE_FIELDS.some(date => date === field)
}

function hasKey({ field, entry }: { field: ListField, entry: Entry }): boolean {
  return (entry[KEY_MEMBER[field]] ?? '') !== ''
}

/** One change to one slot of a case; `base` (for `remove` the entry itself) is what the responder saw there before. */
const fieldChangeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('set'), field: z.enum(SCALAR_FIELDS), value: scalarSchema, base: scalarSchema.nullable() })
    .refine(({ field, value, base }) => suits(field, value) && suits(field, base)),
  z.strictObject({ kind: z.literal('add'), field: setField, entry: entrySchema }).refine(hasKey),
  z.strictObject({ kind: z.literal('remove'), field: setField, entry: entrySchema }).refine(hasKey),
  z.strictObject({ kind: z.literal('replace'), field: setField, entry: entrySchema, base: entrySchema }).refine(hasKey),
  z.strictObject({ kind: z.literal('put'), field: z.literal(MAP_FIELD), entry: entrySchema, base: entrySchema.nullable() }).refine(hasKey),
])
export type FieldChange = Readonly<z.infer<typeof fieldChangeSchema>>

/** One edit takes the place of all of its slot: a night of typing without a link in one text is some ten thousand. */
const MOST_SUPERSEDED = 20_000

/** A call under way carries one of the last; a longer tail would only make the undo of a night's typing long. */
export const MOST_PAST = 20

/**
 * One intent of the responder, never rewritten. `supersedes` names edits it takes the place of where they were
 * not sent; `undo` takes an edit back: one never sent just ends, one that was written gets its inverse. `past` is what the slot was to
 * hold on the way, where several are taken back at once: a call that had left may have put any of it there.
 */
export const editSchema = z.strictObject({
  id: editIdSchema,
  caseId: caseIdSchema,
  at: instantSchema,
  supersedes: z.array(editIdSchema).max(MOST_SUPERSEDED).readonly(),
  change: z.discriminatedUnion('kind', [
    ...fieldChangeSchema.options,
    z.strictObject({
      kind: z.literal('undo'),
      undone: fieldChangeSchema,
      past: z.array(slotValueSchema).max(MOST_PAST).readonly().exactOptional(),
    }),
  ]),
})
export type Edit = Readonly<z.infer<typeof editSchema>>
