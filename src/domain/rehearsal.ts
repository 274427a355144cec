import { z } from './zod'

/** What the practice service can be told to do wrong, for a responder to see what that looks like. */
export const REHEARSALS = [
  'throttle', 'conflict', 'unavailable', 'lostReply', 'hang', 'captivePortal', 'refusal', 'signInExpired', 'quota', 'colleague',
] as const
export const rehearsalSchema = z.enum(REHEARSALS)
export type Rehearsal = z.infer<typeof rehearsalSchema>
