import type { Snapshot } from '../case'
import type { Entry, ListField } from '../fields'
import { entrySlot, wantedBy } from '../slot'
import type { CaseView, Mark } from '../view'

/** One line of a list on the screen. `removed`: the service still has it, the edit that takes it away is not sent. */
export interface EntryRow { id: string, entry: Entry, mark: Mark | null, removed: boolean }

/** What the screen shows of a list: each entry where it stands, those on their way out among them. */
export function entryRows(field: ListField, { content }: Snapshot, view: CaseView): EntryRow[] {
  const shown = new Map(view.content[field].map(entry => [entrySlot(field, entry).id, entry]))
  const rows: EntryRow[] = []
  for (const entry of content[field]) {
    const { id } = entrySlot(field, entry)
    const mark = view.marks.get(id) ?? null
    const here = shown.get(id)
    if (here !== undefined) rows.push({ id, entry: here, mark, removed: false })
    else if (mark !== null) rows.push({ id, entry, mark, removed: takesAway(mark) })
    shown.delete(id)
  }
  for (const [id, entry] of shown) rows.push({ id, entry, mark: view.marks.get(id) ?? null, removed: false })
  return rows
}

/** Whether two lists show the same, in the same objects. */
export function sameRows(a: readonly EntryRow[], b: readonly EntryRow[]): boolean {
  return a.length === b.length && a.every(({ id, entry, mark, removed }, index) => {
    const other = b[index]
    return other?.id === id && other.entry === entry && other.mark === mark && other.removed === removed
  })
}

function takesAway(mark: Mark): boolean {
  const change = mark.edits.at(-1)?.change
  return change !== undefined && change.kind !== 'undo' && wantedBy(change) === null
}
