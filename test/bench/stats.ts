/** Several runs of one thing, in the unit of the row. */
export interface Spread { median: number, least: number, most: number, runs: number }

/** @throws RangeError where there are none. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const [least] = sorted
  const most = sorted.at(-1)
  if (least === undefined || most === undefined) throw new RangeError('There is nothing to take the median of.')
  const upper = sorted[Math.floor(sorted.length / 2)] ?? most
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? least
  return { median: (lower + upper) / 2, least, most, runs: sorted.length }
}

/** How many times the baseline's median the measured one is. */
export function ratioOf(measured: Spread, baseline: Spread): number {
  return measured.median / baseline.median
}

/** Whether all were the same the values would have this ratio of the largest to the smallest be 1. */
export function unevenness(values: readonly number[]): number {
  const { least, most } = spreadOf(values)
  return most / least
}
