import type { Signing } from '#aws/sign-in/signing'
import { ChannelFailure } from '#channel/errors'
import type { Handlers } from '#channel/serve'
import { done } from './replies'

/** What the page asks about signing in; `signing` is null where no service asks for it. */
export function signInHandlers(signing: Signing | null): Pick<Handlers,
  'signIn' | 'cancelSignIn' | 'signingIn' | 'signOut' | 'portalAccounts' | 'portalRoles' | 'createProfile'> {
  function there(): Signing {
    if (signing === null) throw new ChannelFailure('signIn', 'Nobody needs to sign in here.')
    return signing
  }
  return {
    async signIn({ target, way }) {
      await there().signIn(target, way)
      return done({})
    },
    async cancelSignIn() {
      signing?.cancel()
      return done({})
    },
    async signingIn() {
      return done(signing?.state() ?? { step: 'idle' })
    },
    async signOut({ profile }) {
      await there().signOut(profile)
      return done({})
    },
    async portalAccounts({ portal }) {
      return done({ accounts: await there().accounts(portal) })
    },
    async portalRoles({ portal, account }) {
      return done({ roles: await there().roles(portal, account) })
    },
    async createProfile({ profile }) {
      await there().createProfile(profile)
      return done({})
    },
  }
}
