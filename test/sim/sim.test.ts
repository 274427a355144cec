import { afterAll, describe, expect, it } from 'vitest'
import { playBatch } from './batch'
import { createBundles } from './bundle'
import { readFound } from './found'
import { drawHistory } from './history'
import { play } from './play'

const SEEDS = 500
const found = await readFound()
const bundles = await createBundles()
afterAll(bundles.remove)

describe('whatever happens to page, host, disk, network and service', () => {
  it(`no promise is broken in ${SEEDS} histories`, async () => {
    const broken: string[] = []
    let played = 0
    await playBatch(await bundles.build(), Array.from({ length: SEEDS }, (_, index) => index + 1), ({ index, violations }) => {
      played += 1
      for (const { kind, what } of violations) broken.push(`seed ${index + 1}, ${kind}: ${what}`)
      return false
    })
    expect(broken).toEqual([])
    expect(played).toBe(SEEDS)
  }, 300_000)

  it.each(found)('nor in the one that once did: $name', async ({ history }) => {
    const { violations } = await play(history)
    expect(violations).toEqual([])
  }, 60_000)
})

describe('a seed', () => {
  it.each([3, 7, 20])('always tells the same story: %i', async (seed) => {
    const first = await play(drawHistory(seed), { traced: true })
    const second = await play(drawHistory(seed), { traced: true })
    expect(second).toEqual(first)
    expect(first.trace.length).toBeGreaterThan(0)
  }, 60_000)
})
