import type { Snapshot } from '../case'
import { LIST_FIELDS } from '../fields'
import type { OpenEdit } from '../view'
import { viewOf } from '../view'

/** One line of the case list. */
export interface CaseRow {
  caseId: string
  title: string
  status: string | null
  lastUpdatedDate: number | null
  closed: boolean
  complete: boolean
  gone: boolean
  /** Slots that wait to be sent, that conflict, and that are parked or recovered. */
  waiting: number
  conflicts: number
  parked: number
  /** Whether something of it may have been overwritten, and nobody has looked. */
  reported: boolean
}

/** What is known of cases besides their snapshots, by case. */
export interface About { open: ReadonlyMap<string, readonly OpenEdit[]>, reported: ReadonlyMap<string, unknown> }

const NONE: readonly OpenEdit[] = []

// Thousands of cases may be listed, and an edit changes the row of one.
const made = new WeakMap<Snapshot, { open: readonly OpenEdit[], row: CaseRow }>()

/** The cases that `search` finds, those that need the responder first, then the most lately updated. */
export function rowsOf(snapshots: readonly Snapshot[], { open, reported }: About, search: string): CaseRow[] {
  const words = search.toLowerCase().split(/\s+/).filter(word => word !== '')
  const found: CaseRow[] = []
  for (const snapshot of snapshots) {
    const ofCase = open.get(snapshot.caseId) ?? NONE
    if (words.length > 0 && !finds({ ...snapshot, content: viewOf(snapshot, ofCase).content }, words)) continue
    found.push(rowOf(snapshot, ofCase, reported.has(snapshot.caseId)))
  }
  return found.sort(needsMeFirst)
}

function rowOf(snapshot: Snapshot, open: readonly OpenEdit[], reported: boolean): CaseRow {
  const known = made.get(snapshot)
  if (known?.open === open && known.row.reported === reported) return known.row
  const { content, marks } = viewOf(snapshot, open)
  const kinds = [...marks.values()]
  const conflicts = kinds.filter(mark => mark.kind === 'held' && mark.reason.kind === 'conflict').length
  const held = kinds.filter(mark => mark.kind === 'held').length
  const row: CaseRow = {
    caseId: snapshot.caseId,
    title: content.title ?? '',
    status: snapshot.facts.caseStatus,
    lastUpdatedDate: snapshot.facts.lastUpdatedDate,
    closed: snapshot.facts.closedDate !== null || snapshot.facts.caseStatus === 'Closed',
    complete: snapshot.complete,
    gone: snapshot.gone,
    waiting: kinds.length - held,
    conflicts,
    parked: held - conflicts,
    reported,
  }
  made.set(snapshot, { open, row })
  return row
}

function needsMeFirst(a: CaseRow, b: CaseRow): number {
  return Number(needsMe(b)) - Number(needsMe(a))
    || Number(a.closed) - Number(b.closed)
    || (b.lastUpdatedDate ?? 0) - (a.lastUpdatedDate ?? 0)
    || (a.caseId < b.caseId ? -1 : 1)
}

function needsMe({ conflicts, parked, reported }: CaseRow): boolean {
  return reported || conflicts + parked > 0
}

/** Every word stands somewhere in the case: in a text, in any member of any entry, in its id or status. */
function finds({ caseId, facts, content }: Snapshot, words: readonly string[]): boolean {
  const texts = [caseId, facts.caseStatus, content.title, content.description, content.engagementType]
  const entries = LIST_FIELDS.flatMap(field => content[field].flatMap(entry => Object.values(entry)))
  const haystack = [...texts, ...entries].join('\n').toLowerCase()
  return words.every(word => haystack.includes(word))
}
