import type { CaseSort } from './case-filter'
import { STATUSES } from './case-filter'
import { type CaseRow, needsMe } from './case-rows'

const ALPHABET = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })
const STAGE = new Map<string | null, number>(STATUSES.map((status, index) => [status, index]))

type Compare = (a: CaseRow, b: CaseRow) => number

/** The newest first; what has no date last. */
const newest: Compare = (a, b) => (b.lastUpdatedDate ?? 0) - (a.lastUpdatedDate ?? 0)

const FIRST: Record<CaseSort, Compare> = {
  needsMe: (a, b) => Number(needsMe(b)) - Number(needsMe(a)) || Number(a.closed) - Number(b.closed),
  updated: newest,
  created: (a, b) => (b.createdDate ?? 0) - (a.createdDate ?? 0),
  title: (a, b) => ALPHABET.compare(a.title, b.title),
  status: (a, b) => (STAGE.get(a.status) ?? STATUSES.length) - (STAGE.get(b.status) ?? STATUSES.length),
}

/** In the order asked for; among equals the most lately updated first, and never at random. */
export function inOrder(rows: readonly CaseRow[], sort: CaseSort): CaseRow[] {
  const first = FIRST[sort]
  return rows.toSorted((a, b) => first(a, b) || newest(a, b) || (a.caseId < b.caseId ? -1 : 1))
}
