import { spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { REGION, ROWS } from './wire-rows'

/** Debian's python3 carries botocore; another python need not. */
const PYTHON = '/usr/bin/python3'
const MODEL = fileURLToPath(new URL('../../../shared/security-ir', import.meta.url))
const SCRIPT = fileURLToPath(new URL('./record_wire.py', import.meta.url))
const EXPECTED = fileURLToPath(new URL('./wire-expected.json', import.meta.url))

/** Dates cross to Python as epoch milliseconds under a name no member has. */
function portable(value: unknown): unknown {
  if (value instanceof Date) return { $date: value.getTime() }
  if (Array.isArray(value)) return value.map(portable)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, portable(member)]))
}

async function botocore(dataPath: string, input: string): Promise<string> {
  const child = spawn(PYTHON, [SCRIPT], {
    env: { PATH: process.env['PATH'], AWS_DATA_PATH: dataPath, AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.end(input)
  let output = ''
  for await (const chunk of child.stdout.setEncoding('utf8')) output += String(chunk)
  const code = await new Promise(resolve => child.once('close', resolve))
  if (code !== 0) throw new Error(`botocore ended with ${String(code)}`)
  return output
}

const folder = await mkdtemp(join(tmpdir(), 'fieldcase-wire-'))
try {
  const model = join(folder, 'security-ir', '2018-05-10')
  await mkdir(model, { recursive: true })
  await cp(MODEL, model, { recursive: true })
  const rows = ROWS.map(({ name, operation, input }) => ({ name, operation, input: portable(input) }))
  const output = await botocore(folder, JSON.stringify({ region: REGION, rows }))
  await writeFile(EXPECTED, output)
  console.log(`Recorded ${ROWS.length} requests in ${EXPECTED}`)
}
finally {
  await rm(folder, { recursive: true, force: true })
}
