/** Numbers that one seed decides: the same seed, the same numbers. */
export interface Chance {
  /** From 0 up to, not including, 1. */
  next(): number
  /** A whole number, both ends included. */
  between(least: number, most: number): number
  of<T>(items: readonly [T, ...T[]]): T
  /** True in `share` of all cases. */
  is(share: number): boolean
  /** A stream of its own: what one part draws does not move what another one gets. */
  branch(name: string): Chance
}

/** Mulberry32: small, fast, and good enough to deal cards with. */
export function createChance(seed: number): Chance {
  let state = seed >>> 0

  function next(): number {
    state = (state + 0x6D2B79F5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  return {
    next,
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    of: items => items[Math.floor(next() * items.length)] ?? items[0],
    is: share => next() < share,
    branch: name => createChance(Math.imul(seed ^ hash(name), 0x9E3779B1)),
  }
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811C9DC5
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  return value >>> 0
}
