import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fromSSO } from '@aws-sdk/credential-provider-sso'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createSignIns, type SignIns } from '#aws/sign-in/sign-in'
import type { SigningIn, SignInWay } from '#domain/sign-in'
import { type Clock, systemClock } from '../../electron/ports/clock'
import { createFakeTimers } from '../support/fake-timers'
import { desk, writeConfig } from './setup'

afterEach(() => vi.unstubAllEnvs())

type Desk = Awaited<ReturnType<typeof desk>>
type Step<S extends SigningIn['step']> = Extract<SigningIn, { step: S }>

/** Sign-ins at a desk, with what each step was, in order. */
function signInsOf({ home, env, practice }: Desk, { clock = systemClock, openBrowser = async () => true }: {
  clock?: Clock
  openBrowser?: (url: string) => Promise<boolean>
} = {}) {
  const steps: SigningIn[] = []
  const signedIn: string[] = []
  const waiting = new Set<() => void>()
  const signIns: SignIns = createSignIns({
    home,
    env,
    clock,
    openBrowser,
    onChange(state) {
      steps.push(state)
      for (const look of waiting) look()
    },
    onSignedIn: key => signedIn.push(key),
    onDefect(error) { throw error },
  })
  onTestFinished(() => signIns.close())
  const place = { key: 'corp', startUrl: practice.settings.startUrl, region: practice.region, scopes: ['sso:account:access'] }
  const isStep = <S extends SigningIn['step']>(state: SigningIn, step: S): state is Step<S> => state.step === step
  return {
    steps,
    signedIn,
    signIns,
    begin: (way: SignInWay, startUrl = place.startUrl) => signIns.begin({ ...place, startUrl }, way),
    reaches<S extends SigningIn['step']>(step: S): Promise<Step<S>> {
      return new Promise((resolve, reject) => {
        const look = (): void => {
          const state = signIns.state()
          if (isStep(state, step)) resolve(state)
          else if (state.step === 'failed') reject(new Error(state.message))
          else return
          waiting.delete(look)
        }
        waiting.add(look)
        look()
      })
    },
  }
}

/** Where the service's page sends the browser, without going there. */
async function redirectOf(url: string): Promise<URL> {
  const reply = await fetch(url, { redirect: 'manual' })
  return new URL(reply.headers.get('location') ?? '')
}

