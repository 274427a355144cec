import type { FullCase } from '#practice/wire'
import type { Intent } from './script'

/** The places of a case, each with what stands there, written so that two cases can be compared place by place. */
export type Places = ReadonlyMap<string, string>

export function placesOf(found: FullCase): Places {
  const places = new Map<string, string>()
  for (const field of ['title', 'description', 'engagementType', 'reportedIncidentStartDate', 'actualIncidentStartDate'] as const) {
    places.set(field, String(found[field] ?? ''))
  }
  for (const entry of found.watchers) places.set(`watchers/${entry['email']?.toLowerCase()}`, `${entry['name'] ?? ''} · ${entry['jobTitle'] ?? ''}`)
  for (const entry of found.threatActorIpAddresses) places.set(`threatActorIpAddresses/${entry['ipAddress']}`, entry['userAgent'] ?? '')
  for (const entry of found.impactedAwsRegions) places.set(`impactedAwsRegions/${entry['region']}`, '')
  for (const service of found.impactedServices) places.set(`impactedServices/${service}`, '')
  for (const account of found.impactedAccounts) places.set(`impactedAccounts/${account}`, '')
  for (const entry of found.caseMetadata ?? []) places.set(`caseMetadata/${entry['key']}`, entry['value'] ?? '')
  return places
}

/** What every writer's script, taken together, means the cases to hold. Places in no script stay as they were. */
export function intended(before: ReadonlyMap<string, Places>, intents: readonly Intent[]): Map<string, Map<string, string>> {
  const cases = new Map([...before].map(([caseId, places]) => [caseId, new Map(places)]))
  for (const intent of intents) {
    const places = cases.get(intent.caseId)
    if (places === undefined) throw new Error(`The script names a case that is not there: ${intent.caseId}`)
    switch (intent.do) {
      case 'set': places.set(intent.field, intent.value); break
      case 'date': places.set(intent.field, String(intent.seconds)); break
      case 'add': places.set(`${intent.field}/${intent.key}`, ''); break
      case 'remove': places.delete(`${intent.field}/${intent.key}`); break
      case 'paste': for (const key of intent.keys) places.set(`${intent.field}/${key}`, ''); break
      case 'watch': places.set(`watchers/${intent.email}`, `${intent.name} · ${intent.jobTitle}`); break
      case 'jobTitle': {
        const name = places.get(`watchers/${intent.email}`)?.split(' · ')[0] ?? ''
        places.set(`watchers/${intent.email}`, `${name} · ${intent.value}`)
        break
      }
      case 'put': places.set(`caseMetadata/${intent.key}`, intent.value)
    }
  }
  return cases
}

/**
 * Place by place: `lost` where what the responder wanted is not there, `overwritten` where something changed that no
 * script wanted, or what a colleague wanted is not there. `theirs`: what the colleague alone would have left.
 */
export function compare({ before, theirs, wanted, after }: Record<'before' | 'theirs' | 'wanted' | 'after', ReadonlyMap<string, Places>>): {
  lost: string[]
  overwritten: string[]
} {
  const lost: string[] = []
  const overwritten: string[] = []
  for (const [caseId, was] of before) {
    const want = wanted.get(caseId) ?? was
    const is = after.get(caseId) ?? new Map<string, string>()
    for (const place of new Set([...was.keys(), ...want.keys(), ...is.keys()])) {
      if (is.get(place) === want.get(place)) continue
      const mine = want.get(place) !== was.get(place) && want.get(place) !== theirs.get(caseId)?.get(place)
      const list = mine ? lost : overwritten
      list.push(`${caseId} ${place}`)
    }
  }
  return { lost, overwritten }
}
