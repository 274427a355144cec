import type { AwsCredentialIdentity } from '@smithy/types'
import type { SignInState } from '#domain/sign-in'
import type { Clock } from '../../ports/clock'
import { CredentialsFault } from '../classify'
import type { CredentialsProvider } from '../gateway'
import type { SignInPlace } from '../profiles'
import type { Surroundings } from '../way-out'
import { createOidc } from './oidc'
import { createRoleCredentials } from './role-credentials'
import { openTokenCache } from './token-cache'
import { createTokens, type TokenStep } from './tokens'

/** The sign-in of one profile at work. */
export interface ProfileSignIn {
  /** Which cache file it lives by. */
  key: string
  state(): SignInState
  /** The returned function stops it. */
  onChange(listen: () => void): () => void
  /** Somebody has signed in or out: what was kept is dropped, and the file is looked at. */
  renew(): Promise<void>
  /** There is a link again: a refresh that found none is tried at once. */
  linkIsBack(): void
  close(): void
}

/** A role's keys are asked for anew so long before they end: a call signed with them may be under way for as long as it takes. */
const KEYS_AHEAD_MS = 5 * 60_000

type Fault = CredentialsFault['fault']
/** What the portal says of role or profile while the token itself is good. */
type Verdict = Extract<SignInState, { state: 'roleNotPermitted' | 'profileBroken' }>

/**
 * The keys of a profile's role: the token first, by our own step, which tells a network that is lost from a sign-in that has
 * ended, and then the SDK's exchange for keys. They are kept here and nowhere else, so that they can be dropped.
 */
export function createProfileSignIn({ name, account, role, place, env, proxyFor, home, clock }: Surroundings & {
  name: string
  account: string
  role: string
  place: SignInPlace
  home: string
  clock: Clock
}): { credentials: CredentialsProvider, signIn: ProfileSignIn } {
  const oidc = createOidc({ region: place.region, env, proxyFor, clock })
  const cache = openTokenCache({ home, key: place.key, clock })
  const portal = createRoleCredentials({ place, account, role, env, proxyFor, clock })
  const listeners = new Set<() => void>()
  const tokens = createTokens({ cache, oidc, clock, onChange: changed })
  let verdict: Verdict | null = null
  let kept: { identity: AwsCredentialIdentity, until: number } | null = null
  /** Raised when what is kept is dropped: an exchange begun before is not kept then. */
  let life = 0
  let asking: { life: number, answer: Promise<AwsCredentialIdentity> } | null = null

  function changed(): void {
    for (const listen of listeners) listen()
  }

  function judge(next: Verdict | null): void {
    if (JSON.stringify(next) === JSON.stringify(verdict)) return
    verdict = next
    changed()
  }

  function state(): SignInState {
    const ofToken = tokens.state()
    return verdict === null || ofToken.state === 'signInAgain' || ofToken.state === 'unknown' ? ofToken : verdict
  }

  function signInAgain(): Fault {
    return {
      kind: 'signIn',
      message: `The sign-in of profile '${name}' has ended. Your edits are safe here. Sign in again, here or with "aws sso login --profile ${name}"; sending then goes on.`,
    }
  }

  function faultOf(step: Exclude<TokenStep, { kind: 'good' }>): Fault {
    if (step.kind === 'offline') return { kind: 'offline', reason: step.reason }
    return step.kind === 'broken' ? { kind: 'signIn', message: step.message } : signInAgain()
  }

  async function exchange(): Promise<AwsCredentialIdentity> {
    const mine = life
    let refused: string | undefined
    // The second time with another token, or where the file was being written under the SDK's hands.
    for (let left = 2; left > 0; left--) {
      const step = await tokens.take(refused === undefined ? {} : { refused })
      if (step.kind !== 'good') throw new CredentialsFault(faultOf(step))
      const answer = await portal.exchange()
      if (answer.ok) {
        judge(null)
        const { identity, skewMs } = answer
        // By the service's clock, which wrote the date.
        if (mine === life) kept = { identity, until: (identity.expiration?.getTime() ?? 0) - skewMs }
        return identity
      }
      if (answer.kind === 'offline') throw new CredentialsFault({ kind: 'offline', reason: answer.reason })
      if (answer.kind === 'notPermitted') {
        judge({ state: 'roleNotPermitted', account, role })
        throw new CredentialsFault({ kind: 'signIn', message: `Your sign-in has no access to the role '${role}' in account ${account}. Your edits are safe here. Ask whoever assigns access, or choose another profile.` })
      }
      if (answer.kind === 'tokenRefused') refused = step.accessToken
      else if (answer.status !== null) {
        const message = `AWS cannot make sense of account, role or region of the profile '${name}' (HTTP ${answer.status}). Your edits are safe here. Compare them with what the portal shows.`
        judge({ state: 'profileBroken', message })
        throw new CredentialsFault({ kind: 'signIn', message })
      }
    }
    // Two tokens were refused: there is none that the portal takes.
    const step = refused === undefined ? null : await tokens.take({ refused })
    throw new CredentialsFault(step === null || step.kind === 'good' ? signInAgain() : faultOf(step))
  }

  function isFresh({ until }: { until: number }): boolean {
    return until - clock.now() > KEYS_AHEAD_MS
  }

  async function provide({ forceRefresh = false }: { forceRefresh?: boolean } = {}): Promise<AwsCredentialIdentity> {
    if (forceRefresh) kept = null
    if (kept !== null && isFresh(kept)) return kept.identity
    if (asking === null || asking.life !== life) {
      const mine = { life, answer: exchange() }
      asking = mine
      mine.answer.catch(() => {}).finally(() => { if (asking === mine) asking = null })
    }
    try {
      return await asking.answer
    }
    catch (error) {
      // Keys that are good for a while yet outlast a network that is not.
      if (kept !== null && kept.until > clock.now() && error instanceof CredentialsFault && error.fault.kind === 'offline') return kept.identity
      throw error
    }
  }

  return {
    credentials: Object.assign(provide, { memoized: true }),
    signIn: {
      key: place.key,
      state,
      onChange(listen) {
        listeners.add(listen)
        return () => void listeners.delete(listen)
      },
      async renew() {
        life += 1
        kept = null
        judge(null)
        await tokens.take()
      },
      linkIsBack: tokens.linkIsBack,
      close() {
        listeners.clear()
        tokens.close()
        oidc.close()
        portal.close()
      },
    },
  }
}
