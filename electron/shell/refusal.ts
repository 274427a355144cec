import type { ChannelError } from '#channel/errors'
import { failure } from '#channel/errors'
import type { Port } from '#channel/port'
import { serve } from '#channel/serve'

const FULL_CODES = ['ENOSPC', 'EDQUOT']
const UNWRITABLE_CODES = ['EROFS', 'EACCES', 'EPERM']

/** What keeps the data folder from being used, as the page may show it; null for what is no such thing. */
export function refusalOf(error: unknown, folder: string): ChannelError | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (FULL_CODES.includes(code)) return { code: 'diskFull', message: `There is no room left on the disk with ${folder}.` }
  if (UNWRITABLE_CODES.includes(code)) return { code: 'journalUnwritable', message: `The folder ${folder} cannot be written (${code}). It may be on a read-only disk, or belong to somebody else.` }
  return null
}

/**
 * The host's place taken by somebody who only says why there is none: the page shows it, and asks again and again.
 * `attempt` runs each time, and gives the reason as it is then.
 */
export function serveRefusal(port: Port, attempt: () => Promise<ChannelError>): { close(): void } {
  const refuse = async () => {
    const { code, message } = await attempt()
    return failure(code, message)
  }
  return serve(port, {
    workspace: refuse,
    reconcile: refuse,
    record: refuse,
    outcomes: refuse,
    acknowledge: refuse,
    setAside: refuse,
    refresh: refuse,
    tryNow: refuse,
    pause: refuse,
    profiles: refuse,
    signIn: refuse,
    cancelSignIn: refuse,
    signingIn: refuse,
    signOut: refuse,
    portalAccounts: refuse,
    portalRoles: refuse,
    createProfile: refuse,
    preferences: refuse,
    prefer: refuse,
    wanted: refuse,
    leave: refuse,
    choose: refuse,
    practice: refuse,
    rehearse: refuse,
    history: refuse,
    verify: refuse,
    export: refuse,
    reports: refuse,
    dismiss: refuse,
  }, { onDefect: () => {} })
}
