import { contracts, open, otherVersion, payloads, requestEnvelope, seal, whereBroken } from './envelope'
import type { Result } from './errors'
import { ChannelFailure, failure } from './errors'
import type { Port } from './port'
import type { EventName, EventPayload, Input, Output, RequestName } from './protocol'
import { VERSION } from './protocol'

/** One function a request; a {@link ChannelFailure} it throws is answered with its code and words. */
export type Handlers = { [N in RequestName]: (input: Input<N>) => Promise<Result<Output<N>>> }

export interface Served {
  emit<N extends EventName>(name: N, payload: EventPayload<N>): void
  /** Nothing is answered, emitted or handled afterwards. */
  close(): void
  /** Messages that could not be answered, for want of an id. */
  dropped(): number
}

/**
 * The host's end of the channel. Takes nothing on trust: what does not follow the contract never reaches a
 * handler. `onDefect` hears of every mistake of the host's own; the page is told no more than that there was one.
 */
export function serve(port: Port, handlers: Handlers, { onDefect }: { onDefect: (error: unknown) => void }): Served {
  let closed = false
  let dropped = 0

  function receive(text: string): void {
    if (closed) return
    const message = open(text)
    if (message?.id == null) {
      dropped += 1
      return
    }
    void answer(message.value, message.version).then(reply => send({ id: message.id, ...reply }, message.id))
  }

  async function answer(value: unknown, version: number | null): Promise<object> {
    if (version !== null && version !== VERSION) return failure('version', otherVersion(version))
    const { success, data, error } = requestEnvelope.safeParse(value)
    if (!success) return failure('badMessage', `The request is not as agreed (${whereBroken(error)}). Nothing was done.`)
    const result = await handle(data.request, data.input)
    return result.ok ? { ok: true, output: result.value } : failure(result.error.code, result.error.message)
  }

  async function handle<N extends RequestName>(name: N, value: unknown): Promise<Result<Output<N>>> {
    const { input, output } = contracts[name]
    const asked = input.safeParse(value)
    if (!asked.success) return failure('badMessage', `The request "${name}" is not as agreed (${whereBroken(asked.error)}). Nothing was done.`)
    try {
      const result = await handlers[name](asked.data)
      return result.ok ? { ok: true, value: output.parse(result.value) } : result
    }
    catch (error) {
      if (error instanceof ChannelFailure) return failure(error.code, error.message)
      onDefect(error)
      return failure('internal', 'The program behind the window met a mistake of its own. What was saved before is safe.')
    }
  }

  /** `id` is null for events. A reply too long to travel is a defect, and still answered. */
  function send(message: object, id: string | null): void {
    if (closed) return
    try {
      const text = seal(message)
      if (text !== null) {
        port.send(text)
        return
      }
      onDefect(new Error('A message is longer than the channel takes.'))
      const excuse = id === null ? null : seal({ id, ...failure('internal', 'The answer is more than one message can carry.') })
      if (excuse !== null) port.send(excuse)
    }
    catch (error) {
      onDefect(error)
    }
  }

  port.onMessage(receive)
  return {
    emit(event, payload) {
      const parsed = payloads[event].safeParse(payload)
      if (parsed.success) send({ event, payload: parsed.data }, null)
      else onDefect(parsed.error)
    },
    close() {
      closed = true
    },
    dropped: () => dropped,
  }
}
