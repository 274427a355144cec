import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { crash } from './crash'

/*
 * The kill test: the built app in a headless browser is typed into and drains, and is killed in the midst of it, over
 * and over. Whatever the screen had called saved must be on the service or in the outbox in the end, and once.
 */

const USAGE = `npm run -s crash -- --kills N [--seed S] [--json FILE]
  --kills N     how often the app is killed
  --seed S      decides what is typed when, and each kill; told in what is found (by default from the clock)
  --json FILE   write the figures as one JSON object`

const { values: options } = parseArgs({
  options: { kills: { type: 'string' }, seed: { type: 'string' }, json: { type: 'string' }, help: { type: 'boolean' } },
})
const kills = Number(options.kills)
const seed = Number(options.seed ?? Date.now() % 1_000_000)
if (options.help === true || !Number.isInteger(kills) || kills < 1 || !Number.isInteger(seed)) {
  console.log(USAGE)
  process.exit(options.help === true ? 0 : 2)
}

const started = performance.now()
const tell = (line: string): void => console.log(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${line}`)
tell(`${kills} kills, seed ${seed}.`)
const figures = await crash({ kills, seed, patient: true, tell })
tell(`${figures.saved} edits were seen as saved: ${figures.lost} lost, ${figures.duplicated} applied twice, ${figures.late} shown late, ${figures.left} left in the outbox.`)
if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(figures)}\n`)
process.exitCode = figures.lost === 0 && figures.duplicated === 0 ? 0 : 1
