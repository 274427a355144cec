import type { Port } from '#channel/port'

/** The host's end of a channel before there is a page's: what the host says until then is kept, in order. */
export interface LatePort { readonly port: Port, connect(there: Port): void }

export function createLatePort(): LatePort {
  let there: Port | null = null
  let kept: string[] = []
  let receiver: ((text: string) => void) | null = null
  return {
    port: {
      send(text) {
        if (there === null) kept.push(text)
        else there.send(text)
      },
      onMessage(receive) {
        receiver = receive
        there?.onMessage(receive)
      },
    },
    connect(port) {
      there = port
      for (const text of kept) port.send(text)
      kept = []
      // What comes from the page before the host listens is kept by its own end.
      if (receiver !== null) port.onMessage(receiver)
    },
  }
}
