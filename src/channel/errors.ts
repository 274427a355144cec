import { z } from '#domain/zod'

const ERROR_CODES = [
  /** The message does not follow the contract; nothing was done. */
  'badMessage',
  /** Page and host are of different versions. */
  'version',
  /** The journal's disk is full: the edit is not recorded here. */
  'diskFull',
  /** The journal's folder cannot be written. */
  'journalUnwritable',
  /** Another process writes this journal. */
  'journalLocked',
  /** The journal was written by a newer version. */
  'journalNewer',
  /** The page's database cannot be moved out of the way; it lies where it was. */
  'cannotSetAside',
  /** Asked of a workspace that is not the practice one. */
  'notPractice',
  /** The AWS profile cannot be used; the message says why. */
  'profile',
  /** Signing in or out, or asking the portal, did not come about; the message says why. */
  'signIn',
  /** Asked about a workspace that is no longer the open one; `moved` has been or will be sent. */
  'moved',
  /** No reply: the other side is gone. */
  'closed',
  /** A defect of the host; what it was stands in the host's log, never here. */
  'internal',
] as const

const MAX_WORDS = 2000

export const channelErrorSchema = z.strictObject({ code: z.enum(ERROR_CODES), message: z.string().max(MAX_WORDS) })
export type ChannelError = z.infer<typeof channelErrorSchema>

export type Result<T> = { ok: true, value: T } | { ok: false, error: ChannelError }

/** Thrown by a handler to answer with an error the page may show. */
export class ChannelFailure extends Error {
  override readonly name = 'ChannelFailure'
  constructor(readonly code: ChannelError['code'], message: string, options?: ErrorOptions) {
    super(message, options)
  }
}

/** Longer words, such as the service's own, are cut to what a message carries. */
export function failure(code: ChannelError['code'], message: string): { ok: false, error: ChannelError } {
  return { ok: false, error: { code, message: message.slice(0, MAX_WORDS) } }
}
