import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { v7 as newId } from 'uuid'
import type { UpdateCall } from '#domain/call'
import type { Edit, FieldChange } from '#domain/edit'

/** So many cases, as seeds of the practice service. */
export async function writeSeeds(folder: string, cases: number): Promise<string> {
  await mkdir(folder, { recursive: true })
  for (const caseId of caseIds(cases)) {
    await writeFile(path.join(folder, `${caseId}.json`), JSON.stringify({
      caseId,
      title: titleOf(caseId, 0),
      description: [descriptionOf(caseId, 0)],
      engagementType: 'Security Incident',
      caseStatus: 'Acknowledged',
      resolverType: 'Self',
      hoursAgo: { reportedIncidentStartDate: 5, createdDate: 4, lastUpdatedDate: 3 },
      watchers: [{ email: 'mia.keller@example.com', name: 'Mia Keller' }],
      threatActorIpAddresses: [{ ipAddress: '192.0.2.18' }],
      impactedServices: ['AWS IAM'],
      impactedAwsRegions: ['eu-central-1'],
      impactedAccounts: ['111122223333'],
      caseMetadata: {},
      edits: [{ by: 'mia.keller', hoursAgo: 3, action: 'Case Updated', message: 'Case updated: set title' }],
    }))
  }
  return folder
}

export const caseIds = (count: number): string[] => Array.from({ length: count }, (_, index) => String(5_000_000_000 + index))

const titleOf = (caseId: string, version: number): string => `Keys of case ${caseId} used from abroad, as known at ${version}`
const descriptionOf = (caseId: string, version: number): string =>
  `Seen in the trail of case ${caseId}: calls from an address that nobody knows, by a key of a role that is not used at night.\n\nVersion ${version} of what we know.`

/** What one case holds at the service, as far as nights change it. */
interface Held { title: string, description: string, addresses: readonly string[] }

/** Nights of typing, one after another, on the same cases. */
export interface Nights {
  /**
   * `each` edits on every case, in the order typed: half of them texts typed over and over, half addresses that come and
   * go, so that one night's case is like the last one's.
   */
  next(each: number): Edit[]
  /** The newest night of this case never came to the service. */
  forget(caseId: string): void
  /** The one call that carries the edits of the newest night, by case. */
  calls(): Map<string, UpdateCall>
}

/** Most addresses that come in a night: a call carries 200, a case holds 200. */
const MOST_ADDRESSES = 20

export function nights(cases: readonly string[]): Nights {
  const held = new Map(cases.map((caseId): [string, Held] =>
    [caseId, { title: titleOf(caseId, 0), description: descriptionOf(caseId, 0), addresses: [] }]))
  let before = new Map<string, Held>()
  let calls = new Map<string, UpdateCall>()
  let version = 0
  let addresses = 0

  function night(caseId: string, each: number): FieldChange[] {
    const now = held.get(caseId)
    if (now === undefined) throw new RangeError(`There is no case ${caseId}.`)
    const added: Array<{ ipAddress: string }> = []
    const gone: Array<{ ipAddress: string }> = []
    const yesterdays = [...now.addresses]
    const changes = Array.from({ length: each }, (_, index): FieldChange => {
      const [oldest] = yesterdays
      if (index % 4 === 3 && oldest !== undefined) {
        yesterdays.shift()
        const entry = { ipAddress: oldest }
        gone.push(entry)
        return { kind: 'remove', field: 'threatActorIpAddresses', entry }
      }
      if (index % 2 === 1 && added.length < MOST_ADDRESSES) {
        const entry = { ipAddress: `10.${addresses >> 16}.${addresses >> 8 & 255}.${addresses & 255}` }
        addresses += 1
        added.push(entry)
        return { kind: 'add', field: 'threatActorIpAddresses', entry }
      }
      version += 1
      const field = index % 4 === 0 ? 'title' : 'description'
      const base = now[field]
      const value = field === 'title' ? titleOf(caseId, version) : descriptionOf(caseId, version)
      now[field] = value
      return { kind: 'set', field, value, base }
    })
    now.addresses = [...yesterdays, ...added.map(({ ipAddress }) => ipAddress)]
    const { title, description } = now
    calls.set(caseId, {
      set: { title, ...each > 2 && { description } },
      add: added.length === 0 ? {} : { threatActorIpAddresses: added },
      remove: gone.length === 0 ? {} : { threatActorIpAddresses: gone },
      put: [],
    })
    return changes
  }

  return {
    next(each) {
      calls = new Map()
      before = new Map([...held].map(([caseId, now]) => [caseId, { ...now }]))
      const byCase = cases.map(caseId => night(caseId, each).map(change => ({ caseId, change })))
      // A responder goes from case to case.
      return Array.from({ length: each }, (_, index) => byCase.flatMap(changes => changes[index] ?? [])).flat()
        .map(({ caseId, change }): Edit => ({ id: newId(), caseId, at: Date.now(), supersedes: [], change }))
    },
    forget(caseId) {
      const now = before.get(caseId)
      if (now !== undefined) held.set(caseId, now)
    },
    calls: () => calls,
  }
}
