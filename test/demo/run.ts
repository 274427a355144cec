import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { openCase, outbox, SENT, settles, standing } from '../e2e/screen'
import { CASES, newMachine, startService } from '../support/machine'
import { compare, intended, placesOf } from './expected'
import { createHands } from './hands'
import { bodyOf, COLLEAGUE, countEdits, ENDING, fewestCalls, FIRST_ACT, HELD, type Intent, REFUSED, TROUBLE } from './script'

/*
 * The demo: the built app in a headless browser, signed in through the practice service's SSO portal, loses its
 * link and is worked in all the same, while a colleague changes some of the same cases. The link comes back to a
 * service in trouble; all drains by itself but what is the responder's to decide, which is then decided in the page.
 */

const USAGE = `npm run -s demo -- [--json FILE] [--shots DIR]
  --json FILE   write the figures as one JSON object
  --shots DIR   save a picture of each act`

const { values: options } = parseArgs({ options: { json: { type: 'string' }, shots: { type: 'string' }, help: { type: 'boolean' } } })
if (options.help === true) {
  console.log(USAGE)
  process.exit(0)
}

const started = performance.now()
const tell = (line: string): void => console.log(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${line}`)
const machine = await newMachine()
const service = await startService(machine)
try {
  const app = await machine.openOn(service)
  const { page } = app
  await page.setViewportSize({ width: 1440, height: 900 })

  async function shot(name: string): Promise<void> {
    if (options.shots === undefined) return
    await mkdir(options.shots, { recursive: true })
    await page.screenshot({ path: path.join(options.shots, `${name}.png`) })
  }
  const holds = () => new Map(service.cases().map(found => [found.caseId, placesOf(found)]))
  const requests = (...operations: string[]) => service.log.entries.filter(({ operation }) => operations.includes(operation))

  await standing(page, SENT)
  await settles('every case to be read', () => requests('GetCase').filter(({ status }) => status === 200).length, count => count >= service.cases().length)
  await openCase(page, CASES.key)
  tell(`Signed in by SSO, ${service.cases().length} cases on this machine.`)
  await shot('1-online')

  const before = holds()
  const theirs = intended(before, COLLEAGUE)
  /** What is not as the scripts want it. */
  function check(...intents: readonly Intent[]): { lost: string[], overwritten: string[] } {
    const found = compare({ before, theirs, wanted: intended(before, [...FIRST_ACT, ...COLLEAGUE, ...intents]), after: holds() })
    for (const place of [...found.lost, ...found.overwritten]) tell(`  not as intended: ${place}`)
    return found
  }

  service.log.clear()
  service.cut()
  tell('The link is cut.')
  const hands = createHands(page)
  for (const intent of FIRST_ACT) await hands.act(intent)
  await standing(page, /Offline/)
  await standing(page, /saved on this machine/)
  const cases = new Set(FIRST_ACT.map(({ caseId }) => caseId)).size
  const edits = countEdits(FIRST_ACT)
  tell(`${edits} edits on ${cases} cases, all of them saved on this machine; ${requests('UpdateCase').length} calls reached the service.`)
  await openCase(page, CASES.key)
  await shot('2-offline')
  for (const intent of COLLEAGUE) await service.editAs({ caseId: intent.caseId, update: bodyOf(intent) })
  tell(`Meanwhile a colleague changed ${COLLEAGUE.length} of these cases.`)

  for (const { fault } of TROUBLE) service.misbehave(fault)
  const restoredAt = performance.now()
  service.restore()
  tell(`The link is back, the service in trouble (${TROUBLE.map(({ fault }) => fault.kind).join(', ')}); nobody touches the app.`)
  const left = standing(page, 'What is left waits for you')
  await Promise.race([left, standing(page, 'The service asks to wait')])
  await shot('3-throttled')
  await left
  const seconds = Number(((performance.now() - restoredAt) / 1000).toFixed(2))
  await openCase(page, CASES.mining)
  await shot('4-decisions')

  const { lost, overwritten } = check(...HELD)
  const rows = page.getByRole('option')
  await page.getByRole('banner').getByRole('button', { name: 'History' }).press('Enter')
  const history = page.getByRole('complementary', { name: 'History' })
  await history.getByRole('article').first().waitFor()
  await shot('5-history')
  const figures = {
    shell: 'chromium',
    edits,
    cases,
    updateCaseCalls: requests('UpdateCase').length,
    expectedCalls: fewestCalls(FIRST_ACT) + TROUBLE.reduce((sum, { repeats }) => sum + repeats, 0),
    readCalls: requests('GetCase', 'ListCases', 'ListCaseEdits').length,
    merged: await history.getByRole('article').filter({ hasText: 'Merged with changes by' }).count(),
    conflicts: await rows.filter({ hasText: 'conflict' }).count(),
    parked: await rows.filter({ hasText: 'held' }).count(),
    pending: await rows.filter({ hasText: 'waiting' }).count(),
    lost: lost.length,
    overwritten: overwritten.length,
    seconds,
  }
  tell(`Drained in ${seconds} s with ${figures.updateCaseCalls} UpdateCase calls (${figures.expectedCalls} are the fewest that can do it in this trouble).`)
  tell(`Lost ${figures.lost}, overwritten ${figures.overwritten}, pending ${figures.pending}, merged ${figures.merged}; to decide: ${figures.conflicts} conflict, ${figures.parked} parked.`)

  service.behave()
  await page.getByRole('banner').getByRole('button', { name: 'Outbox' }).press('Enter')
  await hands.decide('title', ENDING.title.value)
  await hands.mend(REFUSED, ENDING.address.key)
  await standing(page, SENT)
  await outbox(page).getByText('Nothing waits').waitFor()
  await shot('6-settled')
  const ending = check(...HELD, ENDING.title, ENDING.address)
  const settled = ending.lost.length + ending.overwritten.length === 0
  tell(settled ? 'The responder has decided, in the page; everything is sent and as both meant it.' : 'Not all is as it was meant.')

  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify({ ...figures, settled })}\n`)
  await app.close()
  const { updateCaseCalls, expectedCalls, conflicts, parked, merged, pending } = figures
  const asExpected = lost.length + overwritten.length + pending === 0 && updateCaseCalls === expectedCalls
    && conflicts === 1 && parked === 1 && merged >= 2 && settled
  process.exitCode = asExpected ? 0 : 1
}
finally {
  await service.close()
  await machine.remove()
}
