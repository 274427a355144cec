import { writeFile } from 'node:fs/promises'
import { isDeepStrictEqual, parseArgs } from 'node:util'
import { ALL_CASES } from './all-cases'
import type { FaultCase, Told } from './rehearse'
import { rehearse } from './rehearse'

/*
 * The table of faults: each is met over real sockets, by the engine as it is shipped, and told as it went. Ends with 1
 * where one went otherwise than it should.
 */

const USAGE = `npm run -s faults -- [--out FILE] [--only TEXT]
  --out FILE    write the table there too
  --only TEXT   only faults whose name has this in it`

const { values: options } = parseArgs({ options: { out: { type: 'string' }, only: { type: 'string' }, help: { type: 'boolean' } } })
if (options.help === true) {
  console.log(USAGE)
  process.exit(0)
}

const lines: string[] = []
function tell(line: string): void {
  lines.push(line)
  console.log(line)
}

let mismatches = 0
for (const [theme, cases] of ALL_CASES) {
  const meant = cases.filter(({ name }) => name.includes(options.only ?? ''))
  if (meant.length === 0) continue
  tell(`### ${theme}\n\n| fault | what the responder sees | what was sent | how it ended |\n| --- | --- | --- | --- |`)
  for (const row of meant) {
    const went = await rehearse(row)
    tell(`| ${[row.name, went.sees.join('<br>'), went.sent, went.ended].map(cell).join(' | ')} |`)
    const wrong = [...went.wrong, ...differences(row, went)]
    mismatches += wrong.length > 0 ? 1 : 0
    for (const what of wrong) console.error(`MISMATCH, ${row.name}: ${what}`)
  }
  tell('')
}
tell(`${mismatches === 0 ? 'All' : `${mismatches} not`} as they should be: nothing lost, nothing applied twice, everything sent or held for the reason shown.`)
if (options.out !== undefined) await writeFile(options.out, `${lines.join('\n')}\n`)
process.exitCode = mismatches === 0 ? 0 : 1

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}

function differences(should: FaultCase, went: Told): string[] {
  return (['sees', 'sent', 'ended', 'renewed'] as const).filter(part => !isDeepStrictEqual(should[part], went[part]))
    .map(part => `${part} should be ${JSON.stringify(should[part])}, and is ${JSON.stringify(went[part])}`)
}
