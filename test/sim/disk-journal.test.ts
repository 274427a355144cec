import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { journalContract } from '../contract/journal'
import { createChance } from '../support/chance'
import { edit, editId, outcome } from '../support/journal-records'
import { createSimDisk } from './disk'
import { pump, settled } from './pump'
import { createLife, createScheduler } from './scheduler'
import type { OpenedJournal } from '#journal/journal'
import { openJournal } from '#journal/journal'

const FOLDER = '/data/practice'

journalContract('a journal on the simulated disk', async () => {
  const scheduler = createScheduler({ settled })
  const disk = createSimDisk({ scheduler, chance: createChance(1) }).mount(createLife('host'))
  const pumping = pump(scheduler)
  const { journal, close } = await openJournal({ folder: FOLDER, disk })
  return { journal, close: () => close().then(pumping.stop) }
})

type End = 'killed' | 'powerCut' | 'closed'

/**
 * Lives of one journal, each ended some way. Gives what it acknowledged and no longer knew in a later life, and lines it
 * found damaged that had to be whole.
 */
async function forgotten(seed: number, ends: readonly End[], { fills }: { fills: boolean }): Promise<string[]> {
  const chance = createChance(seed)
  const scheduler = createScheduler({ settled })
  const sim = createSimDisk({ scheduler, chance: chance.branch('disk') })
  const edits = new Set<number>()
  const ended = new Set<number>()
  const lost: string[] = []
  let n = 0
  let ids = 0
  /** So far nothing has happened that may leave anything but a last line cut short. */
  let spared = !fills

  const ignore = (): void => {}

  /** A page that has had no answer sends again. */
  function sendAgain({ journal }: OpenedJournal): void {
    const again = Array.from({ length: n }, (_, index) => index + 1).slice(-4)
    const recorded = journal.record(again.map(mine => ({ edit: edit(mine), generation: null })))
    void recorded.then(() => { for (const mine of again) edits.add(mine) }, ignore)
  }

  function work({ journal }: OpenedJournal): void {
    for (let some = chance.between(1, 12); some > 0; some--) {
      const mine = n += 1
      const recorded = journal.record([{ edit: edit(mine, { text: 'x'.repeat(chance.between(1, 900)) }), generation: null }])
      void recorded.then(() => { edits.add(mine) }, ignore)
      if (chance.is(0.5)) void recorded.then(() => journal.conclude([outcome([mine])])).then(() => { ended.add(mine) }, ignore)
    }
    // Enough dead lines to be compacted.
    if (chance.is(0.1)) for (let note = 0; note < 1100; note++) void journal.note('churn', note).catch(ignore)
  }

  function check({ journal, damage }: OpenedJournal): void {
    if (spared && damage.length > 0) lost.push(`lines: ${JSON.stringify(damage)}`)
    for (const mine of edits) if (!journal.knows(editId(mine))) lost.push(`edit ${mine}`)
    for (const mine of ended) if (journal.endOf(editId(mine)) === null) lost.push(`outcome of ${mine}`)
  }

  for (const [life, end] of ends.entries()) {
    const process = createLife(`host ${life}`)
    let opened: OpenedJournal | null = null
    const opening = openJournal({ folder: FOLDER, disk: sim.mount(process), newId: () => `generation-${ids += 1}` })
    void opening.then((now) => {
      opened = now
      check(now)
      sendAgain(now)
      if (chance.is(0.7)) work(now)
    }, () => {})
    const steps = chance.between(1, chance.of([20, 120]))
    for (let step = 0; step < steps; step++) {
      if (fills && chance.is(0.03)) sim.full(chance.is(0.5))
      if (opened !== null && chance.is(0.1)) work(opened)
      await scheduler.step(scheduler.now() + 10)
    }
    sim.full(false)
    if (end === 'closed') {
      const pumping = pump(scheduler)
      await opening.then(({ close }) => close()).catch(() => {})
      await pumping.stop()
    }
    process.end()
    if (end === 'powerCut') {
      sim.powerCut()
      spared = false
    }
    else sim.killed(process)
  }

  const pumping = pump(scheduler)
  const last = await openJournal({ folder: FOLDER, disk: sim.mount(createLife('last host')) })
  check(last)
  expect(await last.journal.verify()).toMatchObject({ ok: true })
  await last.close()
  await pumping.stop()
  return lost
}

describe('what a journal has acknowledged', () => {
  const lives = fc.array(fc.constantFrom<End>('killed', 'powerCut', 'closed'), { minLength: 1, maxLength: 6 })

  it.each([false, true])('outlives kills and power cuts, wherever they come (a disk that fills up: %s)', async (fills) => {
    await fc.assert(fc.asyncProperty(fc.integer(), lives, async (seed, ends) => {
      expect(await forgotten(seed, ends, { fills })).toEqual([])
    }), { numRuns: 40 })
  }, 60_000)
})
