import { z } from '#domain/zod'
import { channelErrorSchema } from './errors'
import type { EventName, EventPayload, Input, Output, RequestName } from './protocol'
import { events, MAX_MESSAGE, requests, VERSION } from './protocol'

/** A name among the declared ones; what an object inherits (`constructor`, `__proto__`) is none. */
const requestName = z.custom<RequestName>(name => typeof name === 'string' && Object.hasOwn(requests, name))
const eventName = z.custom<EventName>(name => typeof name === 'string' && Object.hasOwn(events, name))

const version = z.literal(VERSION)
const id = z.string().regex(/^[\w-]{1,64}$/)

export const requestEnvelope = z.strictObject({ v: version, id, request: requestName, input: z.unknown() })
export const replyEnvelope = z.discriminatedUnion('ok', [
  z.strictObject({ v: version, id, ok: z.literal(true), output: z.unknown() }),
  z.strictObject({ v: version, id, ok: z.literal(false), error: channelErrorSchema }),
])
export const eventEnvelope = z.strictObject({ v: version, event: eventName, payload: z.unknown() })

interface Contract<I, O> { input: z.ZodType<I>, output: z.ZodType<O> }

/** `requests` and `events` again, in the form in which the compiler can follow one name from schema to handler. */
export const contracts: { [N in RequestName]: Contract<Input<N>, Output<N>> } = requests
export const payloads: { [N in EventName]: z.ZodType<EventPayload<N>> } = events

const anyId = z.looseObject({ id })
const anyVersion = z.looseObject({ v: z.number() })

/** What is known of a message before its contract is: `null` members where it does not say, or not in the right form. */
export interface Opened { value: unknown, id: string | null, version: number | null }

/** Null where the text is too long or no JSON. Never throws. */
export function open(text: string): Opened | null {
  if (text.length > MAX_MESSAGE) return null
  try {
    const value: unknown = JSON.parse(text)
    return { value, id: anyId.safeParse(value).data?.id ?? null, version: anyVersion.safeParse(value).data?.v ?? null }
  }
  catch {
    return null
  }
}

/** Null where the message is too long to be taken by the other side. */
export function seal(message: object): string | null {
  const text = JSON.stringify({ v: VERSION, ...message })
  return text.length > MAX_MESSAGE ? null : text
}

/** Where in a message the contract is broken: names and positions only, never what stands there. */
export function whereBroken(error: z.ZodError): string {
  const path = error.issues[0]?.path.join('.') ?? ''
  return path === '' ? 'the whole' : path.slice(0, 200)
}

export function otherVersion(theirs: number): string {
  return `The window and the program behind it are of different versions (${theirs} and ${VERSION}). Nothing was changed. Quit Fieldcase and start it again.`
}
