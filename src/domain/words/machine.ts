import type { Room } from '../status'
import { grouped } from './labels'

/** Something of this machine that the responder should know: what happened, what is safe, what to do. */
export interface MachineWords { tone: 'quiet' | 'alarm', title: string, text: string }

const MB = 1024 * 1024

/** Null while there is room. `unsaved`: edits that are on the screen only. */
export function roomWords({ state, freeBytes }: Room, unsaved: number): MachineWords | null {
  const left = grouped(Math.floor((freeBytes ?? 0) / MB))
  switch (state) {
    case 'enough': return null
    case 'low': return {
      tone: 'quiet',
      title: `Only ${left} MB are left on this disk.`,
      text: 'Edits are still saved. Free some space soon: on a full disk nothing more can be.',
    }
    case 'full': return {
      tone: 'alarm',
      title: `This disk is full: ${left === '0' ? 'less than 1 MB is' : `only ${left} MB are`} left.`,
      text: `Everything saved before is safe, and is still sent. ${onScreen(unsaved)} Free 50 MB or more: saving then goes on by itself.`,
    }
  }
}

function onScreen(unsaved: number): string {
  if (unsaved === 0) return 'What you type now stays on this screen, and is not saved.'
  const edits = unsaved === 1 ? '1 edit is' : `${grouped(unsaved)} edits are`
  return `${edits} on this screen only, and not saved: do not close Fieldcase.`
}

const KEPT = 'Every edit that was saved has come back from the journal, and cases are read anew where they are missing. '
  + 'Only an edit that was still marked "not saved" may be gone: look whether your last ones are there.'

/** Edits that the journal lacked and the database had. */
export function lackedWords(count: number): Pick<MachineWords, 'title' | 'text'> {
  const edits = count === 1 ? '1 edit was' : `${grouped(count)} edits were`
  return {
    title: `${edits} missing from the journal on this machine, and came back from the database.`,
    text: 'The journal was cut short, or Fieldcase ended in the middle of saving. Nothing is lost, and nothing needs doing.',
  }
}

/** What became of the database before this start. */
export function databaseWords(kind: 'aside' | 'empty' | 'behind'): Pick<MachineWords, 'title' | 'text'> {
  switch (kind) {
    case 'aside': return { title: 'The database on this machine was damaged, and has been put aside.', text: KEPT }
    case 'empty': return { title: 'The database on this machine was empty, although it had been used.', text: `Its files were damaged or deleted. ${KEPT}` }
    case 'behind': return { title: 'The database on this machine had lost the newest of what it knew.', text: `Its files were damaged. ${KEPT}` }
  }
}
