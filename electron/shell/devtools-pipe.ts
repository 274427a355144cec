import type { Readable, Writable } from 'node:stream'
import type { ProtocolMapping } from 'devtools-protocol/types/protocol-mapping.js'
import { z } from '#domain/zod'

type Commands = ProtocolMapping.Commands
type Events = ProtocolMapping.Events
export type Method = keyof Commands
export type Params<M extends Method> = Commands[M]['paramsType'][0]
export type Returned<M extends Method> = Commands[M]['returnType']

/** A browser's DevTools protocol over its pipe: no port, nobody else can connect. */
export interface DevTools {
  /** Rejects with the browser's words, or when the pipe closes first. Without a session the browser itself is asked. */
  call<M extends Method>(method: M, params?: Params<M>, session?: string): Promise<Returned<M>>
  on<E extends keyof Events>(event: E, listen: (params: NonNullable<Events[E][0]>, session: string | undefined) => void): void
  /** Resolves when the browser has closed its end, or {@link close} was called. */
  readonly closed: Promise<void>
  close(): void
}

const envelopeSchema = z.object({
  id: z.int().optional(),
  method: z.string().optional(),
  params: z.unknown().optional(),
  result: z.unknown().optional(),
  error: z.object({ message: z.string() }).optional(),
  sessionId: z.string().optional(),
})

// The one place where the browser's word is taken for its published protocol: it is a program we start, as trusted as Node.
type Unchecked = (value: never) => void

/** Cuts a stream at its NULs; whole messages are decoded at once, since a chunk may end inside a character. */
function splitAtNul(receive: (text: string) => void): (chunk: Buffer) => void {
  let parts: Buffer[] = []
  return (chunk) => {
    let rest = chunk
    for (let end = rest.indexOf(0); end !== -1; end = rest.indexOf(0)) {
      receive(Buffer.concat([...parts, rest.subarray(0, end)]).toString('utf8'))
      parts = []
      rest = rest.subarray(end + 1)
    }
    if (rest.length > 0) parts.push(rest)
  }
}

/** `toBrowser` is the browser's file descriptor 3, `fromBrowser` its 4. */
export function openDevToolsPipe({ toBrowser, fromBrowser }: { toBrowser: Writable, fromBrowser: Readable }): DevTools {
  const pending = new Map<number, { resolve: Unchecked, reject: (error: Error) => void }>()
  const listeners = new Map<string, Array<(params: never, session: string | undefined) => void>>()
  let lastId = 0
  let open = true
  let announceClosed = (): void => {}
  const closed = new Promise<void>((resolve) => { announceClosed = resolve })

  function close(): void {
    if (!open) return
    open = false
    toBrowser.destroy()
    fromBrowser.destroy()
    for (const { reject } of pending.values()) reject(new Error('The browser is gone.'))
    pending.clear()
    announceClosed()
  }

  function receive(text: string): void {
    const { id, method, params, result, error, sessionId } = envelopeSchema.parse(JSON.parse(text))
    if (method !== undefined) {
      for (const listen of listeners.get(method) ?? []) listen(params as never, sessionId)
      return
    }
    const call = id === undefined ? undefined : pending.get(id)
    if (id === undefined || call === undefined) return
    pending.delete(id)
    if (error === undefined) call.resolve(result as never)
    else call.reject(new Error(error.message))
  }

  fromBrowser.on('data', splitAtNul(receive))
  for (const stream of [toBrowser, fromBrowser]) stream.on('error', close).on('close', close)
  fromBrowser.on('end', close)

  return {
    call(method, params, session) {
      if (!open) return Promise.reject(new Error('The browser is gone.'))
      lastId += 1
      const id = lastId
      return new Promise((resolve, reject) => {
        pending.set(id, { resolve, reject })
        toBrowser.write(`${JSON.stringify({ id, method, params, sessionId: session })}\0`)
      })
    },
    on(event, listen) {
      listeners.set(event, [...listeners.get(event) ?? [], listen])
    },
    closed,
    close,
  }
}
