import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { openCase, SENT, settles, standing } from '../e2e/screen'
import { CASES, newMachine, startService } from '../support/machine'
import { compare, intended, placesOf } from './expected'
import { createHands } from './hands'
import { countEdits, fewestCalls, FIRST_ACT } from './script'

/*
 * The demo: the built app in a headless browser, signed in through the practice service's SSO portal, loses its
 * link, is worked in all the same, and drains by itself when the link is back.
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
  const calls = (operation: string) =>
    service.log.entries.filter(entry => entry.operation === operation && entry.status !== null && entry.status < 400).length

  await standing(page, SENT)
  await settles('every case to be read', () => calls('GetCase'), count => count >= service.cases().length)
  await openCase(page, CASES.key)
  tell(`Signed in by SSO, ${service.cases().length} cases on this machine.`)
  await shot('1-online')

  const before = holds()
  service.log.clear()
  service.cut()
  tell('The link is cut.')
  const hands = createHands(page)
  for (const intent of FIRST_ACT) await hands.act(intent)
  await standing(page, /Offline/)
  await standing(page, /saved on this machine/)
  const cases = new Set(FIRST_ACT.map(({ caseId }) => caseId)).size
  const edits = countEdits(FIRST_ACT)
  tell(`${edits} edits on ${cases} cases, all of them saved on this machine; ${calls('UpdateCase')} calls reached the service.`)
  await openCase(page, CASES.key)
  await shot('2-offline')

  const restoredAt = performance.now()
  service.restore()
  tell('The link is back; nobody touches the app.')
  await standing(page, SENT)
  const seconds = Number(((performance.now() - restoredAt) / 1000).toFixed(2))
  await shot('3-sent')

  const { lost, overwritten } = compare(before, intended(before, FIRST_ACT), holds())
  const rows = page.getByRole('option')
  const figures = {
    shell: 'chromium',
    edits,
    cases,
    updateCaseCalls: service.log.entries.filter(entry => entry.operation === 'UpdateCase').length,
    expectedCalls: fewestCalls(FIRST_ACT),
    readCalls: service.log.entries.filter(entry => ['GetCase', 'ListCases', 'ListCaseEdits'].includes(entry.operation ?? '')).length,
    merged: 0,
    conflicts: await rows.filter({ hasText: 'conflict' }).count(),
    parked: await rows.filter({ hasText: 'held' }).count(),
    pending: await rows.filter({ hasText: 'waiting' }).count(),
    lost: lost.length,
    overwritten: overwritten.length,
    seconds,
  }
  tell(`Drained in ${seconds} s with ${figures.updateCaseCalls} UpdateCase calls (${figures.expectedCalls} are the fewest that can do it).`)
  tell(`Lost ${figures.lost}, overwritten ${figures.overwritten}, pending ${figures.pending}.`)
  for (const place of [...lost, ...overwritten]) tell(`  not as intended: ${place}`)
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(figures)}\n`)
  await app.close()
  const asExpected = lost.length + overwritten.length + figures.pending === 0 && figures.updateCaseCalls === figures.expectedCalls
  process.exitCode = asExpected ? 0 : 1
}
finally {
  await service.close()
  await machine.remove()
}
