import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { z } from '#domain/zod'
import { HELP, readArguments } from '#practice/arguments'
import { faultSchema } from '#practice/fault-kinds'
import { DEFAULT_SETTINGS, settingsSchema } from '#practice/settings'
import { call, MINING, temporaryFolder } from './harness'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const NODE = ['--import', 'tsx', 'electron/practice/cli.ts']
/** Several processes start here, on machines that may be busy. */
const DEADLINE = 60_000

const firstLineSchema = z.strictObject({
  endpoint: z.string(),
  ssoEndpoint: z.string(),
  oidcEndpoint: z.string(),
  region: z.string(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  sessionToken: z.string(),
  control: z.string(),
})

interface Running { child: ChildProcess, output: () => string, errors: () => string, leftovers: () => Promise<string[]> }

async function run(command: string, args: string[]): Promise<Running> {
  const tmp = await temporaryFolder()
  const child = spawn(command, args, { cwd: ROOT, env: { ...process.env, TMPDIR: tmp }, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  onTestFinished(() => endGroup(child))
  const text = { out: '', err: '' }
  child.stdout.on('data', chunk => text.out += chunk)
  child.stderr.on('data', chunk => text.err += chunk)
  const leftovers = async () => (await readdir(tmp)).filter(name => name.startsWith('fieldcase-practice-'))
  return { child, output: () => text.out, errors: () => text.err, leftovers }
}

/** Whatever a failed test left running: the command, its shell and the service share one group. */
function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  }
  catch {
    // All of them have ended.
  }
}

async function firstLine({ child, errors }: Running) {
  if (child.stdout === null) throw new Error('No stdout')
  const line = await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit').then(() => { throw new Error(`Ended before its first line: ${errors()}`) }),
  ])
  return firstLineSchema.parse(JSON.parse(String(line[0])))
}

async function isRefused(url: string): Promise<boolean> {
  return fetch(url).then(() => false, () => true)
}

describe('the service that a command started', { timeout: DEADLINE }, () => {
  const fromNode = `require('node:child_process').spawn('sh', ['-c', 'node ${NODE.join(' ')}; true'], { stdio: 'inherit' }); setInterval(() => {}, 1000)`

  test.each([
    ['npm', ['run', '-s', 'practice', '--', '--port', '0']],
    [process.execPath, ['-e', fromNode]],
  ])('says on its first line where it is, and ends with its folder when %s is killed', async (command, args) => {
    const running = await run(command, args)
    const { endpoint, control, ...credentials } = await firstLine(running)
    expect(running.output().indexOf('{')).toBe(0)
    expect(await running.leftovers()).toHaveLength(1)
    expect((await call({ endpoint, credentials }, 'GET', `/v1/cases/${MINING}/get-case`)).status).toBe(200)

    running.child.kill('SIGKILL')
    await expect.poll(() => isRefused(control), { timeout: 20_000, interval: 100 }).toBe(true)
    await expect.poll(running.leftovers, { timeout: 20_000 }).toEqual([])
  })

  test('says below with what environment and what section of the config one signs in there', async () => {
    const running = await run(process.execPath, [...NODE, '--oidc-port', '0'])
    const { ssoEndpoint, oidcEndpoint, region } = await firstLine(running)
    await expect.poll(running.output).toMatch(/region = \S+\n$/)
    expect(running.output()).toContain(`AWS_ENDPOINT_URL_SSO=${ssoEndpoint}\nexport AWS_ENDPOINT_URL_SSO_OIDC=${oidcEndpoint}\n`)
    expect(running.output()).toContain(`[sso-session practice]\nsso_start_url = ${DEFAULT_SETTINGS.startUrl}\nsso_region = ${region}\n`)
    expect(running.output()).toMatch(/\[profile practice\]\nsso_session = practice\nsso_account_id = \d{12}\nsso_role_name = IncidentResponder\n/)
    expect((await fetch(`${oidcEndpoint}/device`)).status).toBe(200)
  })

  test('ends in good order at SIGTERM and keeps what a named folder holds', async () => {
    const folder = await temporaryFolder()
    const running = await run(process.execPath, [...NODE, '--folder', folder])
    await firstLine(running)
    running.child.kill('SIGTERM')
    expect(await once(running.child, 'exit')).toEqual([0, null])
    expect(await readdir(folder)).toEqual(['state.json'])
  })

  test('does not start on a port that is taken, and says so', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void taken.close())
    await once(taken, 'listening')
    const address = taken.address()
    const port = typeof address === 'object' ? address?.port : 0
    const running = await run(process.execPath, [...NODE, '--port', String(port)])
    expect(await once(running.child, 'exit')).toEqual([1, null])
    expect(running.errors()).toContain('EADDRINUSE')
    expect(await running.leftovers()).toEqual([])
  })

  test('is not started by an option it does not have', async () => {
    const running = await run(process.execPath, [...NODE, '--prot', '80'])
    expect(await once(running.child, 'close')).toEqual([2, null])
    expect(running.errors()).toContain('--prot')
    expect(running.output()).toBe('')
  })
})

describe('the command line', () => {
  test.each([
    [['--port', 'eighty'], '--port takes a port number'],
    [['--control-port', '70000'], '--control-port takes a port number'],
    [['--sso-port', '-1'], '--sso-port'],
    [['--oidc-port', 'x'], '--oidc-port'],
    [['--folder', ''], '--folder takes the name of a folder'],
    [['--folder'], '--folder'],
    [['here'], 'here'],
  ])('%j is refused in words that name it', (args, words) => {
    expect(readArguments(args)).toMatchObject({ refusal: expect.stringContaining(words) })
  })

  test('takes ports and folders, and explains each option and control call', () => {
    expect(readArguments(['--port', '8080', '--folder', 'state'])).toMatchObject({ port: 8080, folder: 'state', help: false })
    expect(readArguments(['--help'])).toMatchObject({ help: true })
    expect(HELP).toMatch(/--folder DIR[^]*POST \/cases\/\{id\}\/edit/)
  })

  test('explains every kind of fault and every setting in one line each', () => {
    const lines = HELP.split('\n')
    const explained = (name: string): boolean => lines.some(line => new RegExp(`^ {2}${name} +\\S.{8,}`).test(line))
    const refusal = faultSchema.safeParse({ kind: 'none of them' }).error?.issues[0]?.message ?? ''
    const kinds = refusal.replace(/^kind must be one of /, '').split(', ')
    expect(kinds.length).toBeGreaterThan(20)
    expect(kinds.filter(kind => !explained(kind))).toEqual([])
    expect(Object.keys(settingsSchema.shape).filter(name => !explained(name))).toEqual([])
    expect(lines.filter(line => line.length > 140)).toEqual([])
  })
})
