import { failure } from '#channel/errors'
import type { Handlers } from '#channel/serve'

/** A host that answers nothing but what `own` says. */
export function stubHandlers(own: Partial<Handlers> = {}): Handlers {
  const none = async (): Promise<ReturnType<typeof failure>> => failure('internal', 'Not part of this test.')
  return {
    workspace: none,
    reconcile: none,
    record: none,
    outcomes: none,
    acknowledge: none,
    setAside: none,
    refresh: none,
    tryNow: none,
    pause: none,
    profiles: none,
    signIn: none,
    cancelSignIn: none,
    signingIn: none,
    signOut: none,
    portalAccounts: none,
    portalRoles: none,
    createProfile: none,
    preferences: none,
    prefer: none,
    wanted: none,
    leave: none,
    choose: none,
    practice: none,
    rehearse: none,
    history: none,
    verify: none,
    export: none,
    reports: none,
    dismiss: none,
    ...own,
  }
}
