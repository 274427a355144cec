import type { Status } from '#domain/status'

/** How sending stands, as far as a shell asks: edits that wait, those held for the responder, the drain; `paused` by the responder. */
export interface Sending { waiting: number, held: number, drain: Status['drain']['state'], paused: boolean }

/**
 * Whether the host has something to do after its window is gone. `asked`: the responder wants it to go on until all is
 * sent, and then it waits for a link as well; else it only ends what it is at. What needs the responder ends it either way.
 */
export function goesOn({ waiting, drain, paused }: Sending, asked: boolean): boolean {
  if (waiting === 0 || paused) return false
  switch (drain) {
    case 'starting':
    case 'idle':
    case 'draining': return true
    case 'offline': return asked
    case 'signedOut':
    case 'paused': return false
  }
}

/** One line for the terminal about what goes on without a window. */
export function goingOnWords({ waiting }: Sending): string {
  return `The window is closed; sending goes on until ${edits(waiting)} ${waiting === 1 ? 'is' : 'are'} sent. Start Fieldcase again to see ${waiting === 1 ? 'it' : 'them'}.`
}

/** How it ended: what is safe, and when the rest is sent. */
export function wentOnWords({ waiting, held, drain, paused }: Sending): string {
  if (waiting + held === 0) return 'Everything is sent: Fieldcase ends.'
  const left = `${edits(waiting + held)} ${waiting + held === 1 ? 'stays' : 'stay'} saved on this machine`
  if (waiting === 0) return `All is sent that can be: ${left} and ${held === 1 ? 'needs' : 'need'} you. Fieldcase ends.`
  return `${left}, and ${waiting + held === 1 ? 'is' : 'are'} sent when Fieldcase runs again${paused ? WHY.paused : WHY[drain]}.`
}

const WHY: Readonly<Record<Sending['drain'], string>> = {
  starting: '', idle: '', draining: '', offline: ': there is no link', signedOut: ': the sign-in has ended', paused: ': sending is paused',
}

const edits = (count: number): string => count === 1 ? '1 edit' : `${count} edits`
