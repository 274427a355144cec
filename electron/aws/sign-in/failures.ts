import type { SIGN_IN_FAILURES, SigningIn } from '#domain/sign-in'
import { codeOf } from '../../ports/disk'
import type { Answer } from './ask'

export type SignInFailure = typeof SIGN_IN_FAILURES[number]
export type Failed = Extract<SigningIn, { step: 'failed' }>
type Refusal = Exclude<Answer<never>, { ok: true }>

const SAFE = 'Your edits are safe here.'

const OFFLINE: Record<Extract<Refusal, { kind: 'offline' }>['reason'], string> = {
  noRoute: 'this computer has no network',
  nameNotFound: 'its name cannot be found; a wrong region does this too',
  refused: 'the connection was refused',
  reset: 'the connection broke',
  tls: 'the connection is not trusted; a wrong date on this computer or a proxy\'s certificate do this',
  timeout: 'it did not answer in time',
  proxySignIn: 'the proxy of your network wants a sign-in of its own',
  notTheService: 'something else answered in its place, such as a network\'s own sign-in page or a proxy',
}

function failed(reason: SignInFailure, what: string, todo: string): Failed {
  return { step: 'failed', reason, message: `${what} ${SAFE} ${todo}` }
}

const denied = failed('denied', 'The sign-in was declined in the browser.', 'Sign in again, and allow Fieldcase there.')
export const tooLate = failed('tooLate', 'Nobody signed in within the time there is for it.', 'Begin again.')
export const noListener = failed('noListener', 'This computer lets Fieldcase open no port of its own, to which the browser comes back.', 'Sign in by code instead.')

export function cannotKeep(error: unknown): Failed {
  return failed('cannotKeep', `You signed in, but that cannot be written to .aws/sso/cache in your home folder (${codeOf(error)}).`, 'Make that folder writable, then sign in again.')
}

/** `at`: what was being done. `InvalidRequest` and the like before anybody has signed in mean the portal's address. */
export function failureOf(answer: Refusal, at: 'begin' | 'end'): Failed {
  if (answer.kind === 'offline') {
    return failed('offline', `The sign-in service cannot be reached: ${OFFLINE[answer.reason]}.`, 'Sign in once there is a network.')
  }
  switch (answer.name) {
    case 'AccessDeniedException': return denied
    case 'ExpiredTokenException': return tooLate
    case 'InvalidRequestException':
    case 'InvalidRequestRegionException':
    case 'InvalidRedirectUriException':
    case 'InvalidClientMetadataException':
      if (at === 'begin') return failed('badPortal', 'AWS knows no such portal in that region.', 'Compare the start URL and its region with what your organisation gave you.')
  }
  return failed('refused', `AWS refused the sign-in (${answer.name.slice(0, 64)}).`, 'Begin again; if it is refused again, ask whoever runs IAM Identity Center.')
}

/** What the browser brought back in place of a code (RFC 6749, 4.1.2.1). */
export function failureOfRedirect(error: string): Failed {
  if (error === 'access_denied') return denied
  const name = /^[a-z_]{1,40}$/.test(error) ? error : 'no reason given'
  return failed('refused', `AWS refused the sign-in (${name}).`, 'Begin again; if it is refused again, ask whoever runs IAM Identity Center.')
}
