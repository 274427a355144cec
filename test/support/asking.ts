import type { Caller } from '#channel/caller'
import type { EventName, EventPayload, Input, Output, RequestName } from '#channel/protocol'

/** A page's end of the channel as tests use it: an error is thrown, and an event is waited for. */
export function askingBy(page: () => Caller) {
  return {
    async ask<N extends RequestName>(request: N, input: Input<N>): Promise<Output<N>> {
      const result = await page().call(request, input)
      if (!result.ok) throw new Error(`${request}: ${result.error.code} ${result.error.message}`)
      return result.value
    },
    /** Resolves with the first event from now on that `is` takes. */
    next<E extends EventName>(event: E, is: (payload: EventPayload<E>) => boolean = () => true): Promise<EventPayload<E>> {
      return new Promise((resolve) => {
        const stop = page().on(event, (payload) => {
          if (!is(payload)) return
          stop()
          resolve(payload)
        })
      })
    },
  }
}
