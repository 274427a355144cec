import type { ClosingWords } from '#domain/words/closing-words'
import { closingWords } from '#domain/words/closing-words'
import { goesOn, type Sending, wentOnWords } from './going-on'

/** What is used of Electron's BrowserWindow. */
export interface ClosableWindow {
  on(event: 'close', listener: (event: { preventDefault(): void }) => void): unknown
  close(): void
  hide(): void
  webContents: { on(event: 'will-prevent-unload', listener: (event: { preventDefault(): void }) => void): unknown }
}

export interface Closing {
  /** The page asks for it, having explained it itself. */
  leave(how: { goOn: boolean }): void
  /** The window is shown again, from the tray or by another start. */
  back(): void
}

/**
 * What closing the window means while edits wait: the responder chooses between the tray, where sending goes on until
 * nothing is left that can be sent, and the end.
 */
export function createClosing({ window, host, ask, askLeaving, tray, log }: {
  window: ClosableWindow
  host: { sending(): Promise<Sending | null>, onChange(listen: () => void): () => void }
  ask: (words: ClosingWords) => Promise<'goOn' | 'close' | 'stay'>
  /** The page is closed or loaded again and has what is not saved: whether it may go all the same. */
  askLeaving: () => boolean
  tray: { show(words: string): void, hide(): void }
  log: (line: string) => void
}): Closing {
  let state: 'open' | 'asking' | 'tray' | 'ending' = 'open'
  let stop = (): void => {}

  function end(): void {
    back()
    state = 'ending'
    window.close()
  }

  function back(): void {
    stop()
    stop = () => {}
    if (state === 'tray') tray.hide()
    state = 'open'
  }

  async function look(): Promise<void> {
    const now = await host.sending()
    if (state !== 'tray') return
    if (now !== null && goesOn(now, true)) return tray.show(closingWords({ unsent: now.waiting, shell: 'electron' })?.title ?? '')
    if (now !== null) log(wentOnWords(now))
    end()
  }

  function goOn(): void {
    state = 'tray'
    window.hide()
    stop = host.onChange(() => void look())
    void look()
  }

  async function question(): Promise<void> {
    state = 'asking'
    const now = await host.sending()
    const words = now === null ? null : closingWords({ unsent: now.waiting, shell: 'electron' })
    if (words === null) return end()
    const answer = await ask(words)
    if (answer === 'goOn') goOn()
    else if (answer === 'close') end()
    else state = 'open'
  }

  window.on('close', (event) => {
    if (state === 'ending') return
    event.preventDefault()
    // From the tray there is nothing more to ask: it was chosen, and quitting there means the end.
    if (state === 'tray') end()
    else if (state === 'open') void question()
  })
  // Without an answer of ours, Electron keeps the window open and says nothing.
  window.webContents.on('will-prevent-unload', (event) => {
    if (askLeaving()) return event.preventDefault()
    // Whoever stays is asked about unsent edits the next time as well.
    back()
  })
  return {
    leave: ({ goOn: on }) => { if (on) goOn(); else end() },
    back,
  }
}
