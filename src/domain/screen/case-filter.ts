import type { CaseFilter } from '../preferences'
import { caseFilterSchema, FILTER_MARKS } from '../preferences'
import { type CaseRow, needsMe } from './case-rows'

export type CaseMark = CaseFilter['marks'][number]
export type CaseSort = CaseFilter['sort']

/** Lists all cases, in the order in which they want attention. */
export const EVERY_CASE: CaseFilter = caseFilterSchema.parse({})

/** What cases are most often chosen by, and what they are chosen by now and then. */
export const STANDING_MARKS: readonly CaseMark[] = ['needsMe', 'pending', 'changed']
export const RARE_MARKS: readonly CaseMark[] = ['conflict', 'parked', 'draft']

/** A case's way through the service. Source: CaseStatus of the service model of 2018-05-10. */
export const STATUSES = [
  'Submitted', 'Acknowledged', 'Detection and Analysis', 'Containment, Eradication and Recovery', 'Post-incident Activities',
  'Ready to Close', 'Closed',
] as const

/** The rows that pass, in the order given, and how many would if the responder chose one thing more of a group. */
export interface Listed {
  rows: CaseRow[]
  marks: ReadonlyMap<CaseMark, number>
  statuses: ReadonlyMap<string, number>
  engagements: ReadonlyMap<string, number>
}

const HAS: Record<CaseMark, (row: CaseRow) => boolean> = {
  needsMe,
  pending: row => row.waiting > 0,
  conflict: row => row.conflicts > 0,
  parked: row => row.parked > 0,
  changed: row => row.changed,
  draft: row => row.drafted,
}

/**
 * What passes the groups of `filter`: within a group any may match, across groups all must, and an empty group passes
 * everything. Search is somebody else's (see case-search).
 */
export function listCases(rows: readonly CaseRow[], { statuses, engagements, marks }: Omit<CaseFilter, 'search' | 'sort'>): Listed {
  const listed: CaseRow[] = []
  const byMark = new Map<CaseMark, number>()
  const byStatus = new Map<string, number>()
  const byEngagement = new Map<string, number>()
  for (const row of rows) {
    const isStatus = statuses.length === 0 || (row.status !== null && statuses.includes(row.status))
    const isEngagement = engagements.length === 0 || (row.engagement !== null && engagements.includes(row.engagement))
    const isMarked = marks.length === 0 || marks.some(mark => HAS[mark](row))
    if (isStatus && isEngagement && isMarked) listed.push(row)
    if (isEngagement && isMarked) count(byStatus, row.status)
    if (isStatus && isMarked) count(byEngagement, row.engagement)
    if (isStatus && isEngagement && isMarkedAtAll(row)) for (const mark of FILTER_MARKS) if (HAS[mark](row)) count(byMark, mark)
  }
  return { rows: listed, marks: byMark, statuses: byStatus, engagements: byEngagement }
}

/** Most cases are not, and need no closer look. */
function isMarkedAtAll({ waiting, conflicts, parked, reported, changed, drafted }: CaseRow): boolean {
  return waiting + conflicts + parked > 0 || reported || changed || drafted
}

function count<T>(counts: Map<T, number>, key: T | null): void {
  if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1)
}

/** Whether only a part of the cases is asked for. */
export function isFiltered({ search, statuses, engagements, marks }: CaseFilter): boolean {
  return search.trim() !== '' || statuses.length + engagements.length + marks.length > 0
}

/** Whether both list the same cases in the same order, whichever was chosen first within a group. */
export function isSameFilter(a: CaseFilter, b: CaseFilter): boolean {
  const same = (ours: readonly string[], theirs: readonly string[]) =>
    ours.length === theirs.length && ours.every(one => theirs.includes(one))
  return a.search.trim() === b.search.trim() && a.sort === b.sort
    && same(a.statuses, b.statuses) && same(a.engagements, b.engagements) && same(a.marks, b.marks)
}

/** `values` with `value` put in, or taken out where it is there. */
export function toggled<T>(values: readonly T[], value: T): readonly T[] {
  return values.includes(value) ? values.filter(each => each !== value) : [...values, value]
}
