import type { Snapshot } from '#domain/case'
import { snapshotSchema } from '#domain/case'
import type { CaseDraft } from '#domain/draft'
import { caseDraftSchema, draftId } from '#domain/draft'
import type { Edit } from '#domain/edit'
import { editIdSchema, editSchema } from '#domain/edit'
import type { HeldReason } from '#domain/outcome'
import { heldReasonSchema } from '#domain/outcome'
import type { Look } from '#domain/seen'
import { lookSchema } from '#domain/seen'
import { z } from '#domain/zod'

/** The form of a row, raised when a member changes its meaning, so that an upgrade can tell old rows from new. */
const ROW_VERSION = 1
const v = z.literal(ROW_VERSION)

/** An edit without an ending. `generation`: the journal known when it was made (DESIGN section 6, rule 5). */
export const outboxRowSchema = z.strictObject({
  id: editIdSchema,
  v,
  edit: editSchema,
  generation: z.string().nullable(),
  held: heldReasonSchema.nullable(),
}).refine(({ id, edit }) => id === edit.id, 'The key is not the edit\'s id.')
export type OutboxRow = Readonly<z.infer<typeof outboxRowSchema>>

export function outboxRow(edit: Edit, generation: string | null, held: HeldReason | null = null): OutboxRow {
  return { id: edit.id, v: ROW_VERSION, edit, generation, held }
}

export const mirrorRowSchema = z.strictObject({ caseId: z.string(), v, snapshot: snapshotSchema })
  .refine(({ caseId, snapshot }) => caseId === snapshot.caseId, 'The key is not the case\'s id.')

export function mirrorRow(snapshot: Snapshot): z.infer<typeof mirrorRowSchema> {
  return { caseId: snapshot.caseId, v: ROW_VERSION, snapshot }
}

/** The one row of `meta`: how far into which journal's outcomes the page has come. */
export const CURSOR_KEY = 'cursor'
export const cursorRowSchema = z.strictObject({ key: z.literal(CURSOR_KEY), v, generation: z.string(), cursor: z.int().nonnegative() })

export function cursorRow(generation: string, cursor: number): z.infer<typeof cursorRowSchema> {
  return { key: CURSOR_KEY, v: ROW_VERSION, generation, cursor }
}

export const draftRowSchema = z.strictObject({ id: z.string(), v, ...caseDraftSchema.shape })
  .refine(({ id, caseId, draft }) => id === draftId(caseId, draft), 'The key is not the draft\'s place.')

export function draftRow(draft: CaseDraft): z.infer<typeof draftRowSchema> {
  return { id: draftId(draft.caseId, draft.draft), v: ROW_VERSION, ...draft }
}

export const seenRowSchema = z.strictObject({ caseId: z.string(), v, look: lookSchema })
  .refine(({ caseId, look }) => caseId === look.caseId, 'The key is not the case\'s id.')

export function seenRow(look: Look): z.infer<typeof seenRowSchema> {
  return { caseId: look.caseId, v: ROW_VERSION, look }
}

export interface Unreadable { index: number, reason: string }

/** Splits what lies in a table into what can be read and what cannot; the reason names places, not values. */
export function readRows<T>(schema: z.ZodType<T>, rows: readonly unknown[]): { read: T[], unreadable: Unreadable[] } {
  const read: T[] = []
  const unreadable: Unreadable[] = []
  for (const [index, row] of rows.entries()) {
    const parsed = schema.safeParse(row)
    if (parsed.success) read.push(parsed.data)
    else unreadable.push({ index, reason: z.prettifyError(parsed.error).slice(0, 500) })
  }
  return { read, unreadable }
}
