import { MAP_FIELD } from '#domain/fields'
import { sameValue, valueAt } from '#domain/slot'
import type { WorkspaceName } from './app'
import { METADATA_KEYS, PLACES, words } from './places'
import type { ServiceModel, Version } from './service'
import type { World } from './world'

/** Colleagues' changes are on the screen within a minute (electron/pull/pull.ts); a round that met one on its way counts for nothing. */
const TWO_ROUNDS_MS = 150_000
const LONGEST_WAIT_MS = 3_600_000

/** Once all is quiet, what the screen shows is what the service holds, and what nobody deleted is there. */
export async function lastLook(world: World, workspace: WorkspaceName): Promise<void> {
  const { witness, sites, runUntil, clockWasSet } = world
  const { service, metadataForgotten } = sites[workspace]
  for (const caseId of service.caseIds()) {
    const keys = new Set(service.content(caseId)[MAP_FIELD].map(({ key }) => key))
    const told = witness.spots.toldLost(workspace, caseId)
    const gone = METADATA_KEYS.filter(key => !keys.has(key) && !told.has(key))
    if (gone.length > 0 && !metadataForgotten()) witness.blame('lost', `metadata of ${caseId}: ${gone.join(', ')} gone, and nobody had deleted it or was told`)
  }
  // Between two starts a clock that was set leaves no telling which of two reads came first.
  if (clockWasSet()) return
  // A wait that the service asked for comes first.
  await runUntil(() => world.machine.app()?.workspace()?.status().throttledUntil == null, LONGEST_WAIT_MS)
  if (await runUntil(() => differing(world, workspace).length === 0, TWO_ROUNDS_MS)) return
  for (const what of differing(world, workspace)) witness.blame('shown', what)
}

function differing({ machine, sites }: World, workspace: WorkspaceName): string[] {
  const page = machine.page()
  const { service } = sites[workspace]
  return service.caseIds().flatMap((caseId) => {
    const snapshot = page?.snapshot(caseId)
    if (snapshot === undefined || !snapshot.complete || snapshot.gone || isUntold(service, caseId)) return []
    const content = service.content(caseId)
    const slot = PLACES.map(place => place.slot).find(one => !sameValue(one.field, valueAt(snapshot.content, one), valueAt(content, one)))
    if (slot === undefined) return []
    return [`${slot.id} of ${caseId} shows ${words(slot, valueAt(snapshot.content, slot))}, and the service holds ${words(slot, valueAt(content, slot))}`]
  })
}

/** Two changes within one second, at a service that counts whole seconds: whoever read between them is not told of the second. */
function isUntold({ coins, versions }: ServiceModel, caseId: string): boolean {
  const newest = versions(caseId).findLast(({ logged }: Version) => logged)
  return coins.stamps === 'seconds' && versions(caseId).filter(({ logged, at }) => logged && at === newest?.at).length > 1
}
