import { hashSchema } from './chain'
import { generationSchema, isGeneration } from './header'
import { updateCallSchema } from '#domain/call'
import { caseIdSchema, entrySchema, instantSchema } from '#domain/case'
import { editIdSchema, editSchema } from '#domain/edit'
import { quickEdit } from '#domain/quick-edit'
import { intentIdSchema, meantSchema, outcomeSchema } from '#domain/outcome'
import { z } from '#domain/zod'

/** Raised when a kind of record changes its meaning; a line of any other version is quarantined, not guessed at. */
const v = z.literal(1)

const intentSchema = z.strictObject({
  id: intentIdSchema,
  caseId: caseIdSchema,
  at: instantSchema,
  edits: z.array(editIdSchema).readonly(),
  call: updateCallSchema,
  meant: meantSchema,
  read: instantSchema.nullable(),
  besides: z.array(intentIdSchema).readonly(),
  watch: z.strictObject({ seen: instantSchema.nullable(), spares: z.array(entrySchema).readonly() }).nullable(),
})

/** What is recorded in edits.log. */
export const editsRecordSchema = z.discriminatedUnion('kind', [
  z.strictObject({ v, kind: z.literal('edit'), edit: editSchema, generation: generationSchema.nullable() }),
  z.strictObject({ v, kind: z.literal('intent'), intent: intentSchema }),
  z.strictObject({ v, kind: z.literal('refuted'), intent: intentIdSchema }),
  z.strictObject({ v, kind: z.literal('note'), name: z.string(), value: z.union([z.string(), z.number(), z.null()]) }),
])
export type EditsRecord = z.infer<typeof editsRecordSchema>

/** Written by a compaction below what it has kept: how many records edits.log has taken in during this life, left out ones included. */
const countSchema = z.strictObject({ v, kind: z.literal('count'), recorded: z.int().nonnegative() })
export type CountLine = z.infer<typeof countSchema>

/** What stands in edits.log, below its header. */
export const editsLineSchema = z.discriminatedUnion('kind', [...editsRecordSchema.options, countSchema])
export type EditsLine = z.infer<typeof editsLineSchema>

/** The record where it is a plain edit's; null says nothing: ask the schema. */
export function quickRecord(value: unknown): EditsRecord | null {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 4) return null
  if (!('v' in value && 'kind' in value && 'edit' in value && 'generation' in value)) return null
  const { generation } = value
  if (value.v !== 1 || value.kind !== 'edit') return null
  if (generation !== null && (typeof generation !== 'string' || !isGeneration(generation))) return null
  const edit = quickEdit(value.edit)
  return edit === null ? null : { v: 1, kind: 'edit', edit, generation }
}

/** An outcome with those of its edits, in full, that had not ended before it: edits.log forgets them. */
export const outcomeRecordSchema = z.strictObject({ v, kind: z.literal('outcome'), outcome: outcomeSchema, edits: z.array(editSchema).readonly() })
export type OutcomeRecord = z.infer<typeof outcomeRecordSchema>

/**
 * What stands in outcomes.log, below its header: the hash chains it to the line before; `follows` is how many records
 * edits.log had taken in by then, so that one which has lost its end is known by it.
 */
export const outcomeLineSchema = outcomeRecordSchema.extend({ follows: z.int().nonnegative().optional(), hash: hashSchema })
export type OutcomeLine = z.infer<typeof outcomeLineSchema>

export type JournalRecord = EditsRecord | OutcomeRecord
