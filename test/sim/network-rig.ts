import type { UpdateCall } from '#domain/call'
import type { CaseContent } from '#domain/case'
import type { LoggedEdit } from '#domain/outcome'
import type { Page, Reply } from '../../electron/ports/service'
import { createChance } from '../support/chance'
import type { NetworkHooks } from './network'
import { createNetwork } from './network'
import type { NetFault, Operation, Weather } from './network-faults'
import { createLife, createScheduler } from './scheduler'
import type { Write } from './service'
import { createServiceModel } from './service'
import type { Coins } from './service-coins'
import { PLAIN_COINS } from './service-coins'

export const CASE = '1234567890'
export const EPOCH = 1_750_000_000_000
const NOTHING: UpdateCall = { set: {}, add: {}, remove: {}, put: [] }

/** Service and network as one host has them, with calls that are waited for in virtual time. */
export function rig({ cases, coins = {}, weather = {}, seed = 1, hooks = {} }: {
  cases?: Readonly<Record<string, Partial<CaseContent>>>
  coins?: Partial<Coins>
  weather?: Partial<Weather>
  seed?: number
  hooks?: NetworkHooks
} = {}) {
  const chance = createChance(seed)
  const settled = (): Promise<void> => new Promise(setImmediate)
  const scheduler = createScheduler({ settled })
  const writes: Write[] = []
  const broken: string[] = []
  const service = createServiceModel({
    cases: cases ?? { [CASE]: {} },
    coins: { ...PLAIN_COINS, ...coins },
    scheduler,
    chance: chance.branch('service'),
    epoch: EPOCH,
    onWrite: write => writes.push(write),
    onBroken: ({ rule }) => broken.push(rule),
  })
  const network = createNetwork({
    service,
    scheduler,
    chance: chance.branch('network'),
    weather: { latency: { least: 10, most: 20 }, bucket: null, down: 'noRoute', ...weather },
    wall: () => EPOCH + scheduler.now(),
    hooks,
  })
  const life = createLife('host')
  const link = network.connect(life)

  /** How the call ends, and when. */
  async function ended<T>(call: Promise<T>): Promise<{ reply: T, ms: number }> {
    const from = scheduler.now()
    const box: T[] = []
    void call.then(reply => box.push(reply))
    await settled()
    while (box.length === 0) {
      if (!await scheduler.step(Number.MAX_SAFE_INTEGER)) throw new Error('The call never ended.')
    }
    const [reply] = box
    if (reply === undefined) throw new Error('The call ended in nothing.')
    return { reply, ms: scheduler.now() - from }
  }

  /** Lets so many ms pass. */
  async function pass(ms: number): Promise<void> {
    const until = scheduler.now() + ms
    while (await scheduler.step(until));
  }

  const arm = (fault: NetFault, { on = 'updateCase', forMs = null }: { on?: Operation | 'any', forMs?: number | null } = {}): void => {
    network.arm({ fault, on, caseId: null, forMs })
  }

  return {
    chance,
    scheduler,
    service,
    network,
    life,
    link,
    writes,
    broken,
    ended,
    pass,
    arm,
    update: (call: Partial<UpdateCall>, caseId = CASE) => ended(link.updateCase(caseId, { ...NOTHING, ...call })),
    /** What GetCase shows of the case. */
    async read() {
      const { reply } = await ended(link.getCase(CASE))
      if (!reply.ok) throw new Error(`GetCase: ${reply.fault.kind}`)
      return reply.value
    },
    /** The case's log, page after page as it comes. */
    async log() {
      const entries: LoggedEdit[] = []
      let next: string | null = null
      do {
        const { reply }: { reply: Reply<Page<LoggedEdit>> } = await ended(link.listCaseEdits(CASE, next ?? undefined))
        if (!reply.ok) throw new Error(`ListCaseEdits: ${reply.fault.kind}`)
        entries.push(...reply.value.items)
        next = reply.value.next
      } while (next !== null)
      return entries
    },
  }
}
