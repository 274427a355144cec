import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HELP, readArguments, type Options } from './arguments'
import { whenParentIsGone } from './parent'
import { startPractice, type Practice } from './practice'

async function run(options: Options): Promise<void> {
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
      ports: { service: options.port, sso: options['sso-port'], oidc: options['oidc-port'], control: options['control-port'] },
    })
  }
  catch (error) {
    await forget()
    fail(error instanceof Error ? error.message : String(error), 1)
  }
  const { endpoint, ssoEndpoint, oidcEndpoint, region, credentials, control, movedAside } = started.practice
  console.log(JSON.stringify({ endpoint, ssoEndpoint, oidcEndpoint, region, ...credentials, control }))
  console.log(`\n${surroundings(started.practice)}`)
  if (movedAside !== null) console.error(`The state file was damaged: it is kept as ${movedAside}, and the cases were seeded anew.`)
}

/** For a shell, and for the shared config, whose real file nobody need touch. */
function surroundings({ endpoint, ssoEndpoint, oidcEndpoint, region, account, role, settings }: Practice): string {
  return [
    `export AWS_ENDPOINT_URL_SECURITY_IR=${endpoint}`,
    `export AWS_ENDPOINT_URL_SSO=${ssoEndpoint}`,
    `export AWS_ENDPOINT_URL_SSO_OIDC=${oidcEndpoint}`,
    '',
    '# ~/.aws/config, or another file that AWS_CONFIG_FILE names',
    '[sso-session practice]',
    `sso_start_url = ${settings.startUrl}`,
    `sso_region = ${region}`,
    'sso_registration_scopes = sso:account:access',
    '',
    '[profile practice]',
    'sso_session = practice',
    `sso_account_id = ${account}`,
    `sso_role_name = ${role}`,
    `region = ${region}`,
  ].join('\n')
}

function fail(message: string, code: number): never {
  process.stderr.write(`The practice service did not start. ${message}\nTry --help.\n`)
  process.exit(code)
}

const options = readArguments(process.argv.slice(2))
if ('refusal' in options) fail(options.refusal, 2)
if (options.help) process.stdout.write(HELP)
else void run(options)
