/**
 * One end of the pipe between page and host; text in order, either way. Both shells provide it, and both
 * deliver to the host only what the app's own main frame sent.
 */
export interface Port {
  send(text: string): void
  /** Takes over delivery: there is one receiver a port. */
  onMessage(receive: (text: string) => void): void
}

/** The name under which each shell puts the page's {@link Port} on `globalThis`. */
export const PORT_GLOBAL = 'fieldcase'
