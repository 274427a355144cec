import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { type Practice, PRACTICE, startPractice } from '#practice/practice'
import { DEFAULT_SSO_SETTINGS } from '#practice/sso-settings'
import { type OpenAppOptions, openApp, type RunningApp, startApp, type StartedProcess, until } from '../shell/harness'

/** How long a screen may take on a machine that does other work as well. */
const SCREEN_MS = 30_000

/** A machine of its own for one responder: the app's data, and a home with the AWS settings. */
export interface Machine {
  folder: string
  data: string
  home: string
  /** Opens the app on the practice service that is part of it. */
  open(args?: readonly string[]): Promise<RunningApp>
  /** Opens the app on a service of the test's own, signed in as {@link PROFILE}. */
  openOn(service: Practice, args?: readonly string[]): Promise<RunningApp>
  /** Starts the app on a service without waiting for its page: its data folder may not be writable. `temporary`: its TMPDIR. */
  startOn(service: Practice, temporary: string): Promise<StartedProcess>
  /** SIGKILL to the app's browser and all its helpers. */
  killBrowser(): Promise<void>
  browserGone(): Promise<void>
  /** Runs when the machine is removed, once no app is left. */
  atEnd(close: () => Promise<void>): void
  /** Ends what still runs and removes everything. */
  remove(): Promise<void>
}

export const PROFILE = 'responder'
const SESSION = 'example-org'

/** `data`: where the data folder lies, if not on the disk with the rest. `first`: nobody has taken the first steps in it. */
export async function newMachine({ data: elsewhere, first = false }: { data?: string, first?: boolean } = {}): Promise<Machine> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'fieldcase-e2e-'))
  const data = elsewhere ?? path.join(folder, 'data')
  const home = path.join(folder, 'home')
  await mkdir(home)
  const running = new Set<Pick<RunningApp, 'kill'>>()
  const closings: Array<() => Promise<void>> = []

  function settings(env: NodeJS.ProcessEnv, args: readonly string[]): OpenAppOptions {
    // What is set up on this machine for AWS is none of the test's.
    const foreign = Object.keys(process.env).filter(name => name.startsWith('AWS_')).map(name => [name, undefined] as const)
    return { data, args, env: { ...Object.fromEntries(foreign), HOME: home, TZ: 'Europe/Berlin', ...env } }
  }

  async function open(env: NodeJS.ProcessEnv, args: readonly string[]): Promise<RunningApp> {
    const app = await openApp(settings(env, args))
    running.add(app)
    app.page.setDefaultTimeout(SCREEN_MS)
    return app
  }

  async function browserProcesses(): Promise<number[]> {
    const found: number[] = []
    for (const name of await readdir('/proc')) {
      const line = /^\d+$/.test(name) ? await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '') : ''
      if (line.includes(`--user-data-dir=${path.join(data, 'chromium')}`)) found.push(Number(name))
    }
    return found
  }

  const browserGone = () => until('the browser to end', async () => (await browserProcesses()).length === 0 || null).then(() => {})

  return {
    folder,
    data,
    home,
    async open(args = []) {
      if (!first) await settleIn(data)
      return open({}, args)
    },
    async openOn(service, args = ['--profile', PROFILE]) {
      if (!first) await settleIn(data)
      return open(endpointsOf(service), args)
    },
    async startOn(service, temporary) {
      const options = settings({ ...endpointsOf(service), TMPDIR: temporary }, ['--profile', PROFILE])
      const started = await startApp({ ...options, beside: temporary })
      started.process.once('exit', () => running.delete(killable))
      const killable = { async kill() { started.process.kill('SIGKILL') } }
      running.add(killable)
      return started
    },
    async killBrowser() {
      for (const id of await browserProcesses()) killIfThere(id)
    },
    browserGone,
    atEnd: close => void closings.push(close),
    async remove() {
      for (const app of running) await app.kill()
      await browserGone()
      for (const close of closings) await close()
      await rm(folder, { recursive: true, force: true, maxRetries: 10 })
      if (elsewhere !== undefined) await rm(elsewhere, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}

/** What is left behind by the first steps; a file that is there stays. */
async function settleIn(data: string): Promise<void> {
  await mkdir(data, { recursive: true, mode: 0o700 })
  const settings = { profile: null, preferences: { welcomed: true } }
  await writeFile(path.join(data, 'settings.json'), JSON.stringify(settings), { flag: 'wx', mode: 0o600 }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  })
}

function killIfThere(id: number): void {
  try { process.kill(id, 'SIGKILL') }
  catch { /* It has ended with its parent. */ }
}

function endpointsOf({ endpoint, ssoEndpoint, oidcEndpoint }: Pick<Practice, 'endpoint' | 'ssoEndpoint' | 'oidcEndpoint'>): NodeJS.ProcessEnv {
  return { AWS_ENDPOINT_URL_SECURITY_IR: endpoint, AWS_ENDPOINT_URL_SSO: ssoEndpoint, AWS_ENDPOINT_URL_SSO_OIDC: oidcEndpoint }
}

/** A service in this process, beside the app: its log and its cases are what the app is measured by. */
export async function startService(machine: Machine): Promise<Practice> {
  const service = await startPractice({ folder: path.join(machine.folder, 'service') })
  machine.atEnd(() => service.close())
  await writeConfig(machine)
  await signIn(machine, service.ssoToken)
  return service
}

export const CONFIG = `[sso-session ${SESSION}]
sso_start_url = ${DEFAULT_SSO_SETTINGS.startUrl}
sso_region = eu-central-1
sso_registration_scopes = sso:account:access

[profile ${PROFILE}]
sso_session = ${SESSION}
sso_account_id = ${PRACTICE.account}
sso_role_name = ${PRACTICE.role}
region = ${PRACTICE.region}
`

export async function writeConfig({ home }: Pick<Machine, 'home'>, text = CONFIG): Promise<void> {
  await mkdir(path.join(home, '.aws'), { recursive: true })
  await writeFile(path.join(home, '.aws/config'), text)
}

/** Leaves the token file that `aws sso login` would. */
export async function signIn({ home }: Pick<Machine, 'home'>, accessToken: string): Promise<void> {
  const cache = path.join(home, '.aws/sso/cache')
  const name = createHash('sha1').update(SESSION).digest('hex')
  const expiresAt = new Date(Date.now() + 8 * 3_600_000).toISOString()
  await mkdir(cache, { recursive: true })
  await writeFile(path.join(cache, `${name}.json`), JSON.stringify({ startUrl: DEFAULT_SSO_SETTINGS.startUrl, region: 'eu-central-1', accessToken, expiresAt }))
}

/** The journal of the workspace that {@link PROFILE} opens. */
export function journalOf({ data }: Pick<Machine, 'data'>): string {
  return path.join(data, 'workspaces', `${PRACTICE.account}-${PRACTICE.region}`)
}

/** Seed cases, by what they are about. */
export const CASES = {
  bedrock: '4127691988',
  console: '4127687310',
  mining: '4127690385',
  dns: '4127689003',
  tor: '4127692456',
  lambda: '4127690017',
  key: '4127692877',
  snapshot: '4127683076',
  /** One below most of the list limits. */
  nearlyFull: '4127686602',
} as const
