/** Requests that are still on their way although their connection has ended. */
export interface Landings {
  /** `land` runs after `ms`, or with {@link landNow}; null waits for that. */
  add(ms: number | null, land: () => Promise<void>): void
  /** All that are on their way arrive, in the order they were sent. Resolves with their number when they have. */
  landNow(): Promise<number>
  /** Whatever has not arrived never does. */
  forget(): void
}

export function createLandings(): Landings {
  const pending = new Map<() => Promise<void>, NodeJS.Timeout | null>()

  async function arrive(land: () => Promise<void>): Promise<void> {
    clearTimeout(pending.get(land) ?? undefined)
    if (pending.delete(land)) await land()
  }

  return {
    add(ms, land) {
      pending.set(land, ms === null ? null : setTimeout(() => void arrive(land), ms).unref())
    },
    async landNow() {
      const due = [...pending.keys()]
      for (const land of due) await arrive(land)
      return due.length
    },
    forget() {
      for (const timer of pending.values()) clearTimeout(timer ?? undefined)
      pending.clear()
    },
  }
}
