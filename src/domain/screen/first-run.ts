/** An AWS profile as far as choosing one needs it. */
export interface ProfileChoice { name: string, account: string | null, role: string | null, region: string | null, problem: string | null }

/** What a responder can work on: one role in one account, in the regions that there are profiles for. */
export interface WorkPlace {
  /** The name of its first profile: unique, and stays the same while the file does. */
  id: string
  account: string | null
  role: string | null
  /** At least one. Two profiles of one region differ by their name only. */
  regions: ReadonlyArray<{ profile: string, region: string }>
}

/** The places that the profiles of this machine lead to, in the order of the file; those that cannot be used are apart. */
export function workPlaces(profiles: readonly ProfileChoice[]): { places: WorkPlace[], unusable: ProfileChoice[] } {
  const places = new Map<string, WorkPlace>()
  const unusable: ProfileChoice[] = []
  for (const profile of profiles) {
    const { name, account, role, region, problem } = profile
    if (problem !== null || region === null) {
      unusable.push(profile)
      continue
    }
    const key = JSON.stringify([account, role])
    const place = places.get(key) ?? { id: name, account, role, regions: [] }
    places.set(key, { ...place, regions: [...place.regions, { profile: name, region }] })
  }
  return { places: [...places.values()], unusable }
}
