import type { ServiceCase } from './state'

/** What reads find of a case, which need not be what it is by now. */
export interface Versions {
  /** A case was replaced by a newer version of itself. */
  replaced(before: ServiceCase): void
  /** The version a read gets. `back`: how many versions ago this read is told to be, asked only where there is an older one. */
  read(current: ServiceCase, back: () => number): ServiceCase
  forget(): void
}

/** Versions kept of a case. More than anyone reads back, and they share what did not change. */
const MOST_VERSIONS = 20

/** `lag`: after an update, how many reads still find the case as it was. */
export function createVersions(lag: () => number): Versions {
  const older = new Map<string, ServiceCase[]>()
  const lagging = new Map<string, { shown: ServiceCase, left: number }>()
  return {
    replaced(before) {
      const { caseId } = before
      older.set(caseId, [...older.get(caseId) ?? [], before].slice(-MOST_VERSIONS))
      // Readers who are behind already stay where they are.
      if (lag() > 0) lagging.set(caseId, { shown: lagging.get(caseId)?.shown ?? before, left: lag() })
    },
    read(current, back) {
      const { caseId } = current
      const versions = older.get(caseId) ?? []
      const steps = versions.length > 0 ? back() : 0
      if (steps > 0) return versions.at(-steps) ?? versions[0] ?? current
      const behind = lagging.get(caseId)
      if (behind === undefined) return current
      behind.left -= 1
      if (behind.left <= 0) lagging.delete(caseId)
      return behind.shown
    },
    forget() {
      older.clear()
      lagging.clear()
    },
  }
}
