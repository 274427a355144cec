import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { z } from '#domain/zod'
import { playBatch } from './batch'
import type { Bundles } from './bundle'
import type { Mutant } from './mutants'
import { MUTANTS } from './mutants'
import { VIOLATION_KINDS } from './violation'

/** By mutant's name: a seed that catches it, which the app itself gets through, and the first promise seen broken. */
const caughtSchema = z.record(z.string(), z.strictObject({ seed: z.int(), kind: z.enum(VIOLATION_KINDS) }))
export type Caught = z.infer<typeof caughtSchema>

const TABLE = fileURLToPath(new URL('./mutants.json', import.meta.url))
/** Played before what they found is looked at: few at first, as most mutants are caught soon. */
const FIRST_FEW = 10

export async function readCaught(): Promise<Caught> {
  return caughtSchema.parse(JSON.parse(await readFile(TABLE, 'utf8').catch(() => '{}')))
}

async function writeCaught(caught: Caught): Promise<void> {
  const lines = MUTANTS.flatMap(({ name }) => caught[name] === undefined ? [] : [`  ${JSON.stringify(name)}: ${JSON.stringify(caught[name])}`])
  await writeFile(TABLE, `{\n${lines.join(',\n')}\n}\n`)
}

/** What is seen broken first, by seed; in the order of the seeds. */
export async function brokenBy(bundle: string, seeds: readonly number[]): Promise<Array<Caught[string]>> {
  const broken: Array<Caught[string]> = []
  await playBatch(bundle, { seeds }, ({ index, violations: [first] }) => {
    const seed = seeds[index]
    if (first !== undefined && seed !== undefined) broken.push({ seed, kind: first.kind })
    return false
  })
  return broken.sort((a, b) => a.seed - b.seed)
}

/**
 * Finds for each mutant the first seed that catches it; one that is known and still does is kept. Names those that
 * none of `count` seeds catches.
 */
export async function searchMutants({ bundles, count, only, tell }: {
  bundles: Bundles
  count: number
  /** A mutant's name; null for all. */
  only: string | null
  tell: (line: string) => void
}): Promise<string[]> {
  const sound = await bundles.build()
  const caught = await readCaught()

  async function firstOf(bundle: string, seeds: readonly number[]): Promise<Caught[string] | null> {
    const broken = await brokenBy(bundle, seeds)
    const unsound = await brokenBy(sound, broken.map(({ seed }) => seed))
    return broken.find(({ seed }) => unsound.every(other => other.seed !== seed)) ?? null
  }

  async function search({ name }: Mutant, bundle: string): Promise<Caught[string] | null> {
    const known = caught[name]
    const still = known === undefined ? null : await firstOf(bundle, [known.seed])
    if (still !== null) return still
    for (let from = 1, few = FIRST_FEW; from <= count; [from, few] = [from + few, few * 2]) {
      const found = await firstOf(bundle, Array.from({ length: Math.min(few, count - from + 1) }, (_, index) => from + index))
      if (found !== null) return found
    }
    return null
  }

  const missed: string[] = []
  for (const mutant of MUTANTS) {
    if (only !== null && mutant.name !== only) continue
    const found = await search(mutant, await bundles.build(mutant))
    if (found === null) {
      missed.push(mutant.name)
      Reflect.deleteProperty(caught, mutant.name)
    }
    else {
      caught[mutant.name] = found
    }
    await writeCaught(caught)
    tell(`${mutant.name}: ${found === null ? `not caught by ${count} seeds` : `seed ${found.seed}, ${found.kind}`}`)
  }
  return missed
}
