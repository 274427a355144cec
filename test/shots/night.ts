import type { Page } from 'playwright-core'
import type { Practice } from '#practice/practice'
import { createHands } from '../demo/hands'
import { bodyOf, COLLEAGUE, FIRST_ACT, REFUSED } from '../demo/script'
import { field, openCase, outbox, SENT, settles, standing } from '../e2e/screen'
import { CASES, startService } from '../support/machine'
import { begin, onMachine, type Scene, SIZE } from './scene'

/*
 * The demo's night in pictures: cases at rest, edited without a link, sent in trouble, and what is left to decide.
 */

const ON_THESE = new Set<string>([CASES.key, CASES.mining, CASES.tor, CASES.dns, CASES.console])
const PASTED = [
  'ip,hostname,note', '198.51.100[.]7,web-1,seen twice', '198.51.100.8,web-2,', 'hxxp://203.0.113.9/x,,from the proxy',
  '2001:db8::42,,', '198.51.100.7,web-1,', '999.1.1.1,web-3,',
].join('\n')

const button = (page: Page, name: string) => page.getByRole('banner').getByRole('button', { name })

/** Runs a command by its words. */
async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('combobox', { name: 'Case or command' }).waitFor()
  await page.keyboard.type(words)
  await page.keyboard.press('Enter')
}

/** Somebody else writes between the app's reading of a case and its writing. */
function writeBetween(service: Practice, caseId: string, update: Record<string, unknown>): void {
  const { add } = service.log
  service.log.add = (request) => {
    add(request)
    if (request.operation !== 'GetCase' || request.caseId !== caseId || request.status !== 200) return
    service.log.add = add
    void service.editAs({ caseId, update })
  }
}

export const night: Scene = onlooker => onMachine({}, async (machine) => {
  const service = await startService(machine)
  const app = await machine.openOn(service)
  const page = await begin(app.page, onlooker)
  const see = (state: string) => onlooker.see(state, page)
  await standing(page, SENT)
  const hands = createHands(page)
  await settles('every case to be read', () => page.getByRole('option').count(), count => count >= service.cases().length)

  // Once it has looked up a write of its own the app knows the responder's entries in the service's log; one that only adds
  // is not looked up, as it can replace nothing.
  await hands.act({ caseId: CASES.bedrock, do: 'set', field: 'title', value: 'Unexpected Amazon Bedrock spend: model access removed' })
  await settles('the log to be read', () => service.log.entries.filter(({ operation }) => operation === 'ListCaseEdits').length, count => count > 0)
  await standing(page, SENT)
  await openCase(page, CASES.key)
  await see('list-and-case')
  await field(page, 'Search cases').focus()
  await page.keyboard.type('iam')
  await see('search')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
  await see('shortcuts')
  await page.keyboard.press('Escape')
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('combobox', { name: 'Case or command' }).waitFor()
  await page.keyboard.type('add')
  await see('palette')
  await page.keyboard.press('Escape')
  await openCase(page, CASES.dns)
  await page.getByRole('button', { name: 'Paste many threat-actor addresses' }).press('Enter')
  await page.keyboard.insertText(PASTED)
  await see('paste-preview')
  await page.keyboard.press('Escape')

  service.cut()
  for (const intent of FIRST_ACT) if (ON_THESE.has(intent.caseId)) await hands.act(intent)
  await openCase(page, CASES.key)
  await standing(page, /Offline/)
  await see('offline-unsent')

  for (const intent of COLLEAGUE) await service.editAs({ caseId: intent.caseId, update: bodyOf(intent) })
  await service.editAs({ caseId: CASES.console, update: { watchersToDelete: [{ email: 'alex.morgan@example.com' }] } })
  writeBetween(service, CASES.key, { title: 'Access key published: owner told' })
  service.misbehave({ kind: 'validation', refuses: REFUSED })
  service.misbehave({ kind: 'throttle', after: 2, times: 1, retryAfter: '6' })
  service.restore()
  await standing(page, 'The service asks to wait')
  await see('draining')
  await standing(page, 'What is left waits for you')

  await openCase(page, CASES.mining)
  await page.getByRole('region', { name: 'Title: conflict' }).waitFor()
  await see('conflict')
  await openCase(page, CASES.console)
  const question = page.getByRole('region', { name: /: conflict$/ })
  await question.scrollIntoViewIfNeeded()
  await see('set-conflict')
  await openCase(page, CASES.dns)
  await page.getByRole('region', { name: /: parked$/ }).scrollIntoViewIfNeeded()
  await see('parked')
  await openCase(page, CASES.key)
  await page.getByRole('alert', { name: 'Possibly overwritten' }).waitFor()
  await see('overwritten')

  await button(page, 'History').press('Enter')
  await page.getByRole('complementary', { name: 'History' }).getByRole('article').first().waitFor()
  await see('history')
  await openCase(page, CASES.mining)
  await command(page, 'High contrast')
  await see('high-contrast')
  await command(page, 'High contrast')
  await command(page, 'Comfortable')
  await see('comfortable')
  await command(page, 'Compact')
  await page.emulateMedia({ forcedColors: 'active' })
  await see('forced-colors')
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')))
  await page.emulateMedia({ forcedColors: null, media: 'print' })
  await see('print')
  await page.emulateMedia({ media: null })
  await page.evaluate(() => window.dispatchEvent(new Event('afterprint')))

  await page.setViewportSize({ width: 960, height: 640 })
  await see('narrow')
  await button(page, 'Outbox').press('Enter')
  await outbox(page).waitFor()
  await see('narrow-outbox')
  await page.keyboard.press('Escape')
  // What 200 % leaves of the usual window.
  await page.setViewportSize({ width: SIZE.width / 2, height: SIZE.height / 2 })
  await see('zoomed')
})
