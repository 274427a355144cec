import type { Snapshot } from '#domain/case'

/** What is known of a mirrored case. */
export interface Version { lastUpdatedDate: number | null, complete: boolean }

/**
 * Cases whose details are worth a read, after a listing of all: those that moved or were never read, open ones
 * first, then the most lately updated; last those that the list no longer has, to learn whether they are gone.
 */
export function casesToRead(listed: readonly Snapshot[], known: ReadonlyMap<string, Version>): string[] {
  const moved = listed.filter(({ caseId, facts }) => {
    const version = known.get(caseId)
    return version === undefined || !version.complete || version.lastUpdatedDate !== facts.lastUpdatedDate
  })
  const names = new Set(listed.map(({ caseId }) => caseId))
  const missing = [...known.keys()].filter(caseId => !names.has(caseId))
  return [...moved.sort(openAndRecentFirst).map(({ caseId }) => caseId), ...missing]
}

function openAndRecentFirst(a: Snapshot, b: Snapshot): number {
  return Number(isClosed(a)) - Number(isClosed(b)) || (b.facts.lastUpdatedDate ?? 0) - (a.facts.lastUpdatedDate ?? 0)
}

function isClosed({ facts }: Snapshot): boolean {
  return facts.caseStatus === 'Closed' || facts.closedDate !== null
}
