import type { Port } from '#channel/port'
import { ANNOUNCEMENT, createInbox } from './kept-port'

/** The page's end, for a shell that runs code of ours before the page's: says that the page is here, and keeps what comes early. */
export function createPagePort({ send, onText }: {
  send: (text: string) => void
  onText: (receive: (text: string) => void) => void
}): Port {
  const inbox = createInbox()
  onText(text => inbox.push(text))
  send(ANNOUNCEMENT)
  return { send, onMessage: inbox.onMessage }
}
