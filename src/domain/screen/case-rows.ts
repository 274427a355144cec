import type { CaseContent, Snapshot } from '../case'
import type { OpenEdit } from '../view'
import { viewOf } from '../view'

/** One line of the case list. */
export interface CaseRow {
  caseId: string
  title: string
  status: string | null
  engagement: string | null
  createdDate: number | null
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
  /** Whether someone else has changed it since the responder looked. */
  changed: boolean
  /** Whether something was typed in it that is no edit yet. */
  drafted: boolean
  /** The case as the screen shows it, to be searched. */
  content: CaseContent
}

/** What is known of cases besides their snapshots, by case. */
export interface About {
  open: ReadonlyMap<string, readonly OpenEdit[]>
  reported: { has: (caseId: string) => boolean }
  changed: { has: (caseId: string) => boolean }
  drafted: { has: (caseId: string) => boolean }
}

const NONE: readonly OpenEdit[] = []

// Thousands of cases may be listed, and an edit changes the row of one: what stays as it was stays the same object.
const made = new WeakMap<Snapshot, { open: readonly OpenEdit[], row: CaseRow }>()

export function rowOf(snapshot: Snapshot, about: About): CaseRow {
  const open = about.open.get(snapshot.caseId) ?? NONE
  const reported = about.reported.has(snapshot.caseId)
  const changed = about.changed.has(snapshot.caseId)
  const drafted = about.drafted.has(snapshot.caseId)
  const { open: openThen, row: then } = made.get(snapshot) ?? {}
  if (openThen === open && then?.reported === reported && then.changed === changed && then.drafted === drafted) return then
  const row = makeRow(snapshot, open, { reported, changed, drafted })
  made.set(snapshot, { open, row })
  return row
}

function makeRow(snapshot: Snapshot, open: readonly OpenEdit[], flags: Pick<CaseRow, 'reported' | 'changed' | 'drafted'>): CaseRow {
  const { content, marks } = viewOf(snapshot, open)
  let conflicts = 0
  let held = 0
  for (const mark of marks.values()) {
    if (mark.kind !== 'held') continue
    held += 1
    if (mark.reason.kind === 'conflict') conflicts += 1
  }
  return {
    caseId: snapshot.caseId,
    title: content.title ?? '',
    status: snapshot.facts.caseStatus,
    engagement: content.engagementType,
    createdDate: snapshot.facts.createdDate,
    lastUpdatedDate: snapshot.facts.lastUpdatedDate,
    closed: snapshot.facts.closedDate !== null || snapshot.facts.caseStatus === 'Closed',
    complete: snapshot.complete,
    gone: snapshot.gone,
    waiting: marks.size - held,
    conflicts,
    parked: held - conflicts,
    ...flags,
    content,
  }
}

export function needsMe({ conflicts, parked, reported }: CaseRow): boolean {
  return reported || conflicts + parked > 0
}
