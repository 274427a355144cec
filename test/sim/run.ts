import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { playBatch } from './batch'
import { createBundles } from './bundle'
import { drawHistory } from './history'
import { searchMutants } from './mutant-search'
import { replay } from './replay'
import type { Summary } from './summary'
import { addUp, emptySummary } from './summary'

/*
 * npm run -s sim -- --seeds N [--from K] [--json FILE]   plays N seeds, K (1) the first; 1 where one of them fails
 * npm run -s sim -- --seed S [--keep NAME]               plays one and tells what happens; cuts down what fails
 * npm run -s sim -- --mutants N [--only NAME]            finds a history that catches each mutant, among N tellings of its story
 */

function numberOf(name: string, text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`--${name} takes a whole number, and ${text} is none.`)
  return number
}

async function catchMutants(count: number, only: string | null): Promise<number> {
  const bundles = await createBundles()
  try {
    const missed = await searchMutants({ bundles, count, only, say: line => console.log(line) })
    return missed.length
  }
  finally { await bundles.remove() }
}

async function playSeeds(from: number, count: number): Promise<Summary> {
  const bundles = await createBundles()
  const seeds = Array.from({ length: count }, (_, index) => from + index)
  let summary = emptySummary()
  try {
    await playBatch(await bundles.build(), seeds, ({ index, ...played }) => {
      const seed = from + index
      summary = addUp(summary, seed, played)
      for (const { kind, what } of played.violations) console.error(`${seed} ${kind}: ${what}`)
      if (process.stderr.isTTY) process.stderr.write(`${summary.seeds} of ${count}, ${summary.failures.length} failed\r`)
      return false
    })
  }
  finally { await bundles.remove() }
  return summary
}

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '500' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    keep: { type: 'string' },
    mutants: { type: 'string' },
    only: { type: 'string' },
    json: { type: 'string' },
  },
})
if (values.mutants !== undefined) {
  process.exitCode = await catchMutants(numberOf('mutants', values.mutants), values.only ?? null) > 0 ? 1 : 0
}
else {
  const summary = values.seed === undefined
    ? await playSeeds(numberOf('from', values.from), numberOf('seeds', values.seeds))
    : await replay(drawHistory(numberOf('seed', values.seed)), { keep: values.keep ?? null, tell: line => console.log(line) })
  console.log(JSON.stringify(summary))
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(summary)}\n`)
  process.exitCode = summary.failures.length > 0 ? 1 : 0
}
