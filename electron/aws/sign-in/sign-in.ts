import { createHash, randomBytes } from 'node:crypto'
import type { SigningIn, SignInWay } from '#domain/sign-in'
import type { Clock } from '../../ports/clock'
import type { SignInPlace } from '../profiles'
import type { Surroundings } from '../way-out'
import type { Answer } from './ask'
import { cannotKeep, type Failed, failureOf, failureOfRedirect, noListener, tooLate } from './failures'
import { createOidc, type NewToken, type Oidc, type Registration } from './oidc'
import { listenForRedirect } from './redirect'
import { openRegistrations, type Registrations } from './registration'
import { openTokenCache, written } from './token-cache'

/** The one sign-in there is at a time. */
export interface SignIns {
  /** In place of one under way. */
  begin(place: SignInPlace, way: SignInWay): void
  cancel(): void
  state(): SigningIn
  close(): void
}

/** So long the browser has to come back. */
const BROWSER_MS = 10 * 60_000
/** How often a code is tried again where nothing was reached. */
const REDEEMS = 5
const BETWEEN_REDEEMS_MS = 2000
/** RFC 8628, 3.5. */
const SLOWER_MS = 5000

/** Thrown inside a sign-in, and shown. */
class Stopped extends Error {
  constructor(readonly shown: Failed) { super(shown.reason) }
}
class Cancelled extends Error {}

interface Attempt {
  place: SignInPlace
  oidc: Oidc
  signal: AbortSignal
  registrations: Registrations
  show: (state: SigningIn) => void
}

