import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { z } from '#domain/zod'
import type { Bundles } from './bundle'
import { occurrences } from './bundle'
import type { History } from './history'
import { historySchema } from './history-schema'
import type { Mutant } from './mutants'
import { MUTANTS } from './mutants'
import { shrink } from './shrink'
import { tell } from './stories'
import type { ViolationKind } from './violation'
import { VIOLATION_KINDS } from './violation'
import type * as Worker from './worker'

/** By mutant's name: a history that catches it, which the app itself gets through, and the first promise seen broken. */
export type Caught = Record<string, { kind: ViolationKind, history: History }>

const oneSchema = z.strictObject({ kind: z.enum(VIOLATION_KINDS), history: historySchema })
const caughtSchema = z.record(z.string(), oneSchema) satisfies z.ZodType<Caught>

const TABLE = fileURLToPath(new URL('./mutants.json', import.meta.url))
/** A story has few events: what is left after so many plays is short enough. */
const MOST_PLAYS = 80

export async function readCaught(): Promise<Caught> {
  return caughtSchema.parse(JSON.parse(await readFile(TABLE, 'utf8').catch(() => '{}')))
}

async function writeCaught(caught: Caught): Promise<void> {
  const lines = MUTANTS.flatMap(({ name }) => caught[name] === undefined ? [] : [`  ${JSON.stringify(name)}: ${JSON.stringify(caught[name])}`])
  await writeFile(TABLE, `{\n${lines.join(',\n')}\n}\n`)
}

/** The first promise that a history breaks; null where it breaks none. */
export type Broken = (history: History) => Promise<ViolationKind | null>

export async function load(bundle: string): Promise<Broken> {
  const { playWhole }: typeof Worker = await import(/* @vite-ignore */ pathToFileURL(bundle).href)
  return async history => (await playWhole(history)).violations[0]?.kind ?? null
}

/**
 * Finds for each mutant a history that catches it; one that is known and still does is kept. Names those that none of
 * the `count` tellings of their story catches.
 */
export async function searchMutants({ bundles, count, only, say }: {
  bundles: Bundles
  count: number
  /** A mutant's name; null for all. */
  only: string | null
  say: (line: string) => void
}): Promise<string[]> {
  const sound = await load(await bundles.build())
  const caught = await readCaught()

  async function catches(mutated: Broken, history: History): Promise<ViolationKind | null> {
    const kind = await mutated(history)
    return kind !== null && await sound(history) === null ? kind : null
  }

  async function search({ name, story }: Mutant, mutated: Broken): Promise<Caught[string] | null> {
    const known = caught[name]
    const still = known === undefined ? null : await catches(mutated, known.history)
    if (known !== undefined && still !== null) return { ...known, kind: still }
    for (let seed = 1; seed <= count; seed += 1) {
      const history = tell(story, seed)
      const kind = await catches(mutated, history)
      if (kind === null) continue
      return { kind, history: await shrink(history, async smaller => await catches(mutated, smaller) === kind, { mostPlays: MOST_PLAYS }) }
    }
    return null
  }

  const missed: string[] = []
  for (const mutant of MUTANTS) {
    const { name, story } = mutant
    if (only !== null && name !== only) continue
    if (await occurrences(mutant) !== 1) {
      missed.push(name)
      say(`${name}: ${mutant.file} has changed, and no longer has its text once`)
      continue
    }
    const found = await search(mutant, await load(await bundles.build(mutant)))
    if (found === null) {
      missed.push(name)
      Reflect.deleteProperty(caught, name)
    }
    else {
      caught[name] = found
    }
    await writeCaught(caught)
    say(`${name}: ${found === null ? `not caught by ${count} tellings of ${story}` : `${found.kind}, seed ${found.history.seed}, ${found.history.events.length} events`}`)
  }
  return missed
}
