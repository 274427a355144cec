import type { Spread } from './stats'

/** One line of the bench: what took how long, against what, and whether that is good enough. */
export interface Row {
  /** The group it is run with. */
  group: string
  what: string
  unit: 'ms' | 'MB' | 'calls' | '%' | 'µs/edit'
  measured: Spread
  /** What it is compared with; null where the goal is a figure of its own. */
  baseline: { what: string, spread: Spread } | null
  ratio: number | null
  /** In words; null where the row only tells. */
  goal: string | null
  met: boolean | null
}

export interface Bench {
  tell: (line: string) => void
  /** Few repetitions: to see that all of it runs. */
  quick: boolean
}

export function plain(row: Pick<Row, 'group' | 'what' | 'unit' | 'measured'>): Row {
  return { ...row, baseline: null, ratio: null, goal: null, met: null }
}
