import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { Bench, Row } from './row'
import { badCaseRows } from './bad-case'
import { drainingRows } from './draining'
import { limitedRows } from './limited'
import { reconnectRows } from './reconnecting'
import { restartRows } from './restarting'
import { savingRows } from './saving'
import { table } from './table'
import { thousandsRows } from './thousands'

/*
 * The bench: the built app in a headless browser, the practice service in this process. What is measured and what it
 * is compared with take turns within one run, so that a machine that does other work as well slows both.
 */

const GROUPS: Record<string, (bench: Bench) => Promise<Row[]>> = {
  'saving': savingRows,
  'drain': drainingRows,
  'limited': limitedRows,
  'bad-case': badCaseRows,
  'restart': restartRows,
  'reconnect': reconnectRows,
  'thousands': thousandsRows,
}

const USAGE = `npm run -s bench [-- --json FILE] [--only NAME] [--quick]
  --json FILE   write the rows as one JSON object
  --only NAME   one group of rows: ${Object.keys(GROUPS).join(', ')}
  --quick       few repetitions: to see that all of it runs`

const { values: options } = parseArgs({
  options: { json: { type: 'string' }, only: { type: 'string' }, quick: { type: 'boolean' }, help: { type: 'boolean' } },
})
const chosen = Object.entries(GROUPS).filter(([name]) => options.only === undefined || options.only === name)
if (options.help === true || chosen.length === 0) {
  console.log(USAGE)
  process.exit(options.help === true ? 0 : 2)
}

const started = performance.now()
const tell = (line: string): void => console.log(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${line}`)
const rows: Row[] = []
for (const [name, run] of chosen) {
  tell(`${name} …`)
  rows.push(...await run({ tell, quick: options.quick === true }))
}
console.log(`\n${table(rows).join('\n')}`)
if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify({ seconds: Math.round((performance.now() - started) / 1000), rows })}\n`)
process.exitCode = rows.some(({ met }) => met === false) ? 1 : 0
