import { beforeAll, beforeEach, expect, it } from 'vitest'
import { CASES, newDesk } from './app'
import { add, field, grid, openCase, outbox, retype, saved, SENT, settles, standing, waiting } from './screen'

const desk = newDesk()
beforeAll(() => desk.open())
beforeEach(async () => {
  desk.service.restore()
  await standing(desk.page, SENT)
  desk.service.log.clear()
})

const updates = () => desk.service.log.entries.filter(({ operation, status }) => operation === 'UpdateCase' && status === 200)

it('keeps every edit that is saved when the page is loaded again, and shows each once', async () => {
  const { page } = desk
  await openCase(page, CASES.bedrock)
  desk.service.cut()
  await retype(page, 'Title', 'Loaded again')
  for (const n of [1, 2, 3]) await add(page, 'Add a threat-actor address', `203.0.113.${n}`)
  await saved(page, 4)
  await page.reload()
  await saved(page, 4)
  expect((await waiting(page)).toSorted()).toEqual(['+203.0.113.1', '+203.0.113.2', '+203.0.113.3', 'title'])
  await openCase(page, CASES.bedrock)
  expect(await field(page, 'Title').inputValue()).toBe('Loaded again')
  desk.service.restore()
  await standing(page, SENT)
  expect(updates()).toHaveLength(1)
})

it('keeps an edit that was still being saved when the page is loaded again', async () => {
  const { page } = desk
  await openCase(page, CASES.console)
  desk.service.cut()
  for (let round = 1; round <= 5; round += 1) {
    await add(page, 'Add an impacted account', `00000000002${round}`)
    await page.reload()
    await saved(page, round)
    await openCase(page, CASES.console)
    await grid(page, 'Impacted accounts').getByRole('row', { name: `00000000002${round}` }).waitFor()
  }
  desk.service.restore()
  await standing(page, SENT)
  expect(desk.service.case(CASES.console).impactedAccounts.filter(account => account.startsWith('00000000002'))).toHaveLength(5)
})

it('takes what is being typed after two quiet seconds, so that loading again loses none of it', async () => {
  const { page } = desk
  await openCase(page, CASES.lambda)
  desk.service.cut()
  await field(page, 'Description').focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('Typed, and no key pressed after it.')
  await saved(page, 1)
  await page.reload()
  await saved(page, 1)
  await openCase(page, CASES.lambda)
  expect(await field(page, 'Description').inputValue()).toBe('Typed, and no key pressed after it.')
  desk.service.restore()
  await standing(page, SENT)
  expect(desk.service.case(CASES.lambda).description).toBe('Typed, and no key pressed after it.')
})

it('goes on sending while the page is loaded again, each edit once', async () => {
  const { page } = desk
  const all = [CASES.bedrock, CASES.console, CASES.mining, CASES.dns, CASES.tor, CASES.key, CASES.snapshot]
  desk.service.cut()
  for (const [index, caseId] of all.entries()) {
    await openCase(page, caseId)
    await add(page, 'Add an impacted service', `Service ${index}`)
  }
  await saved(page, all.length)
  desk.service.restore()
  await settles('the first call', () => updates().length, count => count > 0)
  await page.reload()
  await standing(page, SENT)
  await outbox(page).getByText('Nothing waits').waitFor()
  expect(updates().map(({ caseId }) => caseId).toSorted()).toEqual(all.toSorted())
  for (const [index, caseId] of all.entries()) expect(desk.service.case(caseId).impactedServices).toContain(`Service ${index}`)
})

it('sends while the page stands still, and shows it when the page goes on', async () => {
  const { page } = desk
  await openCase(page, CASES.tor)
  desk.service.cut()
  await retype(page, 'Title', 'Sent without the page')
  await saved(page, 1)
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Debugger.enable')
  const paused = new Promise(resolve => devtools.once('Debugger.paused', resolve))
  await devtools.send('Debugger.pause')
  await paused
  desk.service.restore()
  await settles('the title to arrive', () => desk.service.case(CASES.tor).title, title => title === 'Sent without the page')
  await devtools.send('Debugger.resume')
  await devtools.detach()
  await standing(page, SENT)
  expect(updates()).toHaveLength(1)
})

it.each([
  ['is loaded again', async () => { await desk.page.reload() }],
  ['has its window closed', async () => {
    // Nothing that is saved asks whether to leave: unanswered, it would stay.
    desk.page.on('dialog', () => {})
    await desk.page.close({ runBeforeUnload: true })
    expect(await desk.app.exited).toBe(0)
    await desk.open()
  }],
  ['is asked to end', async () => {
    await desk.close()
    await desk.open()
  }],
])('keeps what was typed a moment before the app %s', async (how, leave) => {
  await openCase(desk.page, CASES.snapshot)
  desk.service.cut()
  await field(desk.page, 'Title').focus()
  await desk.page.keyboard.press('ControlOrMeta+a')
  await desk.page.keyboard.type(`Typed before it ${how}`)
  await leave()
  await saved(desk.page, 1)
  await openCase(desk.page, CASES.snapshot)
  expect(await field(desk.page, 'Title').inputValue()).toBe(`Typed before it ${how}`)
})
