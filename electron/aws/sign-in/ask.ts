import type { OfflineReason } from '#domain/status'
import { z } from '#domain/zod'
import type { Clock } from '../../ports/clock'
import { credentialsFault, type RawReply, strangerOf } from '../classify'
import { createHttpHandler } from '../http'
import type { Surroundings } from '../way-out'
import { watchHandler } from '../watch'

/** What came of a call to one of the sign-in services. */
export type Answer<T>
  = | { ok: true, value: T }
  /** Nothing came through, what answered was not the service, or the service is down: to be tried again. */
    | { ok: false, kind: 'offline', reason: OfflineReason }
  /** `name`: the service's exception; its words may hold what nobody else should read, and stay behind. */
    | { ok: false, kind: 'refused', name: string, status: number }

/** From the call until its reply is read, a second attempt included. */
const DEADLINE_MS = 20_000

/** What both clients of the sign-in services are told, so that they look up nothing in this process's environment and files. */
export const CLIENT_SETTINGS = {
  retryMode: 'standard',
  defaultsMode: 'standard',
  useFipsEndpoint: false,
  useDualstackEndpoint: false,
  userAgentAppId: 'fieldcase',
} as const

const notTheService = { ok: false, kind: 'offline', reason: 'notTheService' } as const
const errorSchema = z.object({ name: z.string() }).catch({ name: 'Error' })

/** The handler for the clients of the sign-in services, and how they are called: results are values, told apart by type. */
export function createAsking({ clock, env, proxyFor }: { clock: Clock } & Surroundings) {
  const { handler, watch } = watchHandler(createHttpHandler({ env, proxyFor }))
  return {
    handler,
    /** Ends at the deadline, or when `signal` says so. Throws what is no answer: a defect. */
    async ask<O, T>(
      send: (options: { abortSignal: AbortSignal }) => Promise<O>,
      read: (output: O) => T | null,
      signal?: AbortSignal,
    ): Promise<Answer<T>> {
      const controller = new AbortController()
      const abort = (): void => controller.abort()
      const stopTimer = clock.after(DEADLINE_MS, abort)
      signal?.addEventListener('abort', abort, { once: true })
      if (signal?.aborted) abort()
      const seen = watch(controller.signal)
      try {
        const output = await send({ abortSignal: controller.signal })
        const value = seen.reply !== null && isOurs(seen.reply) ? read(output) : null
        return value === null ? notTheService : { ok: true, value }
      }
      catch (error) {
        return meaningOf(error, seen.reply)
      }
      finally {
        stopTimer()
        signal?.removeEventListener('abort', abort)
      }
    },
  }
}

/** A service's client, loaded and made by the first call: a start with a token that is good is spared it. */
export function onDemand<T extends { destroy: () => void }>(make: () => Promise<T>) {
  let made: Promise<T> | null = null
  return {
    get: (): Promise<T> => made ??= make(),
    close: (): void => void made?.then(({ destroy }) => destroy()),
  }
}

/** Both services mark their replies; what a captive portal or a proxy answers has no such mark. */
function isOurs({ headers }: RawReply): boolean {
  return Boolean(headers['x-amzn-requestid'] || headers['x-amzn-request-id'] || headers['requestid'])
}

function meaningOf(error: unknown, reply: RawReply | null): Exclude<Answer<never>, { ok: true }> {
  const { fault } = credentialsFault(error)
  if (reply === null && fault.kind === 'offline') return { ok: false, kind: 'offline', reason: fault.reason }
  if (reply === null) throw error
  const { status } = reply
  if (!isOurs(reply)) return { ok: false, kind: 'offline', reason: strangerOf(reply) }
  if (status < 300 || status >= 500 || status === 429) return notTheService
  return { ok: false, kind: 'refused', name: errorSchema.parse(error).name, status }
}
