import { field, openCase, standing } from '../e2e/screen'
import { reconnect } from './drains'
import type { Bench, Row } from './row'
import { plain } from './row'
import { setStage } from './stage'
import { spreadOf } from './stats'
import { isOf, listenTo } from './times'

/*
 * The link is back while one edit waits. Counted from the moment the page hears of it (the machine's own event, which
 * goes the same way as the button "Try now") to the first call at the service, which is the probe, and to the update
 * itself. What the engine learns by its own timer, at most five seconds later, is not meant here.
 */

const CASES = 10
const RUNS = { full: 15, quick: 3 }
const FIRST_CALL_MS = 250

export async function reconnectRows({ quick }: Bench): Promise<Row[]> {
  const stage = await setStage(CASES)
  const { service } = stage
  try {
    const app = await stage.open()
    const { page } = app
    await openCase(page, stage.cases[0] ?? '')
    await standing(page, 'Everything is sent')
    const first: number[] = []
    const update: number[] = []
    const fromProbe: number[] = []
    for (let run = 0; run < (quick ? RUNS.quick : RUNS.full); run += 1) {
      service.cut()
      await field(page, 'Title').focus()
      await page.keyboard.press('ControlOrMeta+a')
      await page.keyboard.insertText(`Keys of a case used from abroad, for the ${run + 1}. time without a link`)
      await page.keyboard.press('Enter')
      await standing(page, 'Offline')
      await standing(page, /unsent, saved on this machine/)
      const ears = listenTo(service)
      const began = await reconnect(app, stage)
      const [probe, sent] = await Promise.all([ears.first(() => true), ears.first(isOf('UpdateCase'))])
      ears.stop()
      first.push(probe.at - began)
      update.push(sent.at - began)
      fromProbe.push(sent.at - probe.done)
      await standing(page, 'Everything is sent')
    }
    await app.close()
    const toFirst = spreadOf(first)
    const toUpdate = spreadOf(update)
    const group = 'reconnect'
    return [
      { ...plain({ group, what: 'link event to first call', unit: 'ms', measured: toFirst }), goal: `≤ ${FIRST_CALL_MS} ms`, met: toFirst.median <= FIRST_CALL_MS },
      { ...plain({ group, what: 'link event to first update', unit: 'ms', measured: toUpdate }), goal: `≤ ${FIRST_CALL_MS} ms`, met: toUpdate.median <= FIRST_CALL_MS },
      plain({ group, what: 'probe answered to first update', unit: 'ms', measured: spreadOf(fromProbe) }),
    ]
  }
  finally {
    await stage.end()
  }
}