describe('signing in at the browser', () => {
  it('leaves a token that this program, the AWS CLI and the SDK find, for its owner only', async () => {
    const at = await desk({ signIn: 'allow' })
    const opened: string[] = []
    const { begin, reaches, steps, signedIn } = signInsOf(at, { openBrowser: async url => opened.push(url) > 0 })
    begin('browser')
    const { url, opened: wasOpened } = await reaches('browser')
    expect([opened, wasOpened]).toEqual([[url], true])
    const page = await fetch(url)
    expect(await page.text()).toContain('You can go back to Fieldcase')
    expect(page.headers.get('content-security-policy')).toContain('default-src \'none\'')
    const { until } = await reaches('done')
    expect(steps.map(({ step }) => step)).toEqual(['starting', 'browser', 'finishing', 'done'])
    expect(signedIn).toEqual(['corp'])

    const kept = await at.file.read()
    expect(Object.keys(kept).sort()).toEqual([
      'accessToken', 'clientId', 'clientSecret', 'expiresAt', 'refreshToken', 'region', 'registrationExpiresAt', 'startUrl',
    ])
    expect(Date.parse(String(kept['expiresAt']))).toBe(until)
    expect(await at.file.mode()).toBe(0o600)

    await writeConfig(at.home, at.practice)
    vi.stubEnv('HOME', at.home)
    vi.stubEnv('AWS_ENDPOINT_URL_SSO', at.practice.ssoEndpoint)
    expect(await fromSSO({ profile: 'ir', ignoreCache: true })()).toMatchObject({ accessKeyId: expect.any(String), sessionToken: expect.any(String) })
  })

  it('registers once, and asks for what comes back to this machine alone', async () => {
    const at = await desk({ signIn: 'allow' })
    const { begin, reaches } = signInsOf(at)
    for (let round = 0; round < 2; round++) {
      begin('browser')
      const { url } = await reaches('browser')
      const asked = new URL(url).searchParams
      expect(Object.fromEntries(asked)).toMatchObject({ response_type: 'code', code_challenge_method: 'S256', scopes: 'sso:account:access' })
      expect(asked.get('redirect_uri')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/oauth\/callback$/)
      await fetch(url)
      await reaches('done')
    }
    expect(at.practice.log.entries.filter(({ operation }) => operation === 'RegisterClient')).toHaveLength(1)
    for (const file of await readdir(path.dirname(at.file.path))) expect(file).toMatch(/^[0-9a-f]{40}\.json$/)
  })

  it('takes no answer but the one to its own question, and only one; then its port is closed', async () => {
    const at = await desk({ signIn: 'allow' })
    const { begin, reaches } = signInsOf(at)
    begin('browser')
    const { url } = await reaches('browser')
    const back = await redirectOf(url)
    for (const state of ['', 'guessed', `${back.searchParams.get('state')}x`]) {
      const forged = new URL(back)
      forged.searchParams.set('state', state)
      expect((await fetch(forged)).status).toBe(400)
    }
    expect((await fetch(back, { method: 'POST' })).status).toBe(400)
    expect((await fetch(new URL('/favicon.ico', back))).status).toBe(400)
    expect((await fetch(back)).status).toBe(200)
    await reaches('done')
    await expect(fetch(back)).rejects.toThrow()
  })

  it('that is declined there says so', async () => {
    const at = await desk({ signIn: 'deny' })
    const { begin, reaches } = signInsOf(at)
    begin('browser')
    await fetch((await reaches('browser')).url)
    expect(await reaches('failed')).toMatchObject({ reason: 'denied', message: expect.stringContaining('Your edits are safe here.') })
  })

  it('where no browser can be opened still has the URL to copy', async () => {
    const at = await desk()
    const { begin, reaches } = signInsOf(at, { openBrowser: async () => { throw new Error('none') } })
    begin('browser')
    expect(await reaches('browser')).toMatchObject({ opened: false, url: expect.stringContaining(`${at.practice.oidcEndpoint}/authorize?`) })
  })

  it('that is cancelled is over, its port closed, and nothing is written', async () => {
    const at = await desk({ signIn: 'allow' })
    const { begin, reaches, signIns, steps } = signInsOf(at)
    begin('browser')
    const back = await redirectOf((await reaches('browser')).url)
    signIns.cancel()
    expect(signIns.state()).toEqual({ step: 'idle' })
    await expect.poll(() => fetch(back).then(() => 'open', () => 'closed')).toBe('closed')
    expect(steps.at(-1)).toEqual({ step: 'idle' })
    await expect(at.file.read()).rejects.toThrow('ENOENT')
  })

  it('takes the place of one under way', async () => {
    const at = await desk({ signIn: 'allow' })
    const { begin, reaches, steps } = signInsOf(at)
    begin('browser')
    const first = await redirectOf((await reaches('browser')).url)
    begin('device')
    await reaches('done')
    await expect(fetch(first)).rejects.toThrow()
    expect(steps.map(({ step }) => step)).toEqual(['starting', 'browser', 'starting', 'device', 'finishing', 'done'])
  })

  it('that nobody answers is over after ten minutes', async () => {
    const timers = createFakeTimers({ start: Date.now() })
    const at = await desk()
    const { begin, reaches } = signInsOf(at, { clock: { ...timers, random: () => 0 } })
    begin('browser')
    const { until } = await reaches('browser')
    expect(until - timers.now()).toBe(600_000)
    await timers.pass(600_000)
    expect(await reaches('failed')).toMatchObject({ reason: 'tooLate' })
  })

  it('at a portal that is not there, or with no network, says which', async () => {
    const at = await desk()
    const { begin, reaches, signIns } = signInsOf(at)
    begin('device', 'https://nobody.example/start')
    expect(await reaches('failed')).toMatchObject({ reason: 'badPortal' })
    at.practice.cut()
    signIns.cancel()
    begin('browser')
    expect(await reaches('failed').catch(() => signIns.state())).toMatchObject({ reason: 'offline' })
  })

  it('whose token cannot be kept says where', async () => {
    const at = await desk({ signIn: 'allow' })
    await mkdir(at.file.path, { recursive: true })
    const { begin, reaches } = signInsOf(at)
    begin('browser')
    await fetch((await reaches('browser')).url)
    expect(await reaches('failed')).toMatchObject({ reason: 'cannotKeep', message: expect.stringContaining('.aws/sso/cache') })
  })
})

describe('signing in by code', () => {
  it('shows code and address, and goes on once it was entered anywhere', async () => {
    const at = await desk({ pollSeconds: 1 })
    const { begin, reaches } = signInsOf(at)
    begin('device')
    const { code, url, wholeUrl } = await reaches('device')
    expect(wholeUrl).toContain(code)
    expect(wholeUrl.startsWith(url)).toBe(true)
    expect(at.practice.sso.decide(code, 'allow')).toBe(true)
    await reaches('done')
    expect(await at.file.read()).toMatchObject({ accessToken: expect.any(String), refreshToken: expect.any(String) })
  })

  it('that is declined, or never entered, says which', async () => {
    const at = await desk({ pollSeconds: 1 })
    const { begin, reaches, signIns } = signInsOf(at)
    begin('device')
    at.practice.sso.decide((await reaches('device')).code, 'deny')
    expect(await reaches('failed')).toMatchObject({ reason: 'denied' })
    at.practice.configure({ userCodeSeconds: 2 })
    signIns.cancel()
    begin('device')
    await reaches('device')
    expect(await reaches('failed').catch(() => signIns.state())).toMatchObject({ reason: 'tooLate' })
  })

  it('registers anew where the service has forgotten this program', async () => {
    const at = await desk({ signIn: 'allow' })
    const { begin, reaches, signIns } = signInsOf(at)
    begin('device')
    await reaches('done')
    const folder = path.dirname(at.file.path)
    for (const file of await readdir(folder)) {
      const members: unknown = JSON.parse(await readFile(path.join(folder, file), 'utf8'))
      await writeFile(path.join(folder, file), JSON.stringify({ ...(typeof members === 'object' ? members : {}), clientId: 'forgotten', clientSecret: 'forgotten' }))
    }
    signIns.cancel()
    begin('device')
    await reaches('done')
    expect(at.practice.log.entries.filter(({ operation }) => operation === 'RegisterClient')).toHaveLength(2)
  })
})
