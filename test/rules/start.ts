import { rememberSelf } from '#push/look-up'
import type { Fault } from '../../electron/ports/service'
import { A, startEngine } from '../push/engine'
import { createMemoryJournal } from '../support/memory-journal'

export type Engine = ReturnType<typeof startEngine>

export const RESET: Fault = { kind: 'unknown', detail: 'the connection broke before the reply', answered: false, retryAfterMs: null }

/** An engine on case A, titled "Old"; with who we are in the case's log known from earlier calls, unless told. */
export async function start({ known = true }: { known?: boolean } = {}): Promise<Engine> {
  const { journal } = createMemoryJournal()
  if (known) await rememberSelf(journal, { principal: 'us', action: 'Case Updated' })
  return startEngine({ cases: { [A]: { title: 'Old' } }, journal })
}

/** Why each unsettled edit of case A is held. */
export const heldOf = ({ journal }: Engine) => journal.unsettled(A).map(({ held }) => held)

/** What each UpdateCase call was told to write, as the engine's log has it. */
export const updatesOf = ({ log }: Engine) => log.filter(line => line.includes('updateCase')).map(line => line.split(' ').slice(3).join(' '))
