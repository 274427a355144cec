import type { NoteValue } from './journal'

/** The newest outcome that a shell's page has taken in for certain, and of which life of the journal it is. */
export interface PageNote { cursor: number, generation: string }

/** Each shell's page has a database, and a note, of its own. */
export const SHELLS = ['electron', 'chromium'] as const

export const pageNote = (shell: string): string => `page/${shell}`

export const writePageNote = ({ cursor, generation }: PageNote): NoteValue => `${cursor} ${generation}`

/** Null where no page was ever noted. */
export function readPageNote(value: NoteValue): PageNote | null {
  const [cursor, generation] = String(value ?? '').split(' ')
  return generation === undefined ? null : { cursor: Number(cursor), generation }
}
