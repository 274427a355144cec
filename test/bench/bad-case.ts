import type { FaultInput } from '#practice/fault-kinds'
import { drainOnce } from './drains'
import type { Bench, Row } from './row'
import { plain } from './row'
import { setStage } from './stage'
import { ratioOf, spreadOf } from './stats'

/*
 * One case of 50 whose every update is bad: hangs for ever, is refused with no field named (so that halves of it are
 * tried), or meets 409 for ever. The time until the other 49 are applied, with and without; from the link's return.
 */

const CASES = 50
const EACH = 20
const RUNS = { full: 5, quick: 1 }

export async function badCaseRows({ tell, quick }: Bench): Promise<Row[]> {
  const stage = await setStage(CASES)
  const { service } = stage
  // Neither the first in line nor the last.
  const bad = stage.cases[5] ?? ''
  const others = stage.cases.filter(caseId => caseId !== bad)
  const faults: Record<string, FaultInput> = {
    'hangs': { kind: 'hang', caseId: bad, times: null },
    'is refused': { kind: 'validation', caseId: bad, times: null, names: false },
    'is being changed': { kind: 'conflict', caseId: bad, times: null },
  }
  try {
    const without: number[] = []
    const took = new Map(Object.keys(faults).map((name): [string, number[]] => [name, []]))
    for (let run = 0; run < (quick ? RUNS.quick : RUNS.full); run += 1) {
      without.push((await drainOnce(stage, { each: EACH, cases: others })).ms)
      for (const [name, fault] of Object.entries(faults)) {
        await stage.keep()
        took.get(name)?.push((await drainOnce(stage, { each: EACH, cases: others, before: () => void service.misbehave(fault) })).ms)
        service.behave()
        // What is held of the bad case would otherwise be in the way of the next night.
        await stage.putBack()
        stage.nights.forget(bad)
      }
      tell(`49 cases drained in ${without.at(-1)?.toFixed(0)} ms; where one more ${[...took].map(([name, all]) => `${name}, in ${all.at(-1)?.toFixed(0)} ms`).join('; ')}`)
    }
    const spread = spreadOf(without)
    return [
      plain({ group: 'bad-case', what: `the other ${CASES - 1} of ${CASES} cases, all well`, unit: 'ms', measured: spread }),
      ...[...took].map(([name, all]): Row => {
        const measured = spreadOf(all)
        const ratio = ratioOf(measured, spread)
        return { group: 'bad-case', what: `the other ${CASES - 1} where one ${name}`, unit: 'ms', measured, baseline: { what: 'all well', spread }, ratio, goal: '≤ 1.05×', met: ratio <= 1.05 }
      }),
    ]
  }
  finally {
    await stage.end()
  }
}
