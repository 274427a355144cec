import type { SignInState } from '../sign-in'
import { grouped } from './labels'
import { lasting, minuteOf } from './times'

const MINUTE = 60_000

/** A session that cannot be refreshed is told of this long before its end, in milliseconds. */
const WARNED_BEFORE = 15 * MINUTE

/** What the status bar says of the sign-in. `asks`: whether there is something for the responder to do about it. */
export interface SignInWords { words: string, detail: string, tone: 'quiet' | 'waiting' | 'alarm', asks: boolean }

interface When { now: number, timeZone: string }

/** Null where there is nothing to sign in to, or nobody has looked yet. */
export function signInWords(state: SignInState, { now, timeZone }: When): SignInWords | null {
  switch (state.state) {
    case 'none':
    case 'unknown': return null
    case 'signedIn': return signedIn(state, { now, timeZone })
    case 'refreshing': return { words: 'Refreshing the sign-in…', detail: 'A new token is asked for; sending goes on meanwhile.', tone: 'quiet', asks: false }
    case 'offline': return state.until > now
      ? {
          words: `Sign-in good for ${lasting(state.until - now)}`,
          detail: `The sign-in service cannot be reached. What there is stays good until ${minuteOf(state.until, now, timeZone)}, and is refreshed once there is a link.`,
          tone: 'waiting',
          asks: false,
        }
      : {
          words: 'Sign-in to be refreshed',
          detail: 'Its time is over and the sign-in service cannot be reached. It is refreshed by itself once there is a link, where your organisation permits that.',
          tone: 'waiting',
          asks: false,
        }
    case 'signInAgain': return state.endedAt === null
      ? { words: 'Not signed in', detail: 'Nobody has signed in to this profile on this machine. Your edits are safe here and wait.', tone: 'alarm', asks: true }
      : { words: `Sign-in ended at ${minuteOf(state.endedAt, now, timeZone)}`, detail: 'Your edits are safe here and wait. Sign in, and sending goes on.', tone: 'alarm', asks: true }
    case 'roleNotPermitted': return {
      words: 'Role not permitted',
      detail: `Your sign-in has no access to the role ${state.role} in account ${state.account}. Your edits are safe here. Ask for the role, sign in as someone else, or open another workspace.`,
      tone: 'alarm',
      asks: true,
    }
    case 'profileBroken': return { words: 'Profile cannot be used', detail: state.message, tone: 'alarm', asks: false }
  }
}

function signedIn({ until, renewable }: Extract<SignInState, { state: 'signedIn' }>, { now, timeZone }: When): SignInWords {
  const left = until - now
  if (left <= 0 && !renewable) {
    return { words: `Sign-in ended at ${minuteOf(until, now, timeZone)}`, detail: 'Your edits are safe here and wait. Sign in, and sending goes on.', tone: 'alarm', asks: true }
  }
  const end = minuteOf(until, now, timeZone)
  const detail = renewable
    ? `Signed in until ${end}, and refreshed by itself before that as long as your organisation permits.`
    : `Signed in until ${end}. It cannot be refreshed: after that you are asked to sign in again.`
  return { words: left <= 0 ? 'Signed in' : `Signed in ${lasting(left)}`, detail, tone: !renewable && left <= WARNED_BEFORE ? 'waiting' : 'quiet', asks: false }
}

/** The quiet warning before a session that cannot be refreshed ends; null while it is not due. */
export function endingWords(state: SignInState, { now, timeZone }: When): { title: string, text: string } | null {
  if (state.state !== 'signedIn' || state.renewable || state.until <= now || state.until - now > WARNED_BEFORE) return null
  return {
    title: `Your sign-in ends at ${minuteOf(state.until, now, timeZone)}.`,
    text: 'After that, edits are saved on this machine as before, and are sent once you have signed in again.',
  }
}

/** How a profile stands that is not open: "Signed in 5 h · 3 edits unsent". */
export function profileStands({ signedInUntil, unsent }: { signedInUntil: number | null, unsent: number | null }, now: number): string {
  const signed = signedInUntil === null || signedInUntil <= now ? 'Not signed in' : `Signed in ${lasting(signedInUntil - now)}`
  return unsent === null || unsent === 0 ? signed : `${signed} · ${unsent === 1 ? '1 edit' : `${grouped(unsent)} edits`} unsent`
}
