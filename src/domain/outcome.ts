import { updateCallSchema } from './call'
import { caseIdSchema, entrySchema, instantSchema } from './case'
import { editIdSchema } from './edit'
import { LIST_FIELDS, SCALAR_FIELDS } from './fields'
import { z } from './zod'

/** What stands in one slot: a scalar, an entry of a list, or nothing. */
const slotValueSchema = z.union([z.string(), instantSchema, entrySchema]).nullable()
export type SlotValue = z.infer<typeof slotValueSchema>

/** Why an edit is held: kept and shown, not sent. */
export const heldReasonSchema = z.discriminatedUnion('kind', [
  /** A colleague changed the same slot to something else since `base`. */
  z.strictObject({
    kind: z.literal('conflict'),
    field: z.enum([...SCALAR_FIELDS, ...LIST_FIELDS]),
    base: slotValueSchema,
    mine: slotValueSchema,
    theirs: slotValueSchema,
  }),
  /** The service, or a limit of the case as it now is, refuses it; `message` in the refuser's own words. */
  z.strictObject({ kind: z.literal('parked'), code: z.string(), message: z.string(), requestId: z.string().nullable() }),
  /** Handed over from before the journal was lost: it may have been sent and undone since, so the responder confirms. */
  z.strictObject({ kind: z.literal('recovered') }),
])
export type HeldReason = Readonly<z.infer<typeof heldReasonSchema>>

/** What became of edits, in the order of `seq` within one generation of the journal. */
export const outcomeSchema = z.strictObject({
  seq: z.int().positive(),
  at: instantSchema,
  caseId: caseIdSchema,
  edits: z.array(editIdSchema).readonly(),
  result: z.discriminatedUnion('kind', [
    /** A call landed. `wrote` is all it carried; `edits` are those it finished (a call may finish none of its own). */
    z.strictObject({ kind: z.literal('sent'), requestId: z.string(), wrote: updateCallSchema }),
    /** The service held the wanted value already: nothing was written, so nothing can be undone. */
    z.strictObject({ kind: z.literal('alreadySo') }),
    z.strictObject({ kind: z.literal('superseded'), by: editIdSchema }),
    z.strictObject({ kind: z.literal('held'), reason: heldReasonSchema }),
  ]),
})
export type Outcome = Readonly<z.infer<typeof outcomeSchema>>

/** Held edits stay in the outbox; every other outcome ends an edit. */
export function ends(outcome: Outcome): boolean {
  return outcome.result.kind !== 'held'
}
