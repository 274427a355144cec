import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Practice } from '#practice/practice'
import type { RunningApp } from '../shell/harness'
import { CASES, type Machine, newMachine, startService } from './app'
import { add, field, grid, openCase, outbox, retype, saved, SENT, settles, standing, waiting } from './screen'

let machine: Machine
let service: Practice
let app: RunningApp
beforeAll(async () => {
  machine = await newMachine()
  service = await startService(machine)
  app = await machine.openOn(service)
})
afterAll(() => machine.remove())
beforeEach(async () => {
  service.restore()
  await standing(app.page, SENT)
  service.log.clear()
})

const updates = () => service.log.entries.filter(({ operation, status }) => operation === 'UpdateCase' && status === 200)

it('keeps every edit that is saved when the page is loaded again, and shows each once', async () => {
  const { page } = app
  await openCase(page, CASES.bedrock)
  service.cut()
  await retype(page, 'Title', 'Loaded again')
  for (const n of [1, 2, 3]) await add(page, 'Add a threat-actor address', `203.0.113.${n}`)
  await saved(page, 4)
  await page.reload()
  await saved(page, 4)
  expect((await waiting(page)).toSorted()).toEqual(['+203.0.113.1', '+203.0.113.2', '+203.0.113.3', 'title'])
  await openCase(page, CASES.bedrock)
  expect(await field(page, 'Title').inputValue()).toBe('Loaded again')
  service.restore()
  await standing(page, SENT)
  expect(updates()).toHaveLength(1)
})

it('keeps an edit that was still being saved when the page is loaded again', async () => {
  const { page } = app
  await openCase(page, CASES.console)
  service.cut()
  for (let round = 1; round <= 5; round += 1) {
    await add(page, 'Add an impacted account', `00000000002${round}`)
    await page.reload()
    await saved(page, round)
    await openCase(page, CASES.console)
    await grid(page, 'Impacted accounts').getByRole('row', { name: `00000000002${round}` }).waitFor()
  }
  service.restore()
  await standing(page, SENT)
  expect(service.case(CASES.console).impactedAccounts.filter(account => account.startsWith('00000000002'))).toHaveLength(5)
})

it('takes what is being typed after two quiet seconds, so that loading again loses none of it', async () => {
  const { page } = app
  await openCase(page, CASES.lambda)
  service.cut()
  await field(page, 'Description').focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('Typed, and no key pressed after it.')
  await saved(page, 1)
  await page.reload()
  await saved(page, 1)
  await openCase(page, CASES.lambda)
  expect(await field(page, 'Description').inputValue()).toBe('Typed, and no key pressed after it.')
  service.restore()
  await standing(page, SENT)
  expect(service.case(CASES.lambda).description).toBe('Typed, and no key pressed after it.')
})

it('goes on sending while the page is loaded again, each edit once', async () => {
  const { page } = app
  const all = [CASES.bedrock, CASES.console, CASES.mining, CASES.dns, CASES.tor, CASES.key, CASES.snapshot]
  service.cut()
  for (const [index, caseId] of all.entries()) {
    await openCase(page, caseId)
    await add(page, 'Add an impacted service', `Service ${index}`)
  }
  await saved(page, all.length)
  service.restore()
  await settles('the first call', () => updates().length, count => count > 0)
  await page.reload()
  await standing(page, SENT)
  await outbox(page).getByText('Nothing waits').waitFor()
  expect(updates().map(({ caseId }) => caseId).toSorted()).toEqual(all.toSorted())
  for (const [index, caseId] of all.entries()) expect(service.case(caseId).impactedServices).toContain(`Service ${index}`)
})

it('sends while the page stands still, and shows it when the page goes on', async () => {
  const { page } = app
  await openCase(page, CASES.tor)
  service.cut()
  await retype(page, 'Title', 'Sent without the page')
  await saved(page, 1)
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Debugger.enable')
  const paused = new Promise(resolve => devtools.once('Debugger.paused', resolve))
  await devtools.send('Debugger.pause')
  await paused
  service.restore()
  await settles('the title to arrive', () => service.case(CASES.tor).title, title => title === 'Sent without the page')
  await devtools.send('Debugger.resume')
  await devtools.detach()
  await standing(page, SENT)
  expect(updates()).toHaveLength(1)
})

it.each([
  ['is loaded again', async () => { await app.page.reload() }],
  ['has its window closed', async () => {
    await app.page.close({ runBeforeUnload: true })
    expect(await app.exited).toBe(0)
    app = await machine.openOn(service)
  }],
  ['is asked to end', async () => {
    expect(await app.close()).toBe(0)
    app = await machine.openOn(service)
  }],
])('keeps what was typed a moment before the app %s', async (how, leave) => {
  await openCase(app.page, CASES.snapshot)
  service.cut()
  await field(app.page, 'Title').focus()
  await app.page.keyboard.press('ControlOrMeta+a')
  await app.page.keyboard.type(`Typed before it ${how}`)
  await leave()
  await saved(app.page, 1)
  await openCase(app.page, CASES.snapshot)
  expect(await field(app.page, 'Title').inputValue()).toBe(`Typed before it ${how}`)
})
