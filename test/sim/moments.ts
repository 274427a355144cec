import type { WorkspaceName } from './app'
import type { Machine } from './machine'
import type { SimPage } from './page'
import { US } from './service'
import type { Site } from './site'
import type { ViolationKind } from './violation'
import { nameOf } from './witness'

/** What one look at the journal shows to be wrong, whatever came before. */
export interface Moments {
  /** To be called after each step. */
  look(): void
  /** What was being written may be zeros by now: whole lines that nobody was told of. */
  powerCut(): void
  /** What is known of our own writes is gone, or bears times that tell nothing. */
  forget(): void
}

const EVERY_MS = 1000

export function createMoments({ now, machine, site, blame }: {
  now: () => number
  machine: Machine
  site: (workspace: WorkspaceName) => Site
  blame: (kind: ViolationKind, what: string) => void
}): Moments {
  let nextAt = 0
  let cut = false
  let forgotten = false
  let watched: SimPage | null = null

  /** An edit that went with its page was never saved; one that was made on it may end in a question. */
  function watchPage(): void {
    const page = machine.page()
    if (page === watched) return
    forgotten ||= watched?.rows().some(({ id }) => watched?.isSaved(id) === false) === true
    watched = page
  }

  return {
    look() {
      watchPage()
      if (now() < nextAt) return
      nextAt = now() + EVERY_MS
      const open = machine.app()?.workspace()
      if (open == null) return
      const { service, logRefused } = site(nameOf(open.facts.id))
      const own = service.caseIds()
      if (open.damage.length > 0 && !cut) blame('defects', `lines of the journal of ${open.facts.id} cannot be read, and nobody else had written there`)
      for (const { edit: { caseId }, held } of open.journal.unsettled()) {
        if (!own.includes(caseId)) return blame('defects', `an edit of case ${caseId} is in the journal of workspace ${open.facts.id}`)
        const alone = service.versions(caseId).every(({ version, principal }) => version === 0 || principal === US)
        // Within one second nobody knows our own entry from another's: then it is held and asked (DESIGN section 6).
        const tellable = service.coins.stamps === 'millis' && !forgotten
        if (held?.kind === 'conflict' && alone && tellable && !logRefused(caseId)) blame('needless', `a question about ${held.field} of ${caseId}, where nobody else has written anything`)
      }
    },
    powerCut() { cut = true },
    forget() { forgotten = true },
  }
}
