import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { createBundles, occurrences } from './bundle'
import type { Caught } from './mutant-search'
import { readCaught } from './mutant-search'
import type { Mutant } from './mutants'
import { MUTANTS } from './mutants'
import type * as Worker from './worker'

const caught = await readCaught()
const bundles = await createBundles()
afterAll(bundles.remove)

async function load(bundle: string): Promise<typeof Worker> {
  return import(/* @vite-ignore */ pathToFileURL(bundle).href)
}

async function isCaught(mutant: Mutant, { seed, history }: Caught[string]): Promise<void> {
  expect(await occurrences(mutant), `${mutant.file} has changed: bring the mutant up to date`).toBe(1)
  const { playWhole, drawHistory } = await load(await bundles.build(mutant))
  const { violations } = await playWhole(history ?? drawHistory(seed))
  expect(violations.map(({ kind }) => kind)).not.toEqual([])
}

describe('the simulator', () => {
  it('finds nothing amiss with the app itself on the seeds that catch mutants', async () => {
    const { playWhole, drawHistory } = await load(await bundles.build())
    for (const [name, { seed, history = drawHistory(seed) }] of Object.entries(caught)) {
      const { violations } = await playWhole(history)
      expect({ name, violations }).toEqual({ name, violations: [] })
    }
  }, 300_000)

  for (const mutant of MUTANTS) {
    const by = caught[mutant.name]
    const name = `catches the app without: ${mutant.rule} (${mutant.name})`
    if (by === undefined) it.todo(name)
    else it(name, () => isCaught(mutant, by), 60_000)
  }

  it('has no seed for a mutant that is no more', () => {
    expect(Object.keys(caught).filter(name => MUTANTS.every(mutant => mutant.name !== name))).toEqual([])
  })
})
