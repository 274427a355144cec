import type { Port } from '#channel/port'

declare global {
  /** The shell's, in the page (PORT_GLOBAL). */
  var fieldcase: Port
  /** A test's own, in the page. */
  var receivedTexts: string[]
  /** The shell's raw binding, where a test has brought it back. */
  var fieldcaseSend: (text: string) => void
}
