import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { drawHistory } from './history'
import { play } from './play'
import { addUp, emptySummary } from './summary'

const { values } = parseArgs({ options: { seeds: { type: 'string', default: '500' }, from: { type: 'string', default: '1' }, seed: { type: 'string' }, json: { type: 'string' } } })
const first = Number(values.seed ?? values.from)
const count = values.seed === undefined ? Number(values.seeds) : 1
let summary = emptySummary()
for (let seed = first; seed < first + count; seed += 1) {
  const played = await play(drawHistory(seed), { traced: values.seed !== undefined })
  summary = addUp(summary, seed, played)
  for (const { kind, what } of played.violations) console.error(`${seed} ${kind}: ${what}`)
  if (values.seed !== undefined) console.error(played.trace.join('\n'))
}
console.log(JSON.stringify(summary))
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(summary)}\n`)
