import { z } from '#domain/zod'
import { WORKSPACES } from './app'
import type { Event, History } from './history'
import type { NetFault } from './network-faults'

const ms = z.number()
const index = z.int().nonnegative()
const steps = index
const workspace = z.enum(WORKSPACES)
const ends = z.enum(['reset', 'timeout'])
const applied = z.boolean()
const retryAfterMs = ms.nullable()

const faultSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['lostRequest', 'lostReply']), ends }),
  z.strictObject({ kind: z.literal('late'), ends, landsAfterMs: ms }),
  z.strictObject({ kind: z.literal('twice'), apartMs: ms }),
  z.strictObject({ kind: z.literal('notTheService'), applied }),
  z.strictObject({ kind: z.literal('throttled'), retryAfterMs }),
  z.strictObject({ kind: z.literal('failing'), status: z.literal([500, 503, 423]), applied, retryAfterMs }),
  z.strictObject({ kind: z.literal('validation'), fields: z.array(z.strictObject({ name: z.string(), message: z.string() })) }),
  z.strictObject({
    kind: z.enum(['truncatedReply', 'garbledReply', 'conflict', 'accessDenied', 'notFound', 'quota', 'notActive', 'signIn', 'unknownError']),
  }),
]) satisfies z.ZodType<NetFault>

const armed = z.strictObject({
  fault: faultSchema,
  on: z.enum(['any', 'listCases', 'getCase', 'listCaseEdits', 'updateCase']),
  forMs: ms.nullable(),
})

const after = ms
const eventSchema = z.discriminatedUnion('kind', [
  z.strictObject({ after, kind: z.enum(['type', 'remove', 'undo', 'retry']), case: index, place: index }),
  z.strictObject({ after, kind: z.literal('paste'), case: index, count: index }),
  z.strictObject({ after, kind: z.enum(['takeBack', 'tryNow', 'reload', 'quit', 'upgrade', 'switchShell', 'switchWorkspace', 'wipeDatabase', 'wipeJournal']) }),
  z.strictObject({ after, kind: z.enum(['colleague', 'setBack']), workspace, case: index, place: index, who: z.enum(['second', 'third']) }),
  z.strictObject({ after, kind: z.enum(['comment', 'close']), workspace, case: index }),
  z.strictObject({ after, kind: z.literal('fault'), workspace, armed, case: index.nullable() }),
  z.strictObject({ after, kind: z.enum(['cut', 'restore', 'accept']), workspace }),
  z.strictObject({ after, kind: z.literal('refuse'), workspace, place: index }),
  z.strictObject({ after, kind: z.literal('crash'), victim: z.enum(['page', 'host', 'both']), steps }),
  z.strictObject({ after, kind: z.literal('powerCut'), steps }),
  z.strictObject({ after, kind: z.enum(['diskFull', 'pageDiskFull']), forMs: ms }),
  z.strictObject({ after, kind: z.literal('clock'), ms }),
]) satisfies z.ZodType<Event>

/** A history as it is kept in a file. */
export const historySchema = z.strictObject({
  seed: z.int(),
  settings: z.strictObject({ dexie: z.boolean(), slowPage: z.literal(true).optional(), cases: index, places: z.array(index) }),
  events: z.array(eventSchema),
}) satisfies z.ZodType<History>
