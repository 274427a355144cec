import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Practice } from '#practice/practice'
import type { RunningApp } from '../shell/harness'
import { CASES, type Machine, newMachine, startService } from './app'
import { add, field, openCase, outbox, retype, saved, SENT, standing, waiting } from './screen'

const ROUNDS = 10

let machine: Machine
let service: Practice
let app: RunningApp
beforeAll(async () => {
  machine = await newMachine()
  service = await startService(machine)
  app = await machine.openOn(service)
})
afterAll(() => machine.remove())

/** All of the app at once, as a power cut or the system would. */
async function killAll(): Promise<void> {
  app.process.kill('SIGKILL')
  await machine.killBrowser()
  expect(await app.exited).toBeNull()
}

/** The browser alone; the host sees its page gone and ends in good order. */
async function killBrowser(): Promise<void> {
  await machine.killBrowser()
  expect(await app.exited).toBe(0)
}

it('loses no edit that was shown as saved, whatever is killed at that moment, and sends each once', { timeout: 300_000 }, async () => {
  await openCase(app.page, CASES.mining)
  await standing(app.page, SENT)
  const before = service.case(CASES.mining)
  service.cut()

  const added: string[] = []
  for (let round = 1; round <= ROUNDS; round += 1) {
    const { page } = app
    for (const n of [1, 2]) {
      const address = `203.0.113.${round * 10 + n}`
      await add(page, 'Add a threat-actor address', address)
      added.push(address)
    }
    await retype(page, 'Title', `Title of round ${round}`)
    await saved(page, added.length + 1)
    await (round % 2 === 0 ? killBrowser() : killAll())
    await machine.browserGone()

    app = await machine.openOn(service)
    await saved(app.page, added.length + 1)
    expect((await waiting(app.page)).toSorted(), `after round ${round}`).toEqual([...added.map(address => `+${address}`), 'title'].toSorted())
    await openCase(app.page, CASES.mining)
    expect(await field(app.page, 'Title').inputValue()).toBe(`Title of round ${round}`)
  }

  service.log.clear()
  service.restore()
  await standing(app.page, SENT)
  await outbox(app.page).getByText('Nothing waits').waitFor()
  expect(service.log.entries.filter(({ operation }) => operation === 'UpdateCase')).toMatchObject([{ status: 200, delivered: true }])
  const after = service.case(CASES.mining)
  expect(after.title).toBe(`Title of round ${ROUNDS}`)
  expect(after.threatActorIpAddresses.map(({ ipAddress }) => ipAddress))
    .toEqual([...before.threatActorIpAddresses.map(({ ipAddress }) => ipAddress), ...added])
  expect(after.edits).toHaveLength(before.edits.length + 1)
})
