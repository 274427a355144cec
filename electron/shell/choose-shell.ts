import type { ShellName } from './arguments'

export interface StartFacts {
  asked: ShellName | null
  headless: boolean
  display: boolean
  /** Electron's program is on this machine. */
  electron: boolean
  /** Root on Linux, where Electron runs only without its sandbox. */
  asRoot: boolean
}

export interface StartChoice {
  start: 'electron' | 'chromium' | 'demo' | 'installElectron' | 'nothing'
  /** Says in a line what happens, and why. */
  line: string
}

/** Electron where it is there, else Chromium; with no display the demo. */
export function chooseShell({ asked, headless, display, electron, asRoot }: StartFacts): StartChoice {
  if (asked === 'electron') {
    if (asRoot) return { start: 'nothing', line: 'Electron does not run as root with its sandbox on. Start as another user, or with --shell chromium.' }
    if (!display || headless) return { start: 'nothing', line: 'Electron needs a display. Without one, start with --shell chromium --headless.' }
    return electron
      ? { start: 'electron', line: 'Fieldcase starts in Electron.' }
      : { start: 'installElectron', line: 'Electron\'s program is not here yet: fetching it with install-electron.' }
  }
  if (headless) return { start: 'chromium', line: 'Fieldcase starts in the system\'s Chromium, without a window (--headless).' }
  if (!display) return { start: 'demo', line: 'There is no display here: running the demo without a window. (--headless starts the app itself without one.)' }
  if (asked === 'chromium') return { start: 'chromium', line: 'Fieldcase starts in the system\'s Chromium.' }
  if (asRoot) return { start: 'chromium', line: 'Fieldcase starts in the system\'s Chromium: Electron does not run as root.' }
  return electron
    ? { start: 'electron', line: 'Fieldcase starts in Electron.' }
    : { start: 'chromium', line: 'Fieldcase starts in the system\'s Chromium: Electron\'s program is not here (--shell electron fetches it).' }
}
