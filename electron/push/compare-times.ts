/**
 * Below 0 where a is the earlier, 0 where they are the same, as finely as both tell: the case and its log need not
 * count alike, and where one of the two is told in whole seconds, the other is taken so.
 */
export function compareTimes(a: number, b: number): number {
  const whole = a % 1000 === 0 || b % 1000 === 0
  return whole ? Math.floor(a / 1000) - Math.floor(b / 1000) : a - b
}
