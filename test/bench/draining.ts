import { drainOnce, idealOnce } from './drains'
import type { Bench, Row } from './row'
import { plain } from './row'
import { setStage } from './stage'
import { ratioOf, spreadOf } from './stats'

/*
 * 2,000 edits on 100 cases, made without a link. Compared with a loop over the same cases in a process of its own that
 * makes the calls the protocol cannot do without (a read, the write, and the read of the case's log, as each of these
 * writes replaces a text), as many side by side as the engine has, and besides by the number that does best; with no
 * engine, no journal and no page. Both are taken from the word "go" to the last update that the service has applied.
 */

const CASES = 100
const EACH = 20
/** Each on cases of its own: a case holds 200 addresses, and every loop adds ten. */
const RUNS = { full: 3, quick: 1 }
const LANES = [2, 4, 8, 16]

export async function drainingRows({ tell, quick }: Bench): Promise<Row[]> {
  const runs = quick ? RUNS.quick : RUNS.full
  const ideal = new Map(LANES.map((lanes): [number, number[]] => [lanes, []]))
  const drains: number[] = []
  const fromRead: number[] = []
  const updates: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const stage = await setStage(CASES)
    try {
      for (const [lanes, took] of ideal) took.push((await idealOnce(stage, { each: EACH, lanes })).ms)
      const drained = await drainOnce(stage, { each: EACH })
      drains.push(drained.ms)
      fromRead.push(drained.fromRead)
      updates.push(drained.updates)
      tell(`drained in ${drained.ms.toFixed(0)} ms, ideal loops in ${[...ideal].map(([lanes, took]) => `${took.at(-1)?.toFixed(0)} ms (${lanes} at once)`).join(', ')}`)
    }
    finally {
      await stage.end()
    }
  }
  const spreads = [...ideal].map(([lanes, took]) => ({ lanes, spread: spreadOf(took) })).sort((a, b) => a.spread.median - b.spread.median)
  const [best] = spreads
  const four = spreads.find(({ lanes }) => lanes === 4)
  if (best === undefined || four === undefined) throw new RangeError('There is no ideal loop.')
  const measured = spreadOf(drains)
  const ratio = ratioOf(measured, four.spread)
  const calls = spreadOf(updates)
  return [
    { ...plain({ group: 'drain', what: `UpdateCase calls for ${CASES * EACH} edits on ${CASES} cases`, unit: 'calls', measured: calls }), goal: `${CASES}`, met: calls.most === CASES },
    {
      group: 'drain', what: 'link back to all applied', unit: 'ms', measured, ratio, goal: '≤ 1.2×', met: ratio <= 1.2,
      baseline: { what: 'read, write and log of each case, 4 at once as here', spread: four.spread },
    },
    {
      group: 'drain', what: 'first read to all applied', unit: 'ms', measured: spreadOf(fromRead), ratio: ratioOf(spreadOf(fromRead), best.spread), goal: null, met: null,
      baseline: { what: `the same, ${best.lanes} at once`, spread: best.spread },
    },
  ]
}
