import type { Port } from '#channel/port'

/** What the page's side says once, when its document starts. Real messages are never empty, so it needs no frame of its own. */
export const ANNOUNCEMENT = ''

/** Keeps what arrives until somebody receives it, in order. */
export function createInbox(): { push(text: string): void, onMessage: Port['onMessage'] } {
  let receiver: ((text: string) => void) | null = null
  let kept: string[] = []
  return {
    push(text) {
      if (receiver === null) kept.push(text)
      else receiver(text)
    },
    onMessage(receive) {
      const waiting = kept
      kept = []
      receiver = receive
      waiting.forEach(receive)
    },
  }
}

/** The host's end of a channel whose other end, the page, comes, reloads and goes. */
export interface HostEnd {
  readonly port: Port
  /** Something from the page; the shell has checked that its own main frame sent it. */
  received(text: string): void
  /** The page's document is no more. */
  gone(): void
}

/**
 * ```
 *  awaited ──announcement──▶ here ──gone──▶ away ──announcement──▶ here
 *  (kept)                 (delivered)     (dropped)
 * ```
 * What is sent while a page reloads is dropped: it answered or informed a document that is no more, and the
 * next one asks for everything anew.
 */
export function createHostEnd(deliver: (text: string) => void): HostEnd {
  const inbox = createInbox()
  let page: 'awaited' | 'here' | 'away' = 'awaited'
  let kept: string[] = []
  return {
    port: {
      send(text) {
        if (page === 'here') deliver(text)
        else if (page === 'awaited') kept.push(text)
      },
      onMessage: inbox.onMessage,
    },
    received(text) {
      if (text !== ANNOUNCEMENT) {
        inbox.push(text)
        return
      }
      const waiting = kept
      kept = []
      page = 'here'
      waiting.forEach(deliver)
    },
    gone() {
      if (page === 'here') page = 'away'
    },
  }
}
