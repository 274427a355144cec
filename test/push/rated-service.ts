import type { CaseService, Reply } from '../../electron/ports/service'
import type { FakeTimers } from '../support/fake-timers'
import { createMemoryService } from '../support/memory-service'

/** Whether a call that arrives at `now` is allowed. */
export type Allowance = (now: number) => boolean

/** So many calls a second, from a bucket that holds `burst` of them. */
export function bucket(perSecond: number, burst: number): Allowance {
  let tokens = burst
  let last: number | null = null
  return (now) => {
    tokens = Math.min(burst, tokens + (now - (last ?? now)) * perSecond / 1000)
    last = now
    if (tokens < 1 - 1e-9) return false
    tokens -= 1
    return true
  }
}

/** So many calls in each second of the service's clock, which is `offset` ms ahead of ours. */
export function eachSecond(perSecond: number, offset = 0): Allowance {
  let second = -1
  let count = 0
  return (now) => {
    const current = Math.floor((now + offset) / 1000)
    count = current === second ? count + 1 : 1
    second = current
    return count <= perSecond
  }
}

/** Cases behind a link of `rtt` ms, at a service that refuses with 429 what it does not allow. */
export function createRatedService({ caseIds, timers, rtt, allows, retryAfterMs = null }: {
  caseIds: readonly string[]
  timers: FakeTimers
  rtt: number
  allows: Allowance
  retryAfterMs?: number | null
}) {
  const memory = createMemoryService({ cases: Object.fromEntries(caseIds.map(caseId => [caseId, {}])), now: timers.now })
  const counts = { calls: 0, throttled: 0, underWay: 0, most: 0 }

  async function call<T>(run: () => Promise<Reply<T>>): Promise<Reply<T>> {
    counts.calls += 1
    counts.underWay += 1
    counts.most = Math.max(counts.most, counts.underWay)
    await link()
    const allowed = allows(timers.now())
    if (!allowed) counts.throttled += 1
    const reply: Reply<T> = allowed ? await run() : { ok: false, fault: { kind: 'throttled', retryAfterMs } }
    await link()
    counts.underWay -= 1
    return reply
  }

  function link(): Promise<void> {
    return new Promise((resolve) => { timers.after(rtt / 2, resolve) })
  }

  const service: CaseService = {
    listCases: next => call(() => memory.service.listCases(next)),
    getCase: caseId => call(() => memory.service.getCase(caseId)),
    updateCase: (caseId, update) => call(() => memory.service.updateCase(caseId, update)),
    listCaseEdits: (caseId, next) => call(() => memory.service.listCaseEdits(caseId, next)),
  }
  return { service, counts }
}
