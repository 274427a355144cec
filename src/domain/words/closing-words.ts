import { grouped } from './labels'

export interface ClosingWords { title: string, safe: string, goOn: string, close: string, stay: string }

/** What is said before the window closes over edits that are not sent. Null where there are none to speak of. */
export function closingWords({ unsent, shell }: { unsent: number, shell: 'electron' | 'chromium' }): ClosingWords | null {
  if (unsent === 0) return null
  const one = unsent === 1
  return {
    title: one ? '1 edit is not sent yet' : `${grouped(unsent)} edits are not sent yet`,
    safe: one
      ? 'It is saved on this machine, and is sent when Fieldcase runs again. Nothing is lost by closing.'
      : 'They are saved on this machine, and are sent when Fieldcase runs again. Nothing is lost by closing.',
    goOn: shell === 'electron' ? 'Close, and go on sending in the tray' : 'Close, and go on sending in the background',
    close: 'Close',
    stay: 'Stay',
  }
}
