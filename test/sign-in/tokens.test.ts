import { readdir, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createOidc } from '#aws/sign-in/oidc'
import { cacheFolder, hashOf, openTokenCache } from '#aws/sign-in/token-cache'
import { createTokens } from '#aws/sign-in/tokens'
import { systemClock } from '../../electron/ports/clock'
import { desk, fromNow, HOUR, tokensOf } from './setup'

const refreshes = (log: ReadonlyArray<{ operation: string | null, status: number | null }>) => log.filter(({ operation }) => operation === 'CreateToken')

describe('a sign-in that the AWS CLI has left', () => {
  it('is used as it is, whichever way its dates are written', async () => {
    const { home, env, practice, file } = await desk()
    const token = await practice.sso.signIn()
    for (const expiresAt of [fromNow(HOUR), fromNow(HOUR).replace('Z', 'UTC')]) {
      await file.write({ ...token, expiresAt })
      expect(await tokensOf({ home, env }).take()).toMatchObject({ kind: 'good', accessToken: token.accessToken })
    }
    expect(practice.log.entries).toEqual([])
  })

  it('is refreshed ahead of its end, into the same file, for its owner only, with what others keep there', async () => {
    const { home, env, practice, file } = await desk()
    const token = await practice.sso.signIn()
    await file.write({ ...token, expiresAt: fromNow(10 * 60_000), ofAnotherTool: { kept: true } })
    const tokens = tokensOf({ home, env })
    const step = await tokens.take()
    const now = await file.read()
    expect(now).toMatchObject({ ofAnotherTool: { kept: true }, startUrl: token.startUrl, region: token.region, clientId: token.clientId })
    expect([now['accessToken'] === token.accessToken, now['refreshToken'] === token.refreshToken]).toEqual([false, false])
    expect(now['expiresAt']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    expect(step).toMatchObject({ kind: 'good', accessToken: now['accessToken'] })
    expect(await file.mode()).toBe(0o600)
    expect(tokens.states).toEqual(['refreshing', 'signedIn'])
    expect(tokens.state()).toMatchObject({ renewable: true })
    expect((await readdir(cacheFolder(home))).filter(name => !name.endsWith('.json'))).toEqual([])
  })

  it('that cannot be refreshed is good to its end, and says so', async () => {
    const { home, env, practice, file } = await desk()
    await file.write({ ...await practice.sso.signIn(), refreshToken: undefined, expiresAt: fromNow(60_000) })
    const tokens = tokensOf({ home, env })
    expect(await tokens.take()).toMatchObject({ kind: 'good' })
    expect(tokens.state()).toMatchObject({ state: 'signedIn', renewable: false })
  })

  it('that has ended for good is told with the time it ended, and a new one is found by itself', async () => {
    const { home, env, practice, file } = await desk()
    const token = await practice.sso.signIn()
    const expiresAt = fromNow(-HOUR)
    await file.write({ ...token, expiresAt })
    await practice.sso.endSessions()
    const tokens = tokensOf({ home, env })
    expect(await tokens.take()).toEqual({ kind: 'signInAgain' })
    expect(tokens.state()).toEqual({ state: 'signInAgain', endedAt: Date.parse(expiresAt) })
    // A refresh token that was refused is not tried again and again.
    await tokens.take()
    expect(refreshes(practice.log.entries)).toHaveLength(1)
    await file.write({ ...await practice.sso.signIn() })
    expect(await tokens.take()).toMatchObject({ kind: 'good' })
    expect(tokens.state()).toMatchObject({ state: 'signedIn' })
  })

  it('that nobody has made yet is told as such', async () => {
    const { home, env } = await desk()
    const tokens = tokensOf({ home, env })
    expect(await tokens.take()).toEqual({ kind: 'signInAgain' })
    expect(tokens.state()).toEqual({ state: 'signInAgain', endedAt: null })
  })
})

describe('with no network', () => {
  it('a sign-in that is due but good is used, and shown as offline with its end', async () => {
    const { home, env, practice, file } = await desk()
    const token = await practice.sso.signIn()
    const expiresAt = fromNow(10 * 60_000)
    await file.write({ ...token, expiresAt })
    practice.cut()
    const tokens = tokensOf({ home, env })
    expect(await tokens.take()).toMatchObject({ kind: 'good', accessToken: token.accessToken })
    expect(tokens.state()).toEqual({ state: 'offline', until: Date.parse(expiresAt) })
    expect(await file.read()).toMatchObject({ refreshToken: token.refreshToken })
  })

  it('a sign-in that has to be refreshed is offline, never signed out, and is refreshed when the network is back', async () => {
    const { home, env, practice, file } = await desk()
    await file.write({ ...await practice.sso.signIn(), expiresAt: fromNow(-60_000) })
    practice.cut()
    const tokens = tokensOf({ home, env })
    expect(await tokens.take()).toMatchObject({ kind: 'offline' })
    expect(tokens.states).not.toContain('signInAgain')
    practice.restore()
    expect(await tokens.take()).toMatchObject({ kind: 'good' })
  })
})

describe('a refresh that something else answers, or that fails at the service', () => {
  it.each([
    ['a captive portal', 'captivePortal', 'notTheService'],
    ['a proxy that wants a sign-in', 'proxy407', 'proxySignIn'],
    ['a service that is down', 'unavailable', 'notTheService'],
    ['a connection that breaks', 'reset', 'reset'],
  ] as const)('is offline and not signed out: %s', async (_what, kind, reason) => {
    const { home, env, practice, file } = await desk()
    await file.write({ ...await practice.sso.signIn(), expiresAt: fromNow(-60_000) })
    practice.misbehave({ kind, on: 'CreateToken' })
    const tokens = tokensOf({ home, env })
    expect(await tokens.take()).toEqual({ kind: 'offline', reason })
    expect(tokens.state()).toMatchObject({ state: 'offline' })
  })
})

describe('a token that the portal does not accept', () => {
  it('is refreshed once by force, whatever its date says', async () => {
    const { home, env, practice, file } = await desk()
    const token = await practice.sso.signIn()
    await file.write({ ...token })
    const tokens = tokensOf({ home, env })
    await practice.sso.expireAccess()
    const step = await tokens.take({ refused: token.accessToken })
    expect(step.kind === 'good' && step.accessToken !== token.accessToken).toBe(true)
    expect(refreshes(practice.log.entries)).toHaveLength(1)
  })
})

describe('two who refresh at once', () => {
  it('keep one valid refresh token between them: the second takes what the first has written', async () => {
    const { home, env, practice, file } = await desk()
    await file.write({ ...await practice.sso.signIn(), expiresAt: fromNow(-1000) })
    const both = await Promise.all([tokensOf({ home, env }).take(), tokensOf({ home, env }).take()])
    expect(both[0]).toMatchObject({ kind: 'good' })
    expect(both[1]).toEqual(both[0])
    expect(refreshes(practice.log.entries)).toMatchObject([{ status: 200 }])
    // What is on disk can be refreshed once more.
    await file.write({ ...await file.read(), expiresAt: fromNow(-1000) })
    expect(await tokensOf({ home, env }).take()).toMatchObject({ kind: 'good' })
  })

  it('of which one is the AWS CLI, which ignores the lock: its token is found before anybody is asked to sign in', async () => {
    const { home, env, practice, file } = await desk()
    const token = await practice.sso.signIn()
    await file.write({ ...token, expiresAt: fromNow(-1000) })
    const oidc = createOidc({ region: 'eu-central-1', env, clock: systemClock })
    let theirs: string | null = null
    const states: string[] = []
    const tokens = createTokens({
      cache: openTokenCache({ home, key: 'corp', clock: systemClock }),
      oidc: {
        async refresh(renewal) {
          const first = await oidc.refresh(renewal)
          if (!first.ok) throw new Error('The CLI\'s refresh should have been taken.')
          const { accessToken, refreshToken } = first.value
          theirs = accessToken
          setTimeout(() => void file.write({ ...token, accessToken, refreshToken, expiresAt: fromNow(HOUR) }), 100)
          return oidc.refresh(renewal)
        },
      },
      clock: systemClock,
      onChange: () => { states.push(tokens.state().state) },
    })
    onTestFinished(() => {
      tokens.close()
      oidc.close()
    })
    const step = await tokens.take()
    expect(refreshes(practice.log.entries)).toMatchObject([{ status: 200 }, { status: 400, errorType: 'InvalidGrantException' }])
    expect(step).toMatchObject({ kind: 'good', accessToken: theirs })
    expect(states).not.toContain('signInAgain')
  })

  it('is not held up by the lock of one that is gone, nor by one older than a minute', async () => {
    const { home, env, practice, file } = await desk()
    const lock = path.join(cacheFolder(home), `fieldcase-${hashOf('corp')}.lock`)
    for (const owner of [{ pid: 2 ** 22 + 1, at: Date.now() }, { pid: process.pid, at: Date.now() - 61_000 }]) {
      await file.write({ ...await practice.sso.signIn(), expiresAt: fromNow(-1000) })
      await writeFile(lock, JSON.stringify({ ...owner, host: hostname(), id: 'somebody' }))
      expect(await tokensOf({ home, env }).take()).toMatchObject({ kind: 'good' })
    }
  })
})
