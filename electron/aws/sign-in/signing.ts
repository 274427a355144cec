import { readFile } from 'node:fs/promises'
import { ChannelFailure } from '#channel/errors'
import type { NewProfile, Portal, PortalAccount, SigningIn, SignInTarget, SignInWay } from '#domain/sign-in'
import { systemClock } from '../../ports/clock'
import { codeOf, isCode } from '../../ports/disk'
import { placeOfPortal } from '../config-edit'
import { addProfile, watchConfig } from '../config-file'
import { configFile, type ConfigPlace, loadProfiles, type SignInPlace } from '../profiles'
import type { Surroundings } from '../way-out'
import type { Answer } from './ask'
import { createOidc } from './oidc'
import { createPortal, type PortalService } from './portal'
import { createSignIns } from './sign-in'
import { openTokenCache } from './token-cache'
import { createTokens } from './tokens'

/** What changes by itself, told to the host. */
export interface SigningListener {
  onSigningIn: (state: SigningIn) => void
  /** Whoever lives by the cache file of this key is signed in, or out. */
  onToken: (key: string) => void
  onProfiles: () => void
  onDefect: (error: unknown) => void
}

/** Signing in and out, and the profiles to do it with. Each throws a ChannelFailure, in words, where it does not come about. */
export interface Signing {
  signIn(target: SignInTarget, way: SignInWay): Promise<void>
  cancel(): void
  state(): SigningIn
  signOut(profile: string): Promise<void>
  accounts(portal: Portal): Promise<PortalAccount[]>
  roles(portal: Portal, account: string): Promise<string[]>
  createProfile(profile: NewProfile): Promise<void>
  close(): void
}

export interface SigningOptions extends ConfigPlace, Surroundings {
  /** Whether a browser was asked to show it. */
  openBrowser: (url: string) => Promise<boolean>
}

export function createSigning({ env, proxyFor, home, openBrowser }: SigningOptions, listener: SigningListener): Signing {
  const clock = systemClock
  const config = { env, home }
  const signIns = createSignIns({
    env,
    proxyFor,
    home,
    clock,
    openBrowser,
    onChange: listener.onSigningIn,
    onSignedIn: listener.onToken,
    onDefect: listener.onDefect,
  })
  const watch = watchConfig(config, listener.onProfiles)

  async function placeOf(target: SignInTarget): Promise<SignInPlace> {
    if (target.kind === 'portal') return placeOfPortal(await configText(config), target.portal)
    const { profiles } = await loadProfiles(config)
    const profile = profiles.find(({ name }) => name === target.profile)
    if (profile === undefined) throw new ChannelFailure('profile', `There is no profile '${target.profile}' in ${configFile(config)}.`)
    if (profile.signIn === null) throw new ChannelFailure('profile', profile.problem ?? `The profile '${target.profile}' says nothing of where to sign in.`)
    return profile.signIn
  }

  /** Asks the portal with the token that is good now, and once more with another where it is not taken. */
  async function ask<T>(portal: Portal, question: (service: PortalService, accessToken: string) => Promise<Answer<T>>): Promise<T> {
    const place = await placeOf({ kind: 'portal', portal })
    const oidc = createOidc({ region: place.region, env, proxyFor, clock })
    const tokens = createTokens({ cache: openTokenCache({ home, key: place.key, clock }), oidc, clock, onChange: () => {} })
    const service = createPortal({ region: place.region, env, proxyFor, clock })
    try {
      let refused: string | undefined
      for (let left = 2; left > 0; left--) {
        const step = await tokens.take(refused === undefined ? {} : { refused })
        if (step.kind === 'broken') throw new ChannelFailure('signIn', step.message)
        if (step.kind === 'offline') throw unreachable()
        if (step.kind === 'signInAgain') break
        const answer = await question(service, step.accessToken)
        if (answer.ok) return answer.value
        if (answer.kind === 'offline') throw unreachable()
        if (answer.status !== 401) throw new ChannelFailure('signIn', `The portal does not tell (${answer.name.slice(0, 64)}). Nothing was changed.`)
        refused = step.accessToken
      }
      throw new ChannelFailure('signIn', 'Nobody is signed in at this portal any more. Sign in again.')
    }
    finally {
      tokens.close()
      oidc.close()
      service.close()
    }
  }

  return {
    async signIn(target, way) {
      signIns.begin(await placeOf(target), way)
    },
    cancel: signIns.cancel,
    state: signIns.state,
    async signOut(profile) {
      const { key, region } = await placeOf({ kind: 'profile', profile })
      const cache = openTokenCache({ home, key, clock })
      const service = createPortal({ region, env, proxyFor, clock })
      try {
        // What a refresh under way elsewhere is about to write is what has to go.
        const revoked = await cache.locked(async () => {
          const token = await cache.read()
          const answer = token === null ? null : await service.logout(token.accessToken)
          await cache.change({ accessToken: undefined, expiresAt: undefined, refreshToken: undefined })
          return answer
        })
        listener.onToken(key)
        if (revoked !== null && !revoked.ok && revoked.kind === 'offline') {
          throw new ChannelFailure('signIn', 'You are signed out on this computer. AWS could not be reached to end the session there as well: it ends by itself. Your edits are safe here.')
        }
      }
      catch (error) {
        if (error instanceof ChannelFailure) throw error
        throw new ChannelFailure('signIn', `The sign-in's file in .aws/sso/cache cannot be changed (${codeOf(error)}): you are still signed in on this computer.`)
      }
      finally { service.close() }
    },
    accounts: portal => ask(portal, (service, token) => service.accounts(token)),
    roles: (portal, account) => ask(portal, (service, token) => service.roles(token, account)),
    async createProfile(profile) {
      const written = await addProfile(config, profile)
      if (!written.ok) throw new ChannelFailure('profile', written.message)
      listener.onProfiles()
    },
    close() {
      signIns.close()
      watch.close()
    },
  }
}

function unreachable(): ChannelFailure {
  return new ChannelFailure('signIn', 'The portal cannot be reached. Nothing was changed; try again once there is a network.')
}

async function configText(place: ConfigPlace): Promise<string> {
  try { return await readFile(configFile(place), 'utf8') }
  catch (error) {
    if (isCode(error, 'ENOENT')) return ''
    throw new ChannelFailure('profile', `${configFile(place)} cannot be read (${codeOf(error)}).`)
  }
}
