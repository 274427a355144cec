import type { Chance } from '../support/chance'
import type { WorkspaceName } from './app'
import type { AskedWaits } from './asked-waits'
import { createAskedWaits } from './asked-waits'
import type { Colleagues } from './colleagues'
import { createColleagues } from './colleagues'
import { EPOCH } from './machine-clock'
import type { Network } from './network'
import { createNetwork } from './network'
import { drawWeather } from './network-faults'
import { BEFORE_ALL } from './places'
import type { Life, Scheduler } from './scheduler'
import type { ServiceModel } from './service'
import { createServiceModel } from './service'
import { drawCoins } from './service-coins'
import type { Undoing } from './undoing'
import type { Witness } from './witness'

/** One account: its service, the way there, and who else works on its cases. */
export interface Site {
  service: ServiceModel
  network: Network
  colleagues: Colleagues
  caseIds: readonly string[]
  asked: AskedWaits
  /** Metadata that a call of ours wiped may be gone for good: the journal that knew of it is gone. */
  metadataForgotten(): boolean
  journalWiped(): void
  /** The service has refused to show the log of edits: nobody can tell then what became of a call without an answer. */
  logRefused(caseId: string): boolean
  /** Calls that met a fault so far. */
  faults(): number
}

export function createSite({ name, cases, scheduler, chance, wall, witness, undoing, note }: {
  name: WorkspaceName
  cases: number
  scheduler: Scheduler
  chance: Chance
  wall: () => number
  witness: Witness
  undoing: Undoing
  note: (line: string) => void
}): Site {
  const caseIds = Array.from({ length: cases }, (_, index) => `${name === 'one' ? 1 : 2}00000000${index}`)
  /** Updates on their way, by the network's number. */
  const underWay = new Map<number, { life: Life, caseId: string }>()
  /** When the newest read of a case left the service that a process has heard of, by both; and the same as an update left. */
  const reads = new Map<string, number>()
  const readAt = new Map<number, number>()
  const arrivals = new Map<number, number>()
  const asked = createAskedWaits(scheduler)
  let wiped = false
  const unread = new Set<string>()
  let faults = 0

  const service = createServiceModel({
    cases: Object.fromEntries(caseIds.map(caseId => [caseId, BEFORE_ALL])),
    coins: drawCoins(chance.branch('coins')),
    scheduler,
    chance: chance.branch('service'),
    epoch: EPOCH,
    onWrite(write) {
      const at = write.request === null ? undefined : readAt.get(write.request)
      note(`   ${name} ${write.caseId} is at version ${write.version}`)
      undoing.wrote(name, write)
      witness.spots.wrote(name, write, at === undefined || write.request === null ? null : { request: write.request, readAt: at })
    },
    onBroken({ rule, request }) {
      if (request !== null) witness.blame('defects', `a call that breaks a rule of the service: ${rule}`)
    },
  })
  const network = createNetwork({
    service,
    scheduler,
    chance: chance.branch('network'),
    weather: drawWeather(chance.branch('weather')),
    wall,
    hooks: {
      onSend({ request, life, operation, caseId, call, fault }) {
        if (fault !== null) faults += 1
        note(`${life.name}: ${name} ${operation} ${caseId ?? ''} ${call === null ? '' : JSON.stringify(call)} ${fault === null ? '' : JSON.stringify(fault)} (${request})`)
        const tooSoon = asked.tooSoonBy(life, operation)
        if (tooSoon > 0) witness.blame('hasty', `${operation} leaves ${Math.round(tooSoon)} ms before the service is ready for it`)
        if (call === null || caseId === null) return
        const beside = [...underWay.values()].some(other => other.life === life && other.caseId === caseId)
        if (beside) witness.blame('disordered', `two calls about ${caseId} at once`)
        underWay.set(request, { life, caseId })
        readAt.set(request, reads.get(`${life.name} ${caseId}`) ?? 0)
        witness.spots.sent(name, caseId, call, service.content(caseId))
        undoing.sent(name, caseId, call)
      },
      onArrive({ request, operation }, { at, again }) {
        arrivals.set(request, at)
        if (operation === 'updateCase') note(`   (${request}) arrives${again ? ' again' : ''}`)
      },
      onReply({ request, life, caseId, operation }, { reply }) {
        underWay.delete(request)
        if (!reply.ok && caseId !== null && operation === 'listCaseEdits') unread.add(caseId)
        if (!reply.ok && reply.fault.kind === 'throttled' && reply.fault.retryAfterMs !== null) asked.heard(life, reply.fault.retryAfterMs)
        if (!reply.ok && reply.fault.kind === 'offline') asked.brokeOff(life, operation)
        if (operation === 'getCase' && reply.ok) reads.set(`${life.name} ${caseId}`, arrivals.get(request) ?? 0)
        if (!reply.ok || operation === 'updateCase') note(`   (${request}) ${reply.ok ? 'ok' : JSON.stringify(reply.fault)}`)
      },
    },
  })
  return {
    service,
    network,
    caseIds,
    asked,
    metadataForgotten: () => wiped,
    logRefused: caseId => unread.has(caseId),
    journalWiped() {
      network.sink()
      asked.forgive(0)
      wiped = true
    },
    colleagues: createColleagues({ service, note }),
    faults: () => faults,
  }
}
