import { updateCallSchema } from './call'
import { caseIdSchema, entrySchema, instantSchema, slotValueSchema } from './case'
import { editIdSchema, editSchema } from './edit'
import { LIST_FIELDS, SCALAR_FIELDS } from './fields'
import { z } from './zod'

/** One entry of a case's own log of edits; that is all the service tells of who wrote what. */
const loggedEditSchema = z.strictObject({
  at: instantSchema.nullable(),
  principal: z.string().nullable(),
  action: z.string().nullable(),
  message: z.string().nullable(),
})
export type LoggedEdit = Readonly<z.infer<typeof loggedEditSchema>>

/** Texts as the responder wanted them, of fields where a call carried them with a colleague's changes merged in. */
export const meantSchema = z.strictObject({ title: z.string().exactOptional(), description: z.string().exactOptional() })
export type Meant = Readonly<z.infer<typeof meantSchema>>

/** A call's own id, given with its intent: UUIDv7, as of edits. */
export const intentIdSchema = editIdSchema

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

/** Metadata that a call took away by leaving it unsaid, and why it could not be put back, in the refuser's own words. */
const lostSchema = z.strictObject({ entries: z.array(entrySchema).readonly(), message: z.string() })
export type Lost = Readonly<z.infer<typeof lostSchema>>

/** What became of edits, in the order of `seq` within one generation of the journal. */
export const outcomeSchema = z.strictObject({
  seq: z.int().positive(),
  at: instantSchema,
  caseId: caseIdSchema,
  edits: z.array(editIdSchema).readonly(),
  result: z.discriminatedUnion('kind', [
    /**
     * A call landed. `wrote` is all it carried; `edits` are those it finished (a call may finish none of its own).
     * `requestId` is null where the reply was lost and the case's log told of it. Ends the intent.
     */
    z.strictObject({
      kind: z.literal('sent'),
      requestId: z.string().nullable(),
      wrote: updateCallSchema,
      intent: intentIdSchema,
      meant: meantSchema,
    }),
    /** The service held the wanted value already: nothing was written, so nothing can be undone. */
    z.strictObject({ kind: z.literal('alreadySo') }),
    /** They led back to where they began before any was sent: nothing was written. To undo the last brings back the one before it. */
    z.strictObject({ kind: z.literal('cancelled') }),
    z.strictObject({ kind: z.literal('superseded'), by: editIdSchema }),
    z.strictObject({ kind: z.literal('held'), reason: heldReasonSchema }),
    /**
     * The case's log was read back to the call of `intent`. `mergedWith` was written before the read that the call
     * was planned on, and after the case was last seen; `over` between that read and the call: it may have been
     * replaced unseen. `unread`: the service refuses to show the log, with this code, so that nobody can tell. `lost`:
     * what the call took away for good. Ends no edit.
     */
    z.strictObject({
      kind: z.literal('watched'),
      intent: intentIdSchema,
      mergedWith: z.array(loggedEditSchema).readonly(),
      over: z.array(loggedEditSchema).readonly(),
      unread: z.string().exactOptional(),
      lost: lostSchema.exactOptional(),
    }),
  ]),
})
export type Outcome = Readonly<z.infer<typeof outcomeSchema>>

/** Whether the outcome ends the edits it lists: those that are held stay in the outbox, and a watch is about none. */
export function ends({ result: { kind } }: Pick<Outcome, 'result'>): boolean {
  return kind !== 'held' && kind !== 'watched'
}

/** Whether the responder is told of it until it is dismissed: what a call of ours replaced unseen, or took away. */
export function isReport({ result }: Pick<Outcome, 'result'>): boolean {
  return result.kind === 'watched' && (result.over.length > 0 || result.lost !== undefined)
}

/** One line of the history: an outcome, and the edits it lists as they were recorded (those the journal knew). */
export const historyEntrySchema = z.strictObject({ outcome: outcomeSchema, edits: z.array(editSchema).readonly() })
export type HistoryEntry = Readonly<z.infer<typeof historyEntrySchema>>
