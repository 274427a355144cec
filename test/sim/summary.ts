import type { Played } from './play'
import type { ViolationKind } from './violation'
import { VIOLATION_KINDS } from './violation'

/** What a batch of seeds came to; of each kind of violation, in how many seeds it was seen. */
export type Summary = Readonly<Record<'seeds' | 'steps' | 'crashes' | 'faults' | ViolationKind, number>> & { failures: readonly number[] }

export const NO_FIGURES: Played['figures'] = { steps: 0, crashes: 0, faults: 0 }
const NONE = {
  lost: 0, duplicated: 0, silentOverwrites: 0, stuck: 0, early: 0,
  disordered: 0, hasty: 0, resurrected: 0, shown: 0, needless: 0, defects: 0,
}

export function emptySummary(): Summary {
  return { seeds: 0, ...NO_FIGURES, ...NONE, failures: [] }
}

export function addUp(summary: Summary, seed: number, { violations, figures }: Pick<Played, 'violations' | 'figures'>): Summary {
  const kinds = VIOLATION_KINDS.filter(kind => violations.some(one => one.kind === kind))
  return {
    ...summary,
    seeds: summary.seeds + 1,
    steps: summary.steps + figures.steps,
    crashes: summary.crashes + figures.crashes,
    faults: summary.faults + figures.faults,
    ...Object.fromEntries(kinds.map(kind => [kind, summary[kind] + 1])),
    failures: violations.length > 0 ? [...summary.failures, seed].sort((a, b) => a - b) : summary.failures,
  }
}
