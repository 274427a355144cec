import { beforeAll, expect, it } from 'vitest'
import { CASES, newDesk } from './app'
import { add, field, openCase, outbox, retype, saved, SENT, standing, waiting } from './screen'

const ROUNDS = 10

const desk = newDesk()
beforeAll(() => desk.open())

/** All of the app at once, as a power cut or the system would. */
async function killAll(): Promise<void> {
  desk.app.process.kill('SIGKILL')
  await desk.machine.killBrowser()
  expect(await desk.app.exited).toBeNull()
}

/** The browser alone; the host sees its page gone and ends in good order. */
async function killBrowser(): Promise<void> {
  await desk.machine.killBrowser()
  expect(await desk.app.exited).toBe(0)
}

it('loses no edit that was shown as saved, whatever is killed at that moment, and sends each once', { timeout: 300_000 }, async () => {
  await openCase(desk.page, CASES.mining)
  await standing(desk.page, SENT)
  const before = desk.service.case(CASES.mining)
  desk.service.cut()

  const added: string[] = []
  for (let round = 1; round <= ROUNDS; round += 1) {
    const { page } = desk
    for (const n of [1, 2]) {
      const address = `203.0.113.${round * 10 + n}`
      await add(page, 'Add a threat-actor address', address)
      added.push(address)
    }
    await retype(page, 'Title', `Title of round ${round}`)
    await saved(page, added.length + 1)
    await (round % 2 === 0 ? killBrowser() : killAll())
    await desk.machine.browserGone()

    await desk.open()
    await saved(desk.page, added.length + 1)
    expect((await waiting(desk.page)).toSorted(), `after round ${round}`).toEqual([...added.map(address => `+${address}`), 'title'].toSorted())
    await openCase(desk.page, CASES.mining)
    expect(await field(desk.page, 'Title').inputValue()).toBe(`Title of round ${round}`)
  }

  desk.service.log.clear()
  desk.service.restore()
  await standing(desk.page, SENT)
  await outbox(desk.page).getByText('Nothing waits').waitFor()
  expect(desk.service.log.entries.filter(({ operation }) => operation === 'UpdateCase')).toMatchObject([{ status: 200, delivered: true }])
  const after = desk.service.case(CASES.mining)
  expect(after.title).toBe(`Title of round ${ROUNDS}`)
  expect(after.threatActorIpAddresses.map(({ ipAddress }) => ipAddress))
    .toEqual([...before.threatActorIpAddresses.map(({ ipAddress }) => ipAddress), ...added])
  expect(after.edits).toHaveLength(before.edits.length + 1)
})
