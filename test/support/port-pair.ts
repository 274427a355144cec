import type { Port } from '#channel/port'
import { createInbox } from '#shell/kept-port'

export interface PortPair {
  page: Port
  host: Port
  /** While false, what either side sends is lost. */
  joined: boolean
}

/** Two ends of a pipe in memory. Text travels in order, each message in a turn of its own. */
export function createPortPair(): PortPair {
  const inboxes = { page: createInbox(), host: createInbox() }
  const pair: PortPair = { page: end('page', 'host'), host: end('host', 'page'), joined: true }
  function end(from: 'page' | 'host', to: 'page' | 'host'): Port {
    return {
      send: (text) => {
        if (pair.joined) queueMicrotask(() => inboxes[to].push(text))
      },
      onMessage: inboxes[from].onMessage,
    }
  }
  return pair
}
