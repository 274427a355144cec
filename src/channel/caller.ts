import { contracts, eventEnvelope, open, otherVersion, payloads, replyEnvelope, seal, whereBroken } from './envelope'
import type { Result } from './errors'
import { failure } from './errors'
import type { Port } from './port'
import type { EventName, EventPayload, Input, Output, RequestName } from './protocol'
import { VERSION } from './protocol'

/** How long a reply may take, in milliseconds: a full journal folder on a slow disk answers well within. */
const DEADLINE = 30_000

export interface Timers { after(ms: number, run: () => void): () => void }

export interface Caller {
  /** Never rejects: no reply within the deadline, or a port that cannot send, is `closed`. */
  call<N extends RequestName>(name: N, input: Input<N>): Promise<Result<Output<N>>>
  /** Payloads arrive parsed, in the order sent. The returned function stops it. */
  on<N extends EventName>(name: N, receive: (payload: EventPayload<N>) => void): () => void
  /** Messages that could be given to nobody. */
  dropped(): number
}

/** What comes back for one request: its output still `unknown`. */
type Reply = Result<unknown>

export const systemTimers: Timers = {
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

/** The page's end of the channel. `deadline` in milliseconds. */
export function createCaller(port: Port, options: { deadline?: number, clock?: Timers } = {}): Caller {
  const { deadline = DEADLINE, clock = systemTimers } = options
  // A page that was reloaded must not take a reply to its predecessor's request for its own.
  const life = crypto.randomUUID()
  const waiting = new Map<string, (reply: Reply) => void>()
  const receivers = new Map<EventName, Set<(payload: unknown) => void>>()
  let calls = 0
  let dropped = 0

  function receive(text: string): void {
    const message = open(text)
    const settle = message?.id == null ? undefined : waiting.get(message.id)
    if (message === null) dropped += 1
    else if (settle !== undefined) settle(replyOf(message.value, message.version))
    else if (message.id === null) deliver(message.value)
    // A reply past its deadline, or to the page before a reload: nobody waits for it.
    else dropped += 1
  }

  function deliver(value: unknown): void {
    const { data } = eventEnvelope.safeParse(value)
    if (data === undefined) dropped += 1
    // A receiver may bring in another one, as the start of a new link does: that one waits for the next event.
    else for (const give of [...receivers.get(data.event) ?? []]) give(data.payload)
  }

  function exchange(request: RequestName, input: unknown): Promise<Reply> {
    calls += 1
    const id = `${life}-${calls}`
    const text = seal({ id, request, input })
    if (text === null) return Promise.resolve(failure('badMessage', 'This is more than one message can carry. Nothing was sent.'))
    return new Promise((resolve) => {
      const settle = (reply: Reply): void => {
        cancel()
        waiting.delete(id)
        resolve(reply)
      }
      const cancel = clock.after(deadline, () => settle(failure('closed', 'The program behind the window does not answer.')))
      waiting.set(id, settle)
      try {
        port.send(text)
      }
      catch {
        settle(failure('closed', 'The program behind the window cannot be reached.'))
      }
    })
  }

  port.onMessage(receive)
  return {
    async call(name, input) {
      const { input: wanted, output } = contracts[name]
      const sent = wanted.safeParse(input)
      if (!sent.success) return failure('badMessage', `The request "${name}" is not as agreed (${whereBroken(sent.error)}). Nothing was sent.`)
      const reply = await exchange(name, sent.data)
      if (!reply.ok) return reply
      const parsed = output.safeParse(reply.value)
      return parsed.success ? { ok: true, value: parsed.data } : failure('badMessage', `The reply to "${name}" is not as agreed (${whereBroken(parsed.error)}).`)
    },
    on(name, give) {
      const schema = payloads[name]
      const parse = (payload: unknown): void => {
        const { success, data } = schema.safeParse(payload)
        if (success) give(data)
        else dropped += 1
      }
      const all = receivers.get(name) ?? new Set()
      receivers.set(name, all.add(parse))
      return () => void all.delete(parse)
    },
    dropped: () => dropped,
  }
}

function replyOf(value: unknown, version: number | null): Reply {
  if (version !== null && version !== VERSION) return failure('version', otherVersion(version))
  const { success, data } = replyEnvelope.safeParse(value)
  if (!success) return failure('badMessage', 'The reply is not as agreed.')
  return data.ok ? { ok: true, value: data.output } : { ok: false, error: data.error }
}
