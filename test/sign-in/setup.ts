import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { onTestFinished, vi } from 'vitest'
import { createOidc } from '#aws/sign-in/oidc'
import { cacheFile, openTokenCache } from '#aws/sign-in/token-cache'
import { createTokens, type Tokens } from '#aws/sign-in/tokens'
import { z } from '#domain/zod'
import { type Practice, type PracticeOptions, startPractice } from '#practice/practice'
import { type Clock, systemClock } from '../../electron/ports/clock'

// A whole service starts for most of these tests: on a busy machine that alone can take seconds.
vi.setConfig({ testTimeout: 30_000 })

export const HOUR = 3_600_000
const membersSchema = z.record(z.string(), z.unknown())

export async function temporaryHome(): Promise<string> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'fieldcase-sign-in-'))
  onTestFinished(() => rm(home, { recursive: true, force: true, maxRetries: 5 }))
  return home
}

/** A practice service, a home folder, and the environment that has both sign-in services found there. */
export async function desk(settings: PracticeOptions['settings'] = {}) {
  const home = await temporaryHome()
  const practice = await startPractice({ folder: path.join(home, 'practice'), settings })
  onTestFinished(() => practice.close())
  const env = environment(practice)
  return { home, practice, env, file: tokenFile(home, 'corp') }
}

function environment({ ssoEndpoint, oidcEndpoint, endpoint }: Practice): Record<string, string> {
  return { AWS_ENDPOINT_URL_SSO: ssoEndpoint, AWS_ENDPOINT_URL_SSO_OIDC: oidcEndpoint, AWS_ENDPOINT_URL_SECURITY_IR: endpoint }
}

/** The cache file of one sign-in, as another tool sees it. */
function tokenFile(home: string, key: string) {
  const file = cacheFile(home, key)
  return {
    path: file,
    async write(members: Record<string, unknown>): Promise<void> {
      await mkdir(path.dirname(file), { recursive: true })
      await writeFile(file, JSON.stringify(members))
    },
    read: async (): Promise<Record<string, unknown>> => membersSchema.parse(JSON.parse(await readFile(file, 'utf8'))),
    mode: async (): Promise<number> => (await stat(file)).mode & 0o777,
  }
}

export function fromNow(ms: number): string {
  return new Date(Date.now() + ms).toISOString().replace(/\.\d+Z/, 'Z')
}

/** The token step over a home's file, closed after the test. */
export function tokensOf({ home, env, clock = systemClock, key = 'corp' }: {
  home: string
  env: Record<string, string>
  clock?: Clock
  key?: string
}): Tokens & { states: string[] } {
  const states: string[] = []
  const oidc = createOidc({ region: 'eu-central-1', env, clock })
  const tokens: Tokens = createTokens({
    cache: openTokenCache({ home, key, clock }),
    oidc,
    clock,
    onChange: () => { states.push(tokens.state().state) },
  })
  onTestFinished(() => {
    tokens.close()
    oidc.close()
  })
  return Object.assign(tokens, { states })
}

/** A [default] profile file of an sso-session `corp`. */
export async function writeConfig(home: string, practice: Practice, more = ''): Promise<void> {
  await mkdir(path.join(home, '.aws'), { recursive: true })
  await writeFile(path.join(home, '.aws', 'config'), [
    '[profile ir]', 'sso_session = corp', `sso_account_id = ${practice.account}`, `sso_role_name = ${practice.role}`, `region = ${practice.region}`,
    '[sso-session corp]', `sso_start_url = ${practice.settings.startUrl}`, `sso_region = ${practice.region}`, more,
  ].join('\n'))
}
