import { expect, it } from 'vitest'
import { createTraffic } from '#push/traffic'
import type { Traffic } from '#push/traffic'
import { createFakeTimers, settled } from '../support/fake-timers'
import { createMemoryJournal } from '../support/memory-journal'
import type { Allowance } from './rated-service'
import { bucket, createRatedService, eachSecond } from './rated-service'

const PER_SECOND = 20
const CASES = Array.from({ length: 50 }, (_, index) => String(1_000_000_000 + index))
const CALLS = 3 * CASES.length
const CALL = { set: { title: 'New' }, add: {}, remove: {}, put: [] }

/** Drains all cases as lanes do, and says what it took, in the service's own count and in virtual time. */
async function drainAll({ rtt, allows, retryAfterMs = null }: { rtt: number, allows: Allowance, retryAfterMs?: number | null }) {
  const timers = createFakeTimers()
  const { service, counts } = createRatedService({ caseIds: CASES, timers, rtt, allows, retryAfterMs })
  const clock = { ...timers, random: () => 0.5 }
  const traffic = createTraffic({ service, journal: createMemoryJournal().journal, clock, onChange: () => {}, onOpen: () => {} })
  const begun = timers.now()
  let left = CASES.length
  let took = 0
  for (const caseId of CASES) {
    void drainCase(traffic, caseId).then(() => {
      left -= 1
      took = timers.now() - begun
    })
  }
  await settled()
  for (let passed = 0; left > 0 && passed < 120_000; passed += 100) await timers.pass(100)
  traffic.close()
  return { left, took, ...counts, share: counts.throttled / counts.calls }
}

async function drainCase(traffic: Traffic, caseId: string): Promise<void> {
  let written = false
  for (let done = false; !done;) {
    const turn = await traffic.turn()
    done = (await turn.getCase(caseId)).ok
      && (written ||= (await turn.updateCase(caseId, CALL, async () => {})).ok)
      && (await turn.listCaseEdits(caseId)).ok
    turn.end()
  }
}

const LINKS = [5, 20, 50, 100, 200]
const SERVICES: ReadonlyArray<[string, () => Allowance]> = [
  ['a bucket of twenty', () => bucket(PER_SECOND, PER_SECOND)],
  ['a bucket of one', () => bucket(PER_SECOND, 1)],
  ['twenty in each second', () => eachSecond(PER_SECOND)],
  ['twenty in each second of another clock', () => eachSecond(PER_SECOND, 370)],
]

it.each(SERVICES.flatMap(([name, allows]) => LINKS.map(rtt => ({ name, allows, rtt }))))(
  'sends fifty cases at twenty calls a second, $name, over $rtt ms, with few calls refused and little time lost',
  async ({ allows, rtt }) => {
    const { left, took, share } = await drainAll({ rtt, allows: allows() })
    expect(left).toBe(0)
    expect(share).toBeLessThan(0.05)
    expect(took).toBeLessThanOrEqual(1.1 * (CALLS / PER_SECOND * 1000 + rtt))
  },
)

it.each(LINKS)('holds nothing back while the service never throttles, over %d ms', async (rtt) => {
  const { took, most } = await drainAll({ rtt, allows: () => true })
  expect(most).toBe(4)
  // Four at a time, the last round with what is left.
  expect(took).toBe(Math.ceil(CASES.length / 4) * 3 * rtt)
})
