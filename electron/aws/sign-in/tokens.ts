import type { SignInState } from '#domain/sign-in'
import type { OfflineReason } from '#domain/status'
import type { Clock } from '../../ports/clock'
import { codeOf } from '../../ports/disk'
import type { Answer } from './ask'
import type { NewToken, Oidc } from './oidc'
import { type CachedToken, type Renewal, type TokenCache, type TokenMembers, written } from './token-cache'

/** What there is to call the portal with. */
export type TokenStep
  = | { kind: 'good', accessToken: string, until: number }
  /** It has to be refreshed, and the service cannot be reached. */
    | { kind: 'offline', reason: OfflineReason }
    | { kind: 'signInAgain' }
  /** The file cannot be read or written; `message` says so in words. */
    | { kind: 'broken', message: string }

/** The sign-in of one profile: looked at by itself, refreshed ahead of its end, one refresh at a time. */
export interface Tokens {
  state(): SignInState
  /**
   * The access token that is good now, refreshed where that is due. `refused`: one that the portal did not accept,
   * whatever its date says: another one, then, or none. Never rejects.
   */
  take(options?: { refused?: string }): Promise<TokenStep>
  /** There is a link again: a refresh that found none is tried at once. */
  linkIsBack(): void
  close(): void
}

/**
 * The AWS CLI and the SDKs for other languages refresh so long before the end as well: whichever is there first spares the
 * others the refresh. It is also when the screen begins to warn of an end that cannot be put off.
 */
const AHEAD_MS = 15 * 60_000
/** A refresh ahead of time that came to nothing is tried again so soon; so is the state of a network that was lost. */
const AGAIN_MS = 30_000
/** Where nobody is signed in the file is looked at so often: the AWS CLI may write it at any moment. */
const LOOK_MS = 5_000
/** The AWS CLI ignores our lock: where its refresh came first, its file is there within this. */
const REREAD_MS = [0, 250, 1000]

/**
 * ```
 *  unknown ──▶ signedIn ── 15 min before its end ──▶ refreshing ──▶ signedIn
 *                │ ▲                                   │      └───▶ offline ── (30 s) ──▶ refreshing
 *        its end │ └─── a sign-in, ours or the CLI's ──│───┐
 *                └──────────────▶ signInAgain ◀── refused, and the file holds nothing newer
 * ```
 */
