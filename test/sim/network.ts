import type { UpdateCall } from '#domain/call'
import type { Snapshot } from '#domain/case'
import type { CaseService, Fault, Reply } from '../../electron/ports/service'
import type { Chance } from '../support/chance'
import type { Armed, Course, Ending, NetFault, Operation, Weather } from './network-faults'
import { courseOf, withoutReply } from './network-faults'
import type { Life, Scheduler } from './scheduler'
import type { ServiceModel } from './service'
import { idOf, US } from './service'
import { onTheWire } from './service-change'

/** From the call until its reply is read, a second attempt included: as electron/aws/gateway.ts has it. */
const DEADLINE_MS = { read: 20_000, update: 30_000 }
/** As electron/aws/http.ts has it. */
const CONNECT_TIMEOUT_MS = 5000

/** One request as it left. */
export interface Sent {
  request: number
  life: Life
  operation: Operation
  caseId: string | null
  /** As the engine gave it; null for reads. */
  call: UpdateCall | null
  /** Virtual ms. */
  at: number
  fault: NetFault | null
}

export interface NetworkHooks {
  onSend?: (sent: Sent) => void
  /** The request reaches the service; `again`: a second time. Comes before what the service makes of it. */
  onArrive?: (sent: Sent, arrival: { at: number, again: boolean }) => void
  /** The caller hears how its request ended. */
  onReply?: (sent: Sent, end: { at: number, reply: Reply<unknown> }) => void
}

export interface Link extends CaseService {
  /** Ends the calls under way, and lets no more begin, as the gateway does when its workspace is left. */
  close(): void
}

export interface Network {
  /** The service as one process has it. */
  connect(life: Life, principal?: string): Link
  cut(): void
  restore(): void
  isCut(): boolean
  /** The fault waits for its calls from now on; of several that match, the one armed first is met. */
  arm(armed: Armed): void
  /** Faults of this kind wait no longer, as after a sign-in. */
  disarm(kind: NetFault['kind']): void
  /** What is on its way to the service never arrives. */
  sink(): void
  /** Ends all faults, the cut and the lag of reads; what is under way goes on. */
  heal(): void
  /** Requests that may still arrive, and calls that wait for their end. */
  underWay(): number
}

interface Waiting extends Armed { until: number | null }

/** A request, and what is still to come of it. */
interface Flight {
  sent: Sent
  course: Course
  toArrive: number
  /** The connection went while it was under way: no reply comes. */
  severed: boolean
  sunk: boolean
  /** What chance has in store for it, should connection or host go. */
  store: { outlivesConnection: boolean, outlivesLife: boolean, resetMs: number, ending: Ending }
  /** Tells its caller that no reply comes; of no effect once the caller has heard. */
  fail: (fault: Fault) => void
}

/** One process's way to the service. */
interface Line { life: Life, closed: boolean }

interface Asked<T> {
  line: Line
  operation: Operation
  caseId: string | null
  call: UpdateCall | null
  run: (request: number) => Reply<T>
}

/** A caller that waits. */
interface Call {
  line: Line
  isRead: boolean
  flight: Flight | null
  fail: (fault: Fault) => void
}

