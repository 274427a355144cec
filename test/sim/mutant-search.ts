import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { z } from '#domain/zod'
import { playBatch } from './batch'
import type { Bundles } from './bundle'
import type { Event, History } from './history'
import { drawHistory } from './history'
import { historySchema } from './history-schema'
import type { Mutant } from './mutants'
import { MUTANTS } from './mutants'
import type { ViolationKind } from './violation'
import { VIOLATION_KINDS } from './violation'

/**
 * By mutant's name: a seed that catches it, which the app itself gets through, and the first promise seen broken.
 * `history`: what is played with that seed in place of its own, where what it takes comes together too seldom.
 */
const caughtSchema = z.record(z.string(), z.strictObject({
  seed: z.int(),
  kind: z.enum(VIOLATION_KINDS),
  history: historySchema.optional(),
}))
export type Caught = z.infer<typeof caughtSchema>

const TABLE = fileURLToPath(new URL('./mutants.json', import.meta.url))
/** Among the histories of so many seeds those are sought that suit a mutant. */
const SEEDS = 20_000
/** Played before what they found is looked at: few at first, as most mutants are caught soon. */
const FIRST_FEW = 10

export async function readCaught(): Promise<Caught> {
  return caughtSchema.parse(JSON.parse(await readFile(TABLE, 'utf8').catch(() => '{}')))
}

async function writeCaught(caught: Caught): Promise<void> {
  const lines = MUTANTS.flatMap(({ name }) => caught[name] === undefined ? [] : [`  ${JSON.stringify(name)}: ${JSON.stringify(caught[name])}`])
  await writeFile(TABLE, `{\n${lines.join(',\n')}\n}\n`)
}

/** Those that fail, in the order given, and what is seen broken first. */
async function brokenBy(bundle: string, histories: readonly History[]): Promise<Array<{ history: History, kind: ViolationKind }>> {
  const broken = new Map<number, ViolationKind>()
  await playBatch(bundle, { histories }, ({ index, violations: [first] }) => {
    if (first !== undefined) broken.set(index, first.kind)
    return false
  })
  return histories.flatMap((history, index) => {
    const kind = broken.get(index)
    return kind === undefined ? [] : [{ history, kind }]
  })
}

/** After which nobody can tell whether a call was applied. */
const UNKNOWN = ['lostReply', 'late', 'truncatedReply', 'garbledReply', 'failing', 'notTheService']

/** How much of what the mutant takes comes together in a history, for its length. */
function suits({ events, settings }: History, { takes = [] }: Mutant): number {
  const count = (is: (event: Event) => boolean): number => events.filter(is).length
  const edits = count(({ kind }) => kind === 'type' || kind === 'remove' || kind === 'paste')
  const faults = events.flatMap(event => event.kind === 'fault' && event.armed.on !== 'getCase' ? [event.armed.fault.kind] : [])
  const each = takes.map(what => count(({ kind }) => kind === what)
    + faults.filter(kind => kind === what || (what === 'unknown' && UNKNOWN.includes(kind))).length)
  return each.reduce((product, one) => product * one, edits) / (settings.places.length * settings.cases * Math.sqrt(events.length))
}

function suitable(mutant: Mutant, count: number): number[] {
  const scored = Array.from({ length: SEEDS }, (_, index) => ({ seed: index + 1, score: suits(drawHistory(index + 1), mutant) }))
  return scored.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score).slice(0, count).map(({ seed }) => seed)
}

/**
 * Finds for each mutant a seed that catches it; one that is known and still does is kept. Names those that none of the
 * `count` likeliest seeds catches.
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

  async function firstOf(bundle: string, histories: readonly History[]): Promise<Caught[string] | null> {
    const broken = await brokenBy(bundle, histories)
    const unsound = await brokenBy(sound, broken.map(({ history }) => history))
    const found = broken.find(({ history }) => unsound.every(other => other.history !== history))
    return found === undefined ? null : { seed: found.history.seed, kind: found.kind }
  }

  async function search(mutant: Mutant, bundle: string): Promise<Caught[string] | null> {
    const known = caught[mutant.name]
    const still = known === undefined ? null : await firstOf(bundle, [known.history ?? drawHistory(known.seed)])
    if (still !== null) return { ...known, ...still }
    const seeds = suitable(mutant, count)
    for (let from = 0, few = FIRST_FEW; from < seeds.length; [from, few] = [from + few, few * 2]) {
      const found = await firstOf(bundle, seeds.slice(from, from + few).map(drawHistory))
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
