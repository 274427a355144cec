import type { Machine } from './machine'
import type { SimPage } from './page'
import type { ViolationKind } from './violation'

/** Whether screen and journal come to hold the same, by themselves: each makes up for what the other missed. */
export interface Evenness {
  /** To be called after each step. */
  look(): void
  /** For `ms` from now one of both can take nothing. */
  forgive(ms: number): void
}

/** The longest wait between two tries, half a minute (src/link/retry.ts), and what the second of them takes. */
const LONGEST_MS = 60_000
const EVERY_MS = 1000

export function createEvenness({ now, machine, blame }: {
  now: () => number
  machine: Machine
  blame: (kind: ViolationKind, what: string) => void
}): Evenness {
  /** Since when something has been uneven, on one page. */
  let since = new Map<string, number>()
  let watched: SimPage | null = null
  let nextAt = 0
  let forgivenUntil = 0

  function uneven(page: SimPage): string[] {
    const open = machine.app()?.workspace()
    if (open == null || page.workspaceId() !== open.facts.id) return []
    const left = new Set(open.journal.unsettled().map(({ edit }) => edit.id))
    const rows = page.rows()
    const shown = new Set(rows.map(({ id }) => id))
    return [
      ...rows.filter(({ id }) => !page.isSaved(id)).map(({ id }) => `${id} is not in both logs`),
      ...[...left].filter(id => !shown.has(id)).map(id => `${id} waits in the journal, and is not on the screen`),
      ...rows.filter(({ id }) => page.isSaved(id) && !left.has(id)).map(({ id }) => `${id} is on the screen, and waits nowhere`),
    ]
  }

  return {
    look() {
      if (now() < nextAt) return
      nextAt = now() + EVERY_MS
      const page = machine.page()
      if (page !== watched || now() < forgivenUntil) since = new Map()
      watched = page
      if (page === null) return
      since = new Map(uneven(page).map(what => [what, since.get(what) ?? now()]))
      for (const [what, at] of since) if (now() - at > LONGEST_MS) blame('stuck', `${what}, for a minute`)
    },
    forgive(ms) { forgivenUntil = Math.max(forgivenUntil, now() + ms) },
  }
}