/** All that lies between hosts and the service: nothing arrives, and nobody hears anything, but through here. */
export function createNetwork({ service, scheduler, chance, weather, wall, hooks = {} }: {
  service: ServiceModel
  scheduler: Pick<Scheduler, 'now' | 'after'>
  chance: Chance
  weather: Weather
  /** The machine's clock, which dates what is read. */
  wall: () => number
  hooks?: NetworkHooks
}): Network {
  const { latency } = weather
  /** Requests that may still arrive. */
  const flights = new Set<Flight>()
  const calls = new Set<Call>()
  const takesToken = createBucket(weather.bucket, scheduler.now)
  let waiting: Waiting[] = []
  let isCut = false
  let requests = 0

  function meet(operation: Operation, caseId: string | null): NetFault | null {
    const now = scheduler.now()
    waiting = waiting.filter(({ until }) => until === null || now < until)
    const met = waiting.find(({ on, caseId: only }) => (on === 'any' || on === operation) && (only === null || only === caseId))
    if (met?.until === null) waiting = waiting.filter(one => one !== met)
    return met?.fault ?? null
  }

  /** Resolves by the deadline; never, where its life has ended before. */
  function ask<T>(asked: Asked<T>): Promise<Reply<T>> {
    const { line, operation } = asked
    const { life } = line
    const isRead = operation !== 'updateCase'
    return new Promise((resolve) => {
      const call: Call = { line, isRead, flight: null, fail: fault => end(failed(fault)) }
      const stopTimer = scheduler.after(DEADLINE_MS[isRead ? 'read' : 'update'], life, () => giveUp(call))
      calls.add(call)
      attempt(true)

      function attempt(isFirst: boolean): void {
        if (isCut) {
          call.flight = null
          const ms = weather.down === 'timeout' ? CONNECT_TIMEOUT_MS : latency.least
          scheduler.after(ms, life, () => call.fail({ kind: 'offline', reason: weather.down }))
          return
        }
        call.flight = send(asked, (reply) => {
          // As the gateway does: a connection that was kept open may have been closed by the other side meanwhile.
          const stale = isRead && isFirst && !reply.ok && reply.fault.kind === 'offline' && reply.fault.reason === 'reset'
          if (stale && !line.closed) attempt(false)
          else end(reply)
        })
      }

      function end(reply: Reply<T>): void {
        stopTimer()
        calls.delete(call)
        resolve(reply)
      }
    })
  }

  /** The caller waits no longer: as at the deadline of the gateway, which ends the connection. */
  function giveUp({ flight, isRead, fail }: Call): void {
    if (flight === null) return fail({ kind: 'offline', reason: 'timeout' })
    flight.severed = true
    flight.fail(withoutReply('timeout', isRead))
  }

  function send<T>(asked: Asked<T>, deliver: (reply: Reply<T>) => void): Flight {
    const { line: { life }, operation, caseId, call } = asked
    const request = requests += 1
    const own = chance.branch(`request ${request}`)
    const [thereMs, backMs] = [own.between(latency.least, latency.most), own.between(latency.least, latency.most)]
    const sent: Sent = { request, life, operation, caseId, call, at: scheduler.now(), fault: meet(operation, caseId) }
    const course = courseOf(sent.fault, { thereMs, isRead: call === null, requestId: idOf(request) })
    const store = {
      outlivesConnection: own.is(0.5),
      outlivesLife: own.is(0.5),
      resetMs: own.between(0, latency.most),
      ending: own.of<Ending>(['reset', 'timeout']),
    }
    let isOver = false
    const over = (reply: Reply<T>): void => {
      if (isOver) return
      isOver = true
      hooks.onReply?.(sent, { at: scheduler.now(), reply })
      deliver(reply)
    }
    const fail = (fault: Fault): void => over(failed(fault))
    const flight: Flight = { sent, course, store, toArrive: course.arrives.length, severed: false, sunk: false, fail }
    hooks.onSend?.(sent)
    if (flight.toArrive > 0) flights.add(flight)
    for (const [index, ms] of course.arrives.entries()) scheduler.after(ms, null, () => arrive(index))
    if (course.silent === 'reset') {
      const ms = course.arrives.length > 0 && !course.unstoppable ? thereMs + backMs : store.resetMs
      scheduler.after(ms, life, () => flight.fail(withoutReply('reset', call === null)))
    }
    return flight

    function arrive(index: number): void {
      flight.toArrive -= 1
      if (flight.toArrive === 0) flights.delete(flight)
      if (isLost(flight)) return
      if (!course.answeredOnTheWay) hooks.onArrive?.(sent, { at: scheduler.now(), again: index > 0 })
      const reply = answer()
      if (course.silent === null) scheduler.after(backMs, life, () => { if (!flight.severed) over(reply) })
    }

    function answer(): Reply<T> {
      if (course.instead !== null) return failed(course.instead)
      if (!takesToken(operation)) return failed({ kind: 'throttled', retryAfterMs: weather.bucket?.retryAfterMs ?? null })
      const reply = asked.run(request)
      return reply.ok && course.spoiled !== null ? failed(course.spoiled) : reply
    }
  }

  function isLost({ sent: { life }, course, severed, sunk, store }: Flight): boolean {
    if (sunk) return true
    if (course.unstoppable) return false
    return (severed && !store.outlivesConnection) || (!life.alive && !store.outlivesLife)
  }

  function cut(): void {
    isCut = true
    for (const { flight, isRead } of calls) {
      if (flight === null || flight.severed) continue
      flight.severed = true
      const { store, sent: { life } } = flight
      if (store.ending === 'reset') scheduler.after(store.resetMs, life, () => flight.fail(withoutReply('reset', isRead)))
    }
  }

  function connect(life: Life, principal = US): Link {
    const line: Line = { life, closed: false }

    async function through<T>(asked: Omit<Asked<T>, 'line'>): Promise<Reply<T>> {
      return line.closed ? failed({ kind: 'offline', reason: 'reset' }) : ask({ ...asked, line })
    }

    const read = <T>(operation: Operation, caseId: string | null, run: Asked<T>['run']): Promise<Reply<T>> =>
      through({ operation, caseId, call: null, run })
    const dated = (snapshot: Snapshot): Snapshot => ({ ...snapshot, readAt: Math.floor(wall()) })

    return {
      async listCases(next) {
        const reply = await read('listCases', null, request => service.listCases(next, request))
        return reply.ok ? { ...reply, value: { ...reply.value, items: reply.value.items.map(dated) } } : reply
      },
      async getCase(caseId) {
        const reply = await read('getCase', caseId, request => service.getCase(caseId, request))
        return reply.ok ? { ...reply, value: dated(reply.value) } : reply
      },
      listCaseEdits: (caseId, next) => read('listCaseEdits', caseId, request => service.listCaseEdits(caseId, next, request)),
      updateCase(caseId, call) {
        const run = (request: number): Reply<null> => service.updateCase(caseId, onTheWire(call), { principal, request })
        return through({ operation: 'updateCase', caseId, call, run })
      },
      close() {
        line.closed = true
        for (const call of calls) if (call.line === line) giveUp(call)
      },
    }
  }

  return {
    connect,
    cut,
    restore: () => { isCut = false },
    isCut: () => isCut,
    arm: (armed) => { waiting.push({ ...armed, until: armed.forMs === null ? null : scheduler.now() + armed.forMs }) },
    disarm: (kind) => { waiting = waiting.filter(({ fault }) => fault.kind !== kind) },
    sink() {
      for (const flight of flights) flight.sunk = true
    },
    heal() {
      waiting = []
      isCut = false
      service.endLag()
    },
    underWay: () => flights.size + [...calls].filter(({ line: { life } }) => life.alive).length,
  }
}

/** A token bucket for each operation, as the service throttles; always a token where there is none. */
function createBucket(bucket: Weather['bucket'], now: () => number): (operation: Operation) => boolean {
  const held = new Map<Operation, { left: number, at: number }>()
  return (operation) => {
    if (bucket === null) return true
    const { left: before, at } = held.get(operation) ?? { left: bucket.burst, at: now() }
    const left = Math.min(bucket.burst, before + (now() - at) * bucket.perSecond / 1000)
    held.set(operation, { left: left < 1 ? left : left - 1, at: now() })
    return left >= 1
  }
}

function failed(fault: Fault): { ok: false, fault: Fault } {
  return { ok: false, fault }
}
