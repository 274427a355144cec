import { grouped } from './labels'

/** `goOn`: null where that is not offered. */
export interface ClosingWords { title: string, safe: string, goOn: string | null, close: string, stay: string }

/** What closing would lose: edits, and texts that are no edit yet. */
export interface OnScreenOnly { edits: number, texts: number }

/** What is said before the window closes over edits that are not sent, or not even saved. Null where there are none to speak of. */
export function closingWords({ unsent, shell, lost = { edits: 0, texts: 0 } }: {
  unsent: number
  shell: 'electron' | 'chromium'
  lost?: OnScreenOnly
}): ClosingWords | null {
  if (lost.edits + lost.texts > 0) return losingWords(lost, unsent - lost.edits)
  if (unsent === 0) return null
  return {
    title: unsent === 1 ? '1 edit is not sent yet' : `${grouped(unsent)} edits are not sent yet`,
    safe: unsent === 1
      ? 'It is saved on this machine, and is sent when Fieldcase runs again. Nothing is lost by closing.'
      : 'They are saved on this machine, and are sent when Fieldcase runs again. Nothing is lost by closing.',
    goOn: shell === 'electron' ? 'Close, and go on sending in the tray' : 'Close, and go on sending in the background',
    close: 'Close',
    stay: 'Stay',
  }
}

function losingWords({ edits, texts }: OnScreenOnly, saved: number): ClosingWords {
  const parts = [
    edits === 0 ? null : edits === 1 ? '1 edit' : `${grouped(edits)} edits`,
    texts === 0 ? null : texts === 1 ? 'the text of 1 field' : `the texts of ${grouped(texts)} fields`,
  ].filter(part => part !== null).join(' and ')
  const rest = saved <= 0 ? '' : ` ${saved === 1 ? '1 other edit is' : `${grouped(saved)} other edits are`} saved on this machine, and ${saved === 1 ? 'stays' : 'stay'} so.`
  return {
    title: 'Closing now loses what you typed',
    safe: `${parts.charAt(0).toUpperCase()}${parts.slice(1)} ${edits + texts === 1 ? 'is' : 'are'} on this screen only. `
      + `Make room on the disk, and saving goes on by itself; or copy what you need elsewhere first.${rest}`,
    goOn: null,
    close: 'Close without saving',
    stay: 'Stay',
  }
}
