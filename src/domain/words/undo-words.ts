import type { Edit, FieldChange } from '../edit'
import { MAP_FIELD } from '../fields'
import type { Back } from '../undo'
import { aNoun, counted, FIELD_LABEL, grouped } from './labels'
import { editWords, entryName } from './slot-words'

/** What an action was about: "title", "+203.0.113.7 threat-actor address", "200 threat-actor addresses", "3 edits". */
export function actionWords(edits: ReadonlyArray<Pick<Edit, 'change'>>): string {
  const changes = edits.map(({ change }) => change.kind === 'undo' ? change.undone : change)
  const [first] = changes
  if (first === undefined) return 'nothing'
  if (changes.length > 1) {
    return changes.every(({ field }) => field === first.field) ? counted(first.field, changes.length) : `${grouped(changes.length)} edits`
  }
  const { what, kind } = editWords({ change: first })
  return kind === null ? what : `${what} ${kind}`
}

/** What a step was about, as the subject of a sentence: "the title", "203.0.113.7". */
function subject(change: FieldChange): string {
  return change.kind === 'set' ? `the ${FIELD_LABEL[change.field].one}` : entryName(change.field, change.entry)
}

export type Direction = 'undo' | 'redo'

/** The steps of one action, each with what taking it back came to. */
export type Went = ReadonlyArray<{ edit: Pick<Edit, 'change'>, back: Exclude<Back['kind'], 'nothing'> }>

/** What was taken back or brought back of an action, and what was not and why. `title`: of the case. */
export function wentWords(direction: Direction, went: Went, title: string): string {
  const done = went.filter(({ back }) => back === 'draft')
  const verb = direction === 'undo' ? 'Took back' : 'Brought back'
  const about = done.length === 0 ? null : `${verb}: ${actionWords(done.map(({ edit }) => edit))} of ${title}`
  const left = (['changed', 'fixed', 'notOurs'] as const).flatMap((back) => {
    const these = went.filter(one => one.back === back).map(({ edit }) => edit)
    return these.length === 0 ? [] : leftWords(back, these)
  }).join('. ')
  if (left === '') return about ?? `Nothing to ${direction === 'undo' ? 'take' : 'bring'} back`
  return about === null ? `${left}: nothing was ${direction === 'undo' ? 'taken' : 'brought'} back` : `${about}. ${left}`
}

function leftWords(back: 'changed' | 'fixed' | 'notOurs', edits: ReadonlyArray<Pick<Edit, 'change'>>): string {
  const [first] = edits.map(({ change }) => change.kind === 'undo' ? change.undone : change)
  if (first === undefined) return ''
  const one = edits.length === 1
  switch (back) {
    case 'changed': return `A colleague has changed ${one ? subject(first) : actionWords(edits)} since`
    case 'fixed': return first.field === MAP_FIELD ? 'The service cannot remove a metadata key' : `The service cannot clear ${aNoun(FIELD_LABEL[first.field].one)}`
    case 'notOurs': return one ? `The service had ${subject(first)} so before` : `The service had ${actionWords(edits)} so before`
  }
}

/** What came of bringing edits back that had their ending. */
export function againWords(came: 'drafted' | 'shown' | 'impossible', edits: ReadonlyArray<Pick<Edit, 'change'>>, title: string): string {
  const what = actionWords(edits)
  switch (came) {
    case 'drafted': return `Brought back: ${what} of ${title}`
    case 'shown': return `${title} shows this already: nothing was changed`
    case 'impossible': return `The service offers no way to bring this back: ${what} of ${title}`
  }
}
