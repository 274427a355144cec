import { LIST_LIMIT, TEXT_LIMIT } from '#domain/fields'
import type { Rehearsal } from '#domain/rehearsal'
import type { FaultInput } from './fault-kinds'
import type { Practice } from './practice'

export interface Rehearsals {
  /** Ends the one before. `caseId`: the case that a colleague edits; null takes the newest. */
  begin(rehearsal: Rehearsal, caseId: string | null): Promise<void>
  end(): void
  /** Null once all of it has been met. */
  current(): Rehearsal | null
}

/** What each rehearsal has the service do; a colleague is no fault. */
const FAULTS: Record<Exclude<Rehearsal, 'colleague'>, FaultInput> = {
  // Reads too, so that it shows at once; long enough to be watched, short enough to be waited for.
  throttle: { kind: 'throttle', on: 'any', times: 4, retryAfter: '10' },
  conflict: { kind: 'conflict', times: 2 },
  unavailable: { kind: 'unavailable', on: 'any', times: 4 },
  lostReply: { kind: 'reset', applied: true },
  hang: { kind: 'hang' },
  captivePortal: { kind: 'captivePortal', on: 'any', times: null },
  refusal: { kind: 'validation' },
  signInExpired: { kind: 'expiredToken', on: 'any', times: null },
  quota: { kind: 'quota', times: null },
}

/** One rehearsal at a time, on a practice service whose faults are nobody else's. */
export function createRehearsals(practice: Pick<Practice, 'misbehave' | 'behave' | 'faults' | 'cases' | 'editAs'>): Rehearsals {
  let begun: { rehearsal: Rehearsal, fault: number } | null = null
  return {
    async begin(rehearsal, caseId) {
      practice.behave()
      if (rehearsal === 'colleague') await editAsColleague(practice, caseId)
      else begun = { rehearsal, fault: practice.misbehave(FAULTS[rehearsal]).id }
    },
    end: practice.behave,
    current: () => practice.faults.some(({ id }) => id === begun?.fault) ? begun?.rehearsal ?? null : null,
  }
}

const REWORDED = ' (reworded by a colleague)'

/** Another title, so that a responder's own meets it, and one more address, so that a list does. */
async function editAsColleague({ cases, editAs }: Pick<Practice, 'cases' | 'editAs'>, caseId: string | null): Promise<void> {
  const all = cases()
  const one = all.find(candidate => candidate.caseId === caseId) ?? all[0]
  if (one === undefined) return
  const addresses = new Set(one.threatActorIpAddresses.map(entry => entry['ipAddress']))
  const ipAddress = Array.from({ length: 254 }, (_, index) => `198.51.100.${254 - index}`).find(address => !addresses.has(address))
  const added = ipAddress !== undefined && addresses.size < LIST_LIMIT.threatActorIpAddresses ? [{ ipAddress }] : []
  await editAs({ caseId: one.caseId, update: { title: reworded(one.title ?? ''), threatActorIpAddressesToAdd: added } })
}

/** Within the limit of a title, whatever it was; a second time it goes back. */
function reworded(title: string): string {
  if (title.endsWith(REWORDED)) return title.slice(0, -REWORDED.length) || REWORDED.trim()
  return [...title].slice(0, TEXT_LIMIT.title[1] - REWORDED.length).join('') + REWORDED
}