export function createSignIns({ home, env, proxyFor, clock, openBrowser, onChange, onSignedIn, onDefect }: Surroundings & {
  home: string
  clock: Clock
  /** Whether a browser was asked to show it. */
  openBrowser: (url: string) => Promise<boolean>
  onChange: (state: SigningIn) => void
  /** The cache file of this key holds a new token. */
  onSignedIn: (key: string) => void
  onDefect: (error: unknown) => void
}): SignIns {
  let state: SigningIn = { step: 'idle' }
  let underWay: AbortController | null = null

  function show(next: SigningIn): void {
    state = next
    onChange(next)
  }

  function stop(): void {
    underWay?.abort()
    underWay = null
  }

  async function run(place: SignInPlace, way: SignInWay, controller: AbortController): Promise<void> {
    const { signal } = controller
    const oidc = createOidc({ region: place.region, env, proxyFor, clock })
    const registrations = openRegistrations({ home, place, way, oidc, clock })
    const attempt: Attempt = { place, oidc, signal, registrations, show: next => signal.aborted ? undefined : show(next) }
    try {
      attempt.show({ step: 'starting' })
      const { client, token } = way === 'browser' ? await byBrowser(attempt) : await byDevice(attempt)
      if (signal.aborted) return
      await keep(place, client, token)
      attempt.show({ step: 'done', until: token.expiresAt })
      onSignedIn(place.key)
    }
    catch (error) {
      if (signal.aborted || error instanceof Cancelled) return
      if (!(error instanceof Stopped)) onDefect(error)
      attempt.show(error instanceof Stopped ? error.shown : failureOf({ ok: false, kind: 'refused', name: 'a mistake of the program', status: 0 }, 'end'))
    }
    finally {
      oidc.close()
      if (underWay === controller) underWay = null
    }
  }

  async function byBrowser(attempt: Attempt): Promise<{ client: Registration, token: NewToken }> {
    const { place, oidc, signal } = attempt
    const secret = randomBytes(32).toString('base64url')
    const codeVerifier = randomBytes(48).toString('base64url')
    const client = orStop(await attempt.registrations.get(signal), 'begin')
    const listener = await listenForRedirect(secret).catch(() => { throw new Stopped(noListener) })
    try {
      const { redirectUri } = listener
      const url = `${oidc.authorizeUrl}?${new URLSearchParams({
        response_type: 'code',
        client_id: client.clientId,
        redirect_uri: redirectUri,
        state: secret,
        code_challenge_method: 'S256',
        scopes: place.scopes.join(' '),
        code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
      })}`
      const until = clock.now() + BROWSER_MS
      const opened = await openBrowser(url).catch(() => false)
      attempt.show({ step: 'browser', url, opened, until })
      const redirected = await within(listener.redirected, until - clock.now(), signal)
      if (!redirected.ok) throw new Stopped(failureOfRedirect(redirected.error))
      attempt.show({ step: 'finishing' })
      const grant = { kind: 'code' as const, code: redirected.code, codeVerifier, redirectUri }
      let answer = await oidc.redeem(client, grant, signal)
      // The responder has done their part: a network that blinks just then must not cost it. A code spent by a lost reply is refused.
      for (let left = REDEEMS; left > 0 && !answer.ok && answer.kind === 'offline'; left--) {
        await pause(BETWEEN_REDEEMS_MS, signal)
        answer = await oidc.redeem(client, grant, signal)
      }
      return { client, token: await redeemed(attempt, answer) }
    }
    finally { listener.close() }
  }

  async function byDevice(attempt: Attempt): Promise<{ client: Registration, token: NewToken }> {
    const { place, oidc, signal, registrations } = attempt
    let client = orStop(await registrations.get(signal), 'begin')
    let started = await oidc.startDevice(client, place.startUrl, signal)
    if (isUnknownClient(started)) {
      await registrations.forget()
      client = orStop(await registrations.get(signal), 'begin')
      started = await oidc.startDevice(client, place.startUrl, signal)
    }
    const { deviceCode, userCode, url, wholeUrl, expiresAt, intervalMs } = orStop(started, 'begin')
    attempt.show({ step: 'device', code: userCode, url, wholeUrl, until: expiresAt })
    for (let wait = intervalMs; ;) {
      if (clock.now() + wait > expiresAt) throw new Stopped(tooLate)
      await pause(wait, signal)
      const answer = await oidc.redeem(client, { kind: 'device', deviceCode }, signal)
      if (answer.ok) {
        attempt.show({ step: 'finishing' })
        return { client, token: answer.value }
      }
      // While the network is away the code goes on being good: RFC 8628, 3.5 asks for a longer interval, no more.
      if (answer.kind === 'offline' || answer.name === 'SlowDownException') wait += SLOWER_MS
      else if (answer.name !== 'AuthorizationPendingException') await redeemed(attempt, answer)
    }
  }

  async function redeemed({ registrations }: Attempt, answer: Answer<NewToken>): Promise<NewToken> {
    if (isUnknownClient(answer)) await registrations.forget()
    return orStop(answer, 'end')
  }

  async function keep({ key, startUrl, region }: SignInPlace, client: Registration, token: NewToken): Promise<void> {
    const cache = openTokenCache({ home, key, clock })
    try {
      await cache.locked(() => cache.change({
        startUrl,
        region,
        accessToken: token.accessToken,
        expiresAt: written(token.expiresAt),
        clientId: client.clientId,
        clientSecret: client.clientSecret,
        registrationExpiresAt: written(client.expiresAt),
        refreshToken: token.refreshToken ?? undefined,
      }))
    }
    catch (error) { throw new Stopped(cannotKeep(error)) }
  }

  async function pause(ms: number, signal: AbortSignal): Promise<void> {
    let cancel = (): void => {}
    try {
      await new Promise<void>((resolve, reject) => {
        cancel = clock.after(ms, resolve)
        signal.addEventListener('abort', () => reject(new Cancelled()), { once: true })
      })
    }
    finally { cancel() }
  }

  async function within<T>(what: Promise<T>, ms: number, signal: AbortSignal): Promise<T> {
    const over = new AbortController()
    const late = pause(ms, AbortSignal.any([signal, over.signal])).then(() => { throw new Stopped(tooLate) })
    try { return await Promise.race([what, late]) }
    finally { over.abort() }
  }

  return {
    begin(place, way) {
      stop()
      const controller = new AbortController()
      underWay = controller
      void run(place, way, controller)
    },
    cancel() {
      stop()
      if (state.step !== 'idle') show({ step: 'idle' })
    },
    state: () => state,
    close: stop,
  }
}

function orStop<T>(answer: Answer<T>, at: 'begin' | 'end'): T {
  if (answer.ok) return answer.value
  throw new Stopped(failureOf(answer, at))
}

function isUnknownClient(answer: Answer<unknown>): boolean {
  return !answer.ok && answer.kind === 'refused' && ['InvalidClientException', 'UnauthorizedClientException'].includes(answer.name)
}
