import { openCase } from '../e2e/screen'
import { type RunningApp, until } from '../shell/harness'
import { newMachine, startService } from '../support/machine'
import { createChance } from '../support/chance'
import { openLedger, type Typed } from './ledger'
import { look, outboxLines } from './look'
import { planRound } from './plan'
import { killAmidst, type Night } from './round'

export interface Figures {
  kills: number
  /** Edits that the screen called saved. */
  saved: number
  /** Of these, what is neither on the service nor in the outbox in the end, or was not shown after a start. */
  lost: number
  /** Of these, what the service was made to apply more than once. */
  duplicated: number
  /** How often one was not shown at once after a start, but soon after. */
  late: number
  /** What is left in the outbox: for the responder to decide, or of a call that may still land. */
  left: number
  seed: number
}

export interface CrashOptions {
  kills: number
  seed: number
  /** Whether calls are waited for whose reply a kill has lost and which no read shows: for minutes they may still land. */
  patient: boolean
  tell: (line: string) => void
}

/** Milliseconds; longer than a call may still land. */
const SENT_MS = 480_000
/** No longer may the screen lag behind what it said before, in milliseconds. */
const SHOWN_MS = 5_000

/** Types, drains and kills, `kills` times; then lets all of it be sent and counts. Throws where the app does not come back. */
export async function crash({ kills, seed, patient, tell }: CrashOptions): Promise<Figures> {
  const machine = await newMachine()
  try {
    const service = await startService(machine)
    const night: Night = { machine, service, ledger: openLedger(), applied: new Set() }
    const chance = createChance(seed)
    tellApplied(night)
    const caseIds = service.cases().map(({ caseId }) => caseId)
    const lost = new Set<Typed>()
    let late = 0
    function report(what: string, edits: readonly Typed[]): void {
      for (const { kind, value, caseId } of edits) tell(`  seed ${seed}, ${what}: ${kind} ${value} of case ${caseId}`)
    }
    async function checkScreen(app: RunningApp, cases: readonly string[]): Promise<void> {
      const { shownLate, missing } = await readBack(app, night, cases)
      report('shown late', shownLate)
      report('not shown', missing)
      late += shownLate.length
      for (const edit of missing) lost.add(edit)
    }

    // With nothing read yet and the link cut there would be no case to type into.
    const first = await machine.openOn(service)
    await first.page.locator(`[role=option][aria-setsize="${caseIds.length}"]`).first().waitFor()
    const unread = first.page.getByRole('option').filter({ hasText: 'not read yet' })
    await until('every case to be read', async () => await unread.count() === 0 || null)
    await first.close()

    let looked: readonly string[] = []
    for (let round = 1; round <= kills; round += 1) {
      const plan = planRound(chance)
      if (plan.cut) service.cut()
      else service.restore()
      const app = await machine.openOn(service)
      await checkScreen(app, looked)
      tell(`kill ${round}: ${await killAmidst(app, night, plan)}`)
      looked = plan.typing.map(({ caseId }) => caseId)
    }

    service.restore()
    const app = await machine.openOn(service)
    await whenSent(app, patient)
    const waiting = await outboxLines(app.page)
    await checkScreen(app, caseIds)
    await app.close()
    const missing = night.ledger.missingIn(service.cases(), waiting)
    report('neither sent nor in the outbox', missing)
    for (const edit of missing) lost.add(edit)
    const twice = night.ledger.appliedTwice(service.log.entries)
    report('applied twice', twice)
    return { kills, saved: night.ledger.saved, lost: lost.size, duplicated: twice.length, late, left: waiting.size, seed }
  }
  finally {
    await machine.remove()
  }
}

/** The service notes a call when it is on its disk and its reply has not left yet: there a kill hurts most. */
function tellApplied({ service: { log }, applied }: Pick<Night, 'service' | 'applied'>): void {
  const { add: note } = log
  log.add = (request) => {
    note(request)
    if (request.applied) for (const hear of applied) hear()
  }
}

/** Which saved edits of these cases the screen lacks at first sight, and which of them for good. */
async function readBack({ page }: RunningApp, { ledger }: Night, caseIds: readonly string[]) {
  const shownLate: Typed[] = []
  const missing: Typed[] = []
  for (const caseId of caseIds) {
    await openCase(page, caseId).catch(async (error: unknown) => {
      throw new Error(`Case ${caseId} does not open. The screen says: ${await page.locator('body').innerText()}`, { cause: error })
    })
    const first = ledger.missingOn(await look(page))
    const deadline = performance.now() + SHOWN_MS
    let left = first
    while (left.length > 0 && performance.now() < deadline) left = ledger.missingOn(await look(page))
    shownLate.push(...first.filter(edit => !left.includes(edit)))
    missing.push(...left)
  }
  return { shownLate, missing }
}

/** Nothing is left that the app can send by itself, or can send by now. */
async function whenSent({ page }: RunningApp, patient: boolean): Promise<void> {
  const ends = patient ? /Everything is sent|What is left waits for you/ : /Everything is sent|What is left waits for you|may still arrive/
  await until('all to be sent', async () => ends.test((await look(page)).status) || null, SENT_MS).catch(async (error: unknown) => {
    throw new Error(`${String(error)} The status bar says: ${(await look(page)).status}`, { cause: error })
  })
}
