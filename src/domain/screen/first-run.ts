import { REGION_NAME } from '../entry/regions'
import type { NewProfile, ProfileKind } from '../sign-in'
import { nameFor } from './new-profile'

/** An AWS profile as far as choosing one needs it. */
export interface ProfileChoice {
  name: string
  account: string | null
  role: string | null
  region: string | null
  kind: ProfileKind | null
  problem: string | null
}

/** What a responder can work on: one role in one account, in the regions that there are profiles for. */
export interface WorkPlace {
  /** The name of its first profile: unique, and stays the same while the file does. */
  id: string
  account: string | null
  role: string | null
  /** At least one. Two profiles of one region differ by their name only. */
  regions: ReadonlyArray<{ profile: string, region: string }>
  /** What its profile for another region is made of; null where such a one has to be set up by hand. */
  kind: ProfileKind | null
}

/** The places that the profiles of this machine lead to, in the order of the file; those that cannot be used are apart. */
export function workPlaces(profiles: readonly ProfileChoice[]): { places: WorkPlace[], unusable: ProfileChoice[] } {
  const places = new Map<string, WorkPlace>()
  const unusable: ProfileChoice[] = []
  for (const profile of profiles) {
    const { name, account, role, region, kind, problem } = profile
    if (problem !== null || region === null) {
      unusable.push(profile)
      continue
    }
    const key = JSON.stringify([account, role])
    const place = places.get(key) ?? { id: name, account, role, regions: [], kind: null }
    places.set(key, { ...place, regions: [...place.regions, { profile: name, region }], kind: place.kind ?? kind })
  }
  return { places: [...places.values()], unusable }
}

/** The regions that the place has no profile for, each with its name: those of China are for accounts of China only. */
export function otherRegions({ regions, kind }: WorkPlace): Array<[code: string, name: string]> {
  if (kind === null) return []
  const inChina = (region: string) => region.startsWith('cn-')
  return Object.entries(REGION_NAME)
    .filter(([code]) => inChina(code) === inChina(kind.portal.region) && !regions.some(({ region }) => region === code))
}

/** The place's profile for another region. */
export function profileBeside(kind: ProfileKind, { region, taken }: { region: string, taken: readonly string[] }): NewProfile {
  return { ...kind, name: nameFor({ ...kind, taken }), region }
}
