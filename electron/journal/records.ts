import { generationSchema } from './header'
import { updateCallSchema } from '#domain/call'
import { caseIdSchema, instantSchema } from '#domain/case'
import { editIdSchema, editSchema } from '#domain/edit'
import { outcomeSchema } from '#domain/outcome'
import { z } from '#domain/zod'

/** Raised when a kind of record changes its meaning; a line of any other version is quarantined, not guessed at. */
const v = z.literal(1)

/** What stands in edits.log, below its header. */
export const editsRecordSchema = z.discriminatedUnion('kind', [
  z.strictObject({ v, kind: z.literal('edit'), edit: editSchema, generation: generationSchema.nullable() }),
  z.strictObject({
    v,
    kind: z.literal('intent'),
    intent: z.strictObject({ caseId: caseIdSchema, at: instantSchema, edits: z.array(editIdSchema).readonly(), call: updateCallSchema }),
    /** How many outcomes there were when it was written: places it among them, which stand in another file. */
    after: z.int().nonnegative(),
  }),
  /** Takes an intent back: the newest of its case with this time and these edits. */
  z.strictObject({ v, kind: z.literal('refuted'), caseId: caseIdSchema, at: instantSchema, edits: z.array(editIdSchema).readonly() }),
  z.strictObject({ v, kind: z.literal('note'), name: z.string(), value: z.union([z.string(), z.number(), z.null()]) }),
])
export type EditsRecord = z.infer<typeof editsRecordSchema>

/** What stands in outcomes.log, below its header. */
export const outcomeRecordSchema = z.strictObject({ v, kind: z.literal('outcome'), outcome: outcomeSchema })
export type OutcomeRecord = z.infer<typeof outcomeRecordSchema>

export type JournalRecord = EditsRecord | OutcomeRecord
