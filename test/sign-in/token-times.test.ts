import { expect, it, onTestFinished } from 'vitest'
import type { Answer } from '#aws/sign-in/ask'
import type { NewToken, Oidc } from '#aws/sign-in/oidc'
import type { CachedToken, TokenCache } from '#aws/sign-in/token-cache'
import { createTokens, type Tokens } from '#aws/sign-in/tokens'
import { createFakeTimers, settled } from '../support/fake-timers'

const START = Date.parse('2026-11-23T12:00:00Z')
const MINUTE = 60_000
const RENEWAL = { clientId: 'c', clientSecret: 's', refreshToken: 'first' }

/** A token step with nothing done by anybody: time alone passes. `refresh` is the service. */
function left(
  token: CachedToken | null,
  refresh: (now: number) => Answer<NewToken> = () => ({ ok: false, kind: 'offline', reason: 'noRoute' }),
  disk: { full: boolean } = { full: false },
) {
  const timers = createFakeTimers({ start: START })
  let there = token
  const asked: number[] = []
  const cache: TokenCache = {
    read: async () => there,
    async change({ accessToken, expiresAt, refreshToken }) {
      if (disk.full) throw Object.assign(new Error('full'), { code: 'ENOSPC' })
      if (there === null) return
      there = {
        accessToken: accessToken ?? '',
        expiresAt: Date.parse(expiresAt ?? ''),
        renewal: refreshToken === undefined ? null : { ...RENEWAL, refreshToken },
      }
    },
    locked: work => work(),
  }
  const oidc: Pick<Oidc, 'refresh'> = {
    async refresh() {
      asked.push((timers.now() - START) / 1000)
      return refresh(timers.now())
    },
  }
  const states: string[] = []
  const clock = { ...timers, random: () => 0 }
  const tokens: Tokens = createTokens({ cache, oidc, clock, onChange: () => states.push(tokens.state().state) })
  onTestFinished(() => tokens.close())
  return { tokens, states, asked, pass: timers.pass, there: () => there, write: (next: CachedToken | null) => { there = next } }
}

const hour = (renewal: CachedToken['renewal']): CachedToken => ({ accessToken: 'a', expiresAt: START + 60 * MINUTE, renewal })
const renewed = (now: number): Answer<NewToken> =>
  ({ ok: true, value: { accessToken: `at ${now}`, expiresAt: now + 60 * MINUTE, refreshToken: 'next' } })

it('refreshes by itself a quarter of an hour before the end, again and again', async () => {
  const { tokens, asked, pass } = left(hour(RENEWAL), renewed)
  await pass(100 * MINUTE)
  expect(asked).toEqual([45 * 60, 90 * 60])
  expect(tokens.state()).toEqual({ state: 'signedIn', until: START + 150 * MINUTE, renewable: true })
})

it('without a network tries again each half minute, stays good to the end, and is offline after it, never signed out', async () => {
  let back = false
  const { tokens, states, asked, pass } = left(hour(RENEWAL), now => back ? renewed(now) : { ok: false, kind: 'offline', reason: 'noRoute' })
  await pass(46 * MINUTE)
  expect(asked).toEqual([45 * 60, 45 * 60 + 30, 46 * 60])
  expect(await tokens.take()).toMatchObject({ kind: 'good' })
  await pass(20 * MINUTE)
  expect(await tokens.take()).toEqual({ kind: 'offline', reason: 'noRoute' })
  expect(states).not.toContain('signInAgain')
  back = true
  await pass(MINUTE)
  expect(tokens.state()).toMatchObject({ state: 'signedIn' })
})

it('tries again at once when the link is back, and asks for nothing more where no link was missed', async () => {
  let back = false
  const { tokens, asked, pass } = left(hour(RENEWAL), now => back ? renewed(now) : { ok: false, kind: 'offline', reason: 'noRoute' })
  tokens.linkIsBack()
  await pass(45 * MINUTE + 10_000)
  expect(tokens.state()).toMatchObject({ state: 'offline' })
  back = true
  tokens.linkIsBack()
  await settled()
  expect(tokens.state()).toMatchObject({ state: 'signedIn' })
  expect(asked).toEqual([45 * 60, 45 * 60 + 10])
})

it('where it cannot be refreshed ends at its end, and finds what the AWS CLI has written within seconds', async () => {
  const { tokens, pass, write } = left(hour(null))
  await settled()
  expect(tokens.state()).toEqual({ state: 'signedIn', until: START + 60 * MINUTE, renewable: false })
  await pass(60 * MINUTE - 1)
  expect(tokens.state()).toMatchObject({ state: 'signedIn' })
  await pass(1)
  expect(tokens.state()).toEqual({ state: 'signInAgain', endedAt: START + 60 * MINUTE })
  write({ accessToken: 'b', expiresAt: START + 120 * MINUTE, renewal: null })
  await pass(5000)
  expect(tokens.state()).toMatchObject({ state: 'signedIn', until: START + 120 * MINUTE })
})

it('that is refused a refresh is good to its end, and is no longer said to be renewable', async () => {
  const { tokens, asked, pass } = left(hour(RENEWAL), () => ({ ok: false, kind: 'refused', name: 'InvalidGrantException', status: 400 }))
  await pass(50 * MINUTE)
  expect(tokens.state()).toEqual({ state: 'signedIn', until: START + 60 * MINUTE, renewable: false })
  await pass(10 * MINUTE)
  expect(tokens.state()).toEqual({ state: 'signInAgain', endedAt: START + 60 * MINUTE })
  expect(asked).toHaveLength(1)
})

it('keeps what a full disk does not take, and writes it once there is room: the old refresh token is spent', async () => {
  const disk = { full: true }
  const { tokens, asked, pass, there } = left(hour(RENEWAL), renewed, disk)
  await pass(45 * MINUTE)
  expect(tokens.state()).toMatchObject({ state: 'profileBroken', message: expect.stringContaining('ENOSPC') })
  disk.full = false
  await pass(MINUTE)
  expect(there()).toMatchObject({ renewal: { refreshToken: 'next' } })
  expect(tokens.state()).toEqual({ state: 'signedIn', until: START + 105 * MINUTE, renewable: true })
  expect(asked).toHaveLength(1)
})

it('asks for nothing more once it is closed', async () => {
  const { tokens, asked, pass } = left(hour(RENEWAL), renewed)
  await settled()
  tokens.close()
  await pass(100 * MINUTE)
  expect(asked).toEqual([])
})
