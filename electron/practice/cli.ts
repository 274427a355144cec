import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from '#domain/zod'
import { describe } from './control'
import { whenParentIsGone } from './parent'
import { startPractice, type Practice } from './practice'

const HELP = `Usage: npm run -s practice -- [options]

Serves a practice AWS Security Incident Response service and SSO portal on 127.0.0.1, until SIGTERM, SIGINT or the
end of the process that started it. The first line on stdout is JSON: endpoint, ssoEndpoint, region, accessKeyId,
secretAccessKey, sessionToken, control.

  --port N           port of the service; 0, the default, takes a free one
  --sso-port N       port of the SSO portal
  --control-port N   port of the control calls
  --folder DIR       keeps the service's state; without it a temporary folder, removed at the end
  --seed-folder DIR  the cases an empty service starts with, one JSON file a case
  --help             this text

Control calls, plain JSON over HTTP without a signature (curl -X POST $control/cut):
${describe().map(line => `  ${line}`).join('\n')}
`

const port = z.string().regex(/^\d{1,5}$/).transform(Number).refine(value => value < 65_536).optional()
const optionsSchema = z.object({ 'port': port, 'sso-port': port, 'control-port': port, 'folder': z.string().optional(), 'seed-folder': z.string().optional() })

function readOptions(): z.infer<typeof optionsSchema> | string {
  try {
    const option = { type: 'string' } as const
    const { values } = parseArgs({
      options: { 'port': option, 'sso-port': option, 'control-port': option, 'folder': option, 'seed-folder': option, 'help': { type: 'boolean' } },
    })
    if (values.help) {
      process.stdout.write(HELP)
      process.exit(0)
    }
    const parsed = optionsSchema.safeParse(values)
    return parsed.data ?? `--${String(parsed.error?.issues[0]?.path[0])} takes a port number from 0 to 65535.`
  }
  catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

async function run(): Promise<void> {
  const options = readOptions()
  if (typeof options === 'string') fail(options, 2)
  const temporary = options.folder === undefined ? await mkdtemp(join(tmpdir(), 'fieldcase-practice-')) : null
  const forget = async (): Promise<void> => {
    if (temporary !== null) await rm(temporary, { recursive: true, force: true })
  }
  const started: { practice?: Practice } = {}
  let stopping = false
  const stop = (): void => {
    if (stopping) return
    stopping = true
    void (started.practice?.close() ?? Promise.resolve()).finally(forget).then(() => process.exit(0), error => fail(String(error), 1))
  }
  // Nobody reads the answers any more.
  process.stdout.once('error', stop)
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  whenParentIsGone(stop)

  try {
    started.practice = await startPractice({
      folder: options.folder ?? temporary ?? '',
      seedFolder: options['seed-folder'],
      ports: { service: options.port, sso: options['sso-port'], control: options['control-port'] },
    })
  }
  catch (error) {
    await forget()
    fail(error instanceof Error ? error.message : String(error), 1)
  }
  const { endpoint, ssoEndpoint, region, credentials, control, movedAside } = started.practice
  console.log(JSON.stringify({ endpoint, ssoEndpoint, region, ...credentials, control }))
  if (movedAside !== null) console.error(`The state file was damaged: it is kept as ${movedAside}, and the cases were seeded anew.`)
}

function fail(message: string, code: number): never {
  process.stderr.write(`The practice service did not start. ${message}\nTry --help.\n`)
  process.exit(code)
}

void run()
