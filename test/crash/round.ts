import { setTimeout as wait } from 'node:timers/promises'
import type { Practice } from '#practice/practice'
import { field, openCase } from '../e2e/screen'
import { type RunningApp, until } from '../shell/harness'
import type { Machine } from '../support/machine'
import type { Kind, Ledger } from './ledger'
import { look } from './look'
import { LONGEST_MS, type RoundPlan } from './plan'

export interface Night {
  machine: Machine
  service: Practice
  ledger: Ledger
  /** Called at each UpdateCase that the service has applied, before its reply leaves. */
  applied: Set<() => void>
}

/** How often the screen is read, and how long what was killed, or has lost its other half, may take to be gone. Milliseconds. */
const LOOK_MS = 20
const GONE_MS = 15_000

/** One round, from the first key to the last process gone; tells what was done. */
export async function killAmidst(app: RunningApp, night: Night, plan: RoundPlan): Promise<string> {
  const { machine, service, ledger } = night
  const before = { typed: ledger.typed, saved: ledger.saved }
  await openCase(app.page, plan.typing[0].caseId)
  const started = performance.now()
  const killed = new AbortController()
  let ms = 0
  function strike(): void {
    ms = Math.round(performance.now() - started)
    killed.abort()
    if (plan.victim !== 'browser') app.process.kill('SIGKILL')
  }
  const others = [turnLink(service, plan, killed.signal), colleague(service, plan, killed.signal)]
  const hands = Promise.all([type(app, ledger, plan), watch(app, ledger)]).then(() => {}, (error: unknown) => {
    // What fails after the kill is the kill's doing.
    if (!killed.signal.aborted) throw error
  })
  await Promise.race([theMoment(night, plan, strike), hands])
  if (plan.victim !== 'host') await machine.killBrowser()
  if (plan.victim === 'browser') await windowless(app)
  await app.exited
  await machine.browserGone()
  await Promise.all([hands, ...others])

  const moment = plan.moment.kind === 'clock' ? 'by the clock' : `${plan.moment.ms} ms after a call`
  const did = `${ledger.typed - before.typed} typed, ${ledger.saved - before.saved} seen as saved`
  return `${plan.victim} after ${ms} ms (${moment}), link ${service.isCut ? 'cut' : 'up'}, ${did}`
}

/** Without its browser the host ends; or it says that it goes on sending, and is killed in the midst of that. */
async function windowless(app: RunningApp): Promise<void> {
  const alone = await until('the host to end or to go on', () => {
    if (app.process.exitCode !== null) return 'ended'
    return app.stderr().includes('The window is closed; sending goes on') ? 'goes on' : null
  }, GONE_MS)
  if (alone === 'goes on') app.process.kill('SIGKILL')
}

/** Strikes at the moment; 0 ms after a call in the very turn in which it is applied, before its reply leaves. */
async function theMoment({ applied }: Night, { moment }: RoundPlan, strike: () => void): Promise<void> {
  if (moment.kind === 'clock') {
    await wait(moment.ms)
    return strike()
  }
  let calls = 0
  let struck = false
  const stop = new AbortController()
  const hear = (): void => {
    calls += 1
    if (calls !== moment.nth) return
    struck = moment.ms === 0
    if (struck) strike()
    stop.abort()
  }
  applied.add(hear)
  const waited = await pause(LONGEST_MS, stop.signal)
  applied.delete(hear)
  if (struck) return
  if (!waited) await wait(moment.ms)
  strike()
}

/** False where `signal` has ended it early. */
function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  return wait(ms, true, { signal }).catch(() => false)
}

const LABEL: Record<Kind, string> = { address: 'Add a threat-actor address', account: 'Add an impacted account', title: 'Title' }

/** The responder, by keyboard; the first case is open. */
async function type({ page }: RunningApp, ledger: Ledger, { typing }: RoundPlan): Promise<void> {
  for (const [index, { caseId, kinds }] of typing.entries()) {
    if (index > 0) await openCase(page, caseId)
    for (const kind of kinds) {
      const { value } = ledger.draft(caseId, kind)
      await field(page, LABEL[kind]).focus()
      await page.keyboard.press('ControlOrMeta+a')
      await page.keyboard.insertText(value)
      await page.keyboard.press('Enter')
    }
  }
}

/** The responder's eyes: ends when there is no page any more. */
async function watch({ page }: RunningApp, ledger: Ledger): Promise<never> {
  for (;;) {
    ledger.see(await look(page))
    await wait(LOOK_MS)
  }
}

async function turnLink(service: Practice, { turnsAt }: RoundPlan, killed: AbortSignal): Promise<void> {
  if (turnsAt === null || !await pause(turnsAt, killed)) return
  if (service.isCut) service.restore()
  else service.cut()
}

/** Changes other places of the same cases, so that what the app reads moves under its own calls. */
async function colleague(service: Practice, { typing, colleagueAt }: RoundPlan, killed: AbortSignal): Promise<void> {
  await Promise.all(colleagueAt.map(async (at, index) => {
    const { caseId } = typing[index % typing.length] ?? typing[0]
    if (!await pause(at, killed)) return
    const update = index === 0 ? { impactedServicesToAdd: [`Service ${service.case(caseId).edits.length}`] } : { description: `Seen by a colleague at ${Date.now()}.` }
    await service.editAs({ caseId, update })
  }))
}
