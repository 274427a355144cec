/** Changes that are made and seen, but not on disk yet, oldest first. */
export interface Pending<C> {
  add(change: C): void
  /** Names this moment: a sync that begins now covers what was made up to here. */
  mark(): number
  /** Takes out what was made up to the mark. */
  upTo(mark: number): C[]
  all(): readonly C[]
}

export function createPending<C>(): Pending<C> {
  const changes: C[] = []
  let first = 0
  return {
    add: (change) => { changes.push(change) },
    mark: () => first + changes.length,
    upTo(mark) {
      const taken = changes.splice(0, Math.max(0, mark - first))
      first += taken.length
      return taken
    },
    all: () => changes,
  }
}
