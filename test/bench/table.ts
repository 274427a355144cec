import type { Row } from './row'
import type { Spread } from './stats'

const HEAD = ['', 'median', 'from … to', 'runs', 'against', 'ratio', 'goal', '']

/** The rows as lines of text, columns aligned. */
export function table(rows: readonly Row[]): string[] {
  const lines = [HEAD, ...rows.map(cells)]
  const widths = HEAD.map((_, column) => Math.max(...lines.map(line => line[column]?.length ?? 0)))
  return lines.map(line => line.map((cell, column) => column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)).join('  ').trimEnd())
}

function cells({ what, unit, measured, baseline, ratio, goal, met }: Row): string[] {
  return [
    what,
    `${figure(measured.median)} ${unit}`,
    range(measured),
    String(measured.runs),
    baseline === null ? '' : `${baseline.what} ${figure(baseline.spread.median)} (${range(baseline.spread)})`,
    ratio === null ? '' : `${ratio.toFixed(2)}×`,
    goal ?? '',
    met === null ? '' : met ? 'met' : 'MISSED',
  ]
}

const range = ({ least, most }: Spread): string => `${figure(least)} … ${figure(most)}`

function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)
}