export function createTokens({ cache, oidc, clock, onChange }: {
  cache: TokenCache
  oidc: Pick<Oidc, 'refresh'>
  clock: Clock
  onChange: () => void
}): Tokens {
  let state: SignInState = { state: 'unknown' }
  let known: CachedToken | null = null
  let endedAt: number | null = null
  let underWay: Promise<TokenStep> | null = null
  let lastTryAt = -Infinity
  /** Refresh tokens are spent once refused; asking again would change nothing. */
  let spent: string | null = null
  let unsaved: { instead: string, members: TokenMembers } | null = null
  let stopTimer = (): void => {}
  let closed = false

  function show(next: SignInState): void {
    if (closed || JSON.stringify(next) === JSON.stringify(state)) return
    state = next
    onChange()
  }

  function lookIn(ms: number): void {
    stopTimer()
    if (!closed) stopTimer = clock.after(Math.max(ms, 1000), () => void take())
  }

  const renewalOf = (token: CachedToken): Renewal | null => token.renewal?.refreshToken === spent ? null : token.renewal
  const isGood = ({ accessToken, expiresAt }: CachedToken, refused: string | undefined): boolean =>
    accessToken !== refused && expiresAt > clock.now()

  function good(token: CachedToken): TokenStep {
    known = token
    const { accessToken, expiresAt: until } = token
    const left = until - clock.now()
    const renewable = renewalOf(token) !== null
    show({ state: 'signedIn', until, renewable })
    lookIn(!renewable ? left : left > AHEAD_MS ? left - AHEAD_MS : Math.min(left, AGAIN_MS))
    return { kind: 'good', accessToken, until }
  }

  /** `token`: as it stands in the file; null where there is none. */
  function ended(token: CachedToken | null): TokenStep {
    if (token !== null) endedAt = Math.min(token.expiresAt, clock.now())
    else if (known !== null) endedAt = Math.min(known.expiresAt, clock.now())
    known = null
    show({ state: 'signInAgain', endedAt })
    lookIn(LOOK_MS)
    return { kind: 'signInAgain' }
  }

  function unreachable(token: CachedToken, refused: string | undefined, reason: OfflineReason): TokenStep {
    show({ state: 'offline', until: token.expiresAt })
    lookIn(AGAIN_MS)
    if (isGood(token, refused)) return { kind: 'good', accessToken: token.accessToken, until: token.expiresAt }
    return { kind: 'offline', reason }
  }

  function broken(error: unknown): TokenStep {
    const message = `The sign-in's file cannot be read or written (${codeOf(error)}): see the folder .aws/sso/cache in your home folder. Your edits are safe here.`
    show({ state: 'profileBroken', message })
    lookIn(AGAIN_MS)
    return { kind: 'broken', message }
  }

  async function keep(token: CachedToken, renewal: Renewal, fresh: NewToken): Promise<TokenStep> {
    const refreshToken = fresh.refreshToken ?? renewal.refreshToken
    unsaved = { instead: token.accessToken, members: { accessToken: fresh.accessToken, expiresAt: written(fresh.expiresAt), refreshToken } }
    await save()
    return good({ ...token, accessToken: fresh.accessToken, expiresAt: fresh.expiresAt, renewal: { ...renewal, refreshToken } })
  }

  /** The service has taken the old refresh token back by now: what a full disk refuses is written as soon as it can be. */
  async function save(): Promise<void> {
    if (unsaved === null) return
    const there = await cache.read()
    // Signed in anew or out meanwhile, by somebody else: theirs counts.
    if (there?.accessToken === unsaved.instead) await cache.change(unsaved.members)
    unsaved = null
  }

  /** The lock is held, and so the file is read anew: whoever had it before may have done the work. */
  async function renew(before: CachedToken, refused: string | undefined): Promise<TokenStep> {
    const token = await cache.read()
    if (token === null) return ended(before)
    if (token.accessToken !== before.accessToken && isGood(token, refused)) return good(token)
    const renewal = renewalOf(token)
    if (renewal === null) return isGood(token, refused) ? good(token) : ended(token)
    lastTryAt = clock.now()
    const answer: Answer<NewToken> = await oidc.refresh(renewal)
    if (answer.ok) return keep(token, renewal, answer.value)
    if (answer.kind === 'offline') return unreachable(token, refused, answer.reason)
    for (const ms of REREAD_MS) {
      await new Promise<void>((resolve) => { clock.after(ms, resolve) })
      const again = await cache.read()
      if (again !== null && again.accessToken !== token.accessToken && isGood(again, refused)) return good(again)
    }
    spent = renewal.refreshToken
    return isGood(token, refused) ? good(token) : ended(token)
  }

  async function step(refused: string | undefined): Promise<TokenStep> {
    if (unsaved !== null) await cache.locked(save)
    const token = await cache.read()
    if (token === null) return ended(null)
    const isValid = isGood(token, refused)
    const renewable = renewalOf(token) !== null
    const soon = token.expiresAt - clock.now() <= AHEAD_MS && clock.now() - lastTryAt >= AGAIN_MS
    if (isValid && !(renewable && soon)) {
      // Still without network: a look at the file alone says nothing new of it.
      if (state.state === 'offline' && renewable && token.accessToken === known?.accessToken) {
        return { kind: 'good', accessToken: token.accessToken, until: token.expiresAt }
      }
      return good(token)
    }
    if (!renewable) return ended(token)
    known = token
    show({ state: 'refreshing', until: token.expiresAt })
    return cache.locked(() => renew(token, refused))
  }

  async function take({ refused }: { refused?: string } = {}): Promise<TokenStep> {
    // What is under way may have begun before the refusal was known.
    while (underWay !== null) {
      const reached = await underWay
      if (refused === undefined || (reached.kind === 'good' && reached.accessToken !== refused)) return reached
    }
    const mine = step(refused).catch(broken)
    underWay = mine
    try {
      return await mine
    }
    finally {
      if (underWay === mine) underWay = null
    }
  }

  void take()
  return {
    state: () => state,
    take,
    linkIsBack() {
      if (state.state !== 'offline') return
      lastTryAt = -Infinity
      void take()
    },
    close() {
      closed = true
      stopTimer()
    },
  }
}
