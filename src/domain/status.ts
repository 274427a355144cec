import { caseIdSchema, instantSchema } from './case'
import { editIdSchema } from './edit'
import { signInStateSchema } from './sign-in'
import { z } from './zod'

/**
 * Why nothing reaches the service. `notTheService`: something answered, without the service's request id; `proxySignIn`: the
 * proxy did, which asks for a sign-in of its own.
 */
const OFFLINE_REASONS = ['noRoute', 'nameNotFound', 'refused', 'reset', 'tls', 'timeout', 'notTheService', 'proxySignIn'] as const
export type OfflineReason = typeof OFFLINE_REASONS[number]

/**
 * Why a case is left for later. `conflict`: others are changing it; `unknown`: a reply was lost, or says nothing clear;
 * `late`: a call that was given up may still arrive; `journal`: nothing is sent whose trace cannot be written first.
 */
const WAIT_REASONS = ['conflict', 'unknown', 'late', 'journal'] as const
export type CaseWait = Status['waits'][number]

/** How much room the disk with journal and database has; `freeBytes` is null where the system does not tell. */
export const roomSchema = z.strictObject({
  /** `low`: still written to, with a word to the responder. `full`: no edit is tried; what is queued is still sent. */
  state: z.enum(['enough', 'low', 'full']),
  freeBytes: z.int().nonnegative().nullable(),
})
export type Room = Readonly<z.infer<typeof roomSchema>>

/** What the host is doing, whole at each change; the page shows it and decides nothing by it. */
export const statusSchema = z.strictObject({
  drain: z.discriminatedUnion('state', [
    /** Not a single call has been tried yet. */
    z.strictObject({ state: z.literal('starting') }),
    z.strictObject({ state: z.literal('idle') }),
    z.strictObject({ state: z.literal('draining') }),
    z.strictObject({ state: z.literal('offline'), since: instantSchema, nextTryAt: instantSchema, reason: z.enum(OFFLINE_REASONS) }),
    z.strictObject({ state: z.literal('signedOut'), message: z.string(), nextTryAt: instantSchema }),
    z.strictObject({ state: z.literal('paused'), message: z.string(), nextTryAt: instantSchema }),
  ]),
  /** Edits in a call that is under way now. */
  sending: z.array(editIdSchema).readonly(),
  /** Cases left for later, with the reason. */
  waits: z.array(z.strictObject({ caseId: caseIdSchema, until: instantSchema, reason: z.enum(WAIT_REASONS) })).readonly(),
  signIn: signInStateSchema,
  throttledUntil: instantSchema.nullable(),
  /** Since when the responder has sending paused; `drain` tells of the link all the same. */
  pausedAt: instantSchema.nullable(),
  /** Cases whose details are still to be read, of those the service lists. */
  pull: z.strictObject({ lastAt: instantSchema.nullable(), toRead: z.int().nonnegative() }),
  disk: roomSchema,
})
export type Status = Readonly<z.infer<typeof statusSchema>>
