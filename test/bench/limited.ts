import type { FaultInput } from '#practice/fault-kinds'
import { drainOnce, idealOnce } from './drains'
import type { Bench, Row } from './row'
import { setStage } from './stage'
import { ratioOf, spreadOf } from './stats'

/*
 * 50 cases at a service that takes 20 calls a second of all kinds together and answers the others with 429. Compared
 * with a loop that knows the limit, and sends what the service's reserve allows at once and the rest evenly; nobody can
 * be faster. The drain counts from the link's return to the last update applied, its first read of the sign-in and of
 * the list of cases included.
 */

const CASES = 50
const EACH = 20
const PER_SECOND = 20
const RUNS = { full: 3, quick: 1 }
const RESERVES = [20, 1]

const limitOf = (burst: number): FaultInput => ({ kind: 'rateLimit', on: 'any', together: true, perSecond: PER_SECOND, burst })

export async function limitedRows({ tell, quick }: Bench): Promise<Row[]> {
  const stage = await setStage(CASES)
  const { service } = stage
  try {
    const found = RESERVES.map(burst => ({ burst, ideal: [] as number[], drains: [] as number[], shares: [] as number[] }))
    for (let run = 0; run < (quick ? RUNS.quick : RUNS.full); run += 1) {
      for (const { burst, ideal, drains, shares } of found) {
        const before = (): void => void service.misbehave(limitOf(burst))
        // A little behind what is allowed, so that an early call is not refused.
        const knowing = { lanes: 16, apart: 1000 / PER_SECOND + 0.5, burst: Math.max(0, burst - 2) }
        ideal.push((await idealOnce(stage, { each: EACH, before, ...knowing })).ms)
        service.behave()
        const drained = await drainOnce(stage, { each: EACH, before })
        service.behave()
        drains.push(drained.ms)
        shares.push(100 * drained.throttled / drained.calls)
        tell(`reserve ${burst}: drained in ${drained.ms.toFixed(0)} ms, ${drained.throttled} of ${drained.calls} calls throttled, ideal ${ideal.at(-1)?.toFixed(0)} ms`)
      }
    }
    return found.flatMap(({ burst, ideal, drains, shares }): Row[] => {
      const measured = spreadOf(drains)
      const baseline = { what: 'a loop that knows the limit', spread: spreadOf(ideal) }
      const ratio = ratioOf(measured, baseline.spread)
      const throttled = spreadOf(shares)
      const what = `${CASES} cases at ${PER_SECOND} calls/s, ${burst} in reserve`
      return [
        { group: 'limited', what, unit: 'ms', measured, baseline, ratio, goal: '≤ 1.1×', met: ratio <= 1.1 },
        { group: 'limited', what: `${what}: throttled`, unit: '%', measured: throttled, baseline: null, ratio: null, goal: '< 5 %', met: throttled.median < 5 },
      ]
    })
  }
  finally {
    await stage.end()
  }
}
