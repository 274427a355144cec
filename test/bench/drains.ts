import { fork } from 'node:child_process'
import path from 'node:path'
import type { UpdateCall } from '#domain/call'
import { standing } from '../e2e/screen'
import type { RunningApp } from '../shell/harness'
import type { Order } from './ideal'
import type { Stage } from './stage'
import { epoch, isApplied, isOf, listenTo, type Seen } from './times'

/** What a drain took, as the service saw it. */
export interface Drained {
  /** From the link's return to the last update applied, in milliseconds. */
  ms: number
  /** The same from the first read of a case on. */
  fromRead: number
  updates: number
  calls: number
  throttled: number
  requests: readonly Seen[]
}

/** The link is back, as the machine's own event tells the page; resolves with when that was. */
export async function reconnect({ page }: RunningApp, { service }: Pick<Stage, 'service'>): Promise<number> {
  service.restore()
  return page.evaluate(() => {
    const at = performance.timeOrigin + performance.now()
    window.dispatchEvent(new Event('online'))
    return at
  })
}

/** One night's edits, made without a link, drain when it is back. `cases`: those whose update is waited for. */
export async function drainOnce(stage: Stage, { each, cases = stage.cases, before = () => {} }: {
  each: number
  cases?: readonly string[]
  /** Runs before the link is back. */
  before?: () => void
}): Promise<Drained> {
  const { service } = stage
  await stage.record(stage.nights.next(each))
  const app = await stage.openOffline()
  before()
  const ears = listenTo(service)
  const began = await reconnect(app, stage)
  const wanted = new Set(cases)
  const last = await ears.count(wanted.size, request => isApplied(request) && wanted.has(request.caseId ?? ''))
  const drained = drainedBy(ears.seen, began, last)
  if (wanted.size === stage.cases.length) await standing(app.page, 'Everything is sent')
  ears.stop()
  await app.kill()
  await stage.machine.browserGone()
  return { ...drained, updates: ears.seen.filter(isOf('UpdateCase')).length, requests: ears.seen }
}

function drainedBy(requests: readonly Seen[], began: number, last: Seen): Omit<Drained, 'updates' | 'requests'> {
  const first = requests.find(isOf('GetCase'))
  const within = requests.filter(({ at }) => at <= last.done)
  return {
    ms: last.done - began,
    fromRead: last.done - (first?.at ?? began),
    calls: within.length,
    throttled: within.filter(({ status }) => status === 429).length,
  }
}

/** The same calls by the bare loop; a night of its own, so that they change something. */
export async function idealOnce(stage: Stage, { each, cases = stage.cases, before = () => {}, lanes, apart = 0, burst = 0 }: {
  each: number
  cases?: readonly string[]
  before?: () => void
} & Pick<Order, 'lanes'> & Partial<Pick<Order, 'apart' | 'burst'>>): Promise<Drained> {
  const { service, nights } = stage
  nights.next(each)
  const calls = [...nights.calls()].filter(([caseId]) => cases.includes(caseId)).map(([caseId, call]) => ({ caseId, call }))
  const ears = listenTo(service)
  const began = await runIdeal({ ...orderOf(stage, calls), lanes, apart, burst }, before)
  const last = await ears.count(calls.length, isApplied)
  ears.stop()
  return { ...drainedBy(ears.seen, began, last), updates: ears.seen.filter(isOf('UpdateCase')).length, requests: ears.seen }
}

function orderOf({ service }: Stage, calls: ReadonlyArray<{ caseId: string, call: UpdateCall }>): Pick<Order, 'endpoint' | 'region' | 'credentials' | 'calls'> {
  const { endpoint, region, credentials: { accessKeyId, secretAccessKey, sessionToken } } = service
  return { endpoint, region, credentials: { accessKeyId, secretAccessKey, sessionToken }, calls: [...calls] }
}

/** Resolves with when the loop was told to begin, once it is done. */
function runIdeal(order: Order, before: () => void): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = fork(path.join(import.meta.dirname, 'ideal.ts'), { execArgv: ['--import', 'tsx'] })
    let began = 0
    child.on('message', (message) => {
      if (message === 'ready') {
        before()
        began = epoch()
        child.send('go')
      }
      else {
        child.kill()
        resolve(began)
      }
    })
    child.on('error', reject)
    child.on('exit', code => reject(new Error(`The ideal loop ended (${code}).`)))
    child.send(order)
  })
}
