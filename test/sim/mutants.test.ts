import { afterAll, describe, expect, it } from 'vitest'
import { createBundles, occurrences } from './bundle'
import type { History } from './history'
import { load, readCaught } from './mutant-search'
import type { Mutant } from './mutants'
import { MUTANTS } from './mutants'

const caught = await readCaught()
const bundles = await createBundles()
afterAll(bundles.remove)

async function isCaught(mutant: Mutant, history: History): Promise<void> {
  expect(await occurrences(mutant), `${mutant.file} has changed: bring the mutant up to date`).toBe(1)
  const broken = await load(await bundles.build(mutant))
  expect(await broken(history)).not.toBeNull()
}

describe('the simulator', () => {
  it('finds nothing amiss with the app itself in the histories that catch mutants', async () => {
    const broken = await load(await bundles.build())
    for (const [name, { history }] of Object.entries(caught)) {
      expect({ name, broken: await broken(history) }).toEqual({ name, broken: null })
    }
  }, 300_000)

  for (const mutant of MUTANTS) {
    const by = caught[mutant.name]
    const name = `catches the app without: ${mutant.rule} (${mutant.name})`
    if (by === undefined) it.todo(name)
    else it(name, () => isCaught(mutant, by.history), 60_000)
  }

  it('has no history for a mutant that is no more', () => {
    expect(Object.keys(caught).filter(name => MUTANTS.every(mutant => mutant.name !== name))).toEqual([])
  })
})
