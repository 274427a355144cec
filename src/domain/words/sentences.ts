import { grouped } from './labels'
import type { HeldReason } from '../outcome'
import type { CaseWait, OfflineReason, Status } from '../status'
import { lasting, minuteOf, relative } from './times'
import type { Mark } from '../view'

/** Below this, in milliseconds, an age is not worth a word. */
const MINUTE = 60_000

/** What the status bar says. Its three sentences answer: is there a link, what waits, what happens next. */
export interface Standing {
  tone: 'good' | 'busy' | 'waiting' | 'alarm'
  link: string
  waits: string
  next: string | null
  /** Whether there is a next try that the responder can call for now. */
  canTry: boolean
}

/** How far a drain has come: calls that landed of all it takes, and how long the rest will take, in ms; null while that is not known. */
export interface Progress { done: number, planned: number, leftMs: number | null }

/** "12 of 40 calls, about 20 s" */
export function progressWords({ done, planned, leftMs }: Progress): string {
  const calls = `${grouped(done)} of ${planned === 1 ? '1 call' : `${grouped(planned)} calls`}`
  return leftMs === null ? calls : `${calls}, about ${lasting(leftMs)}`
}

/** "The service asks to wait: goes on in 30 s"; null where it does not. */
export function throttledWords({ throttledUntil }: Pick<Status, 'throttledUntil'>, now: number): string | null {
  return throttledUntil === null || throttledUntil <= now ? null : `The service asks to wait: goes on ${until(throttledUntil, now)}`
}

/** "Paused by you: 7 unsent" */
export function pausedWords(unsent: number): string {
  return `Paused by you: ${unsent === 0 ? 'nothing waits' : `${grouped(unsent)} unsent`}`
}

export interface Facts {
  status: Status
  /** Whether the host answers. */
  connected: boolean
  /** Slots not sent yet, those among them that need the responder, and edits not in both logs yet. */
  unsent: number
  held: number
  saving: number
  /** Of those, what one of the logs has refused. */
  unsaved: number
  /** What may have been overwritten, and nobody has looked at. */
  reported: number
  /** When the oldest of the unsent was made; times in epoch milliseconds. */
  oldest: number | null
  /** When the service last took something of it; null where that is not known. */
  sentAt: number | null
  /** Null while nothing is sent. */
  progress: Progress | null
  now: number
}

const OFFLINE_WORDS: Record<OfflineReason, string> = {
  noRoute: 'no route to the service',
  nameNotFound: 'the service\'s name is not found',
  refused: 'the connection is refused',
  reset: 'the connection is cut off',
  tls: 'no trusted connection can be made (TLS)',
  timeout: 'no answer in time',
  proxySignIn: 'the proxy asks for a sign-in: put its name and password into HTTPS_PROXY',
  notTheService: 'something else answers, such as the sign-in page of this network',
}

export function standing(facts: Facts): Standing {
  if (!facts.connected) {
    return {
      tone: 'alarm',
      link: 'Fieldcase\'s background process does not answer',
      waits: waitsWords(facts),
      next: 'Nothing is sent until it does. If this lasts, quit Fieldcase and start it again.',
      canTry: false,
    }
  }
  if (facts.status.pausedAt !== null) return pausedStanding(facts)
  return { waits: waitsWords(facts), ...linkWords(facts) }
}

/** What is read goes on, and so the link is told as well where it is not there. */
function pausedStanding(facts: Facts): Standing {
  const { status: { drain }, unsent, held, saving, unsaved } = facts
  const link = unsent === 0 ? 'Paused by you' : pausedWords(unsent)
  const down = drain.state === 'offline' ? ' (offline)' : drain.state === 'signedOut' ? ` (${outWords(facts.status).toLowerCase()})` : ''
  const waits = saving + unsaved > 0 || unsent === 0 ? waitsWords(facts) : `saved on this machine${held === 0 ? '' : `, ${grouped(held)} ${held === 1 ? 'needs' : 'need'} you`}`
  return { tone: 'waiting', link: `${link}${down}`, waits, next: 'Nothing is sent until you resume', canTry: false }
}

type LinkWords = Omit<Standing, 'waits'>

function linkWords(facts: Facts): LinkWords {
  const { status: { drain }, now } = facts
  const asked = facts.unsent > facts.held ? throttledWords(facts.status, now) : null
  switch (drain.state) {
    // The service asked before the last restart, and nothing has been called since.
    case 'starting': return { tone: asked === null ? 'busy' : 'waiting', link: 'Looking for a link', next: asked, canTry: false }
    case 'offline': return { tone: 'waiting', link: 'Offline', next: `Next try ${until(drain.nextTryAt, now)} (${OFFLINE_WORDS[drain.reason]})`, canTry: true }
    case 'signedOut': return { tone: 'alarm', link: outWords(facts.status), next: `${ended(drain.message)} Looks again ${until(drain.nextTryAt, now)}.`, canTry: true }
    case 'paused': return { tone: 'alarm', link: 'Paused', next: `${ended(drain.message)} Next try ${until(drain.nextTryAt, now)}.`, canTry: true }
    case 'draining':
    case 'idle':
      if (asked !== null) return { tone: 'waiting', link: 'Online', next: asked, canTry: false }
      // What was sent may be looked up still, and the host's word of it comes after the outcome.
      return drain.state === 'draining' && facts.unsent > facts.held ? { tone: 'busy', link: 'Sending…', next: sendingWords(facts), canTry: false } : idleWords(facts)
  }
}

/** Nobody is signed in; or somebody is, and AWS does not let them in all the same. */
function outWords({ signIn }: Status): 'Signed out' | 'No access' {
  return ['signedIn', 'roleNotPermitted', 'profileBroken'].includes(signIn.state) ? 'No access' : 'Signed out'
}

function sendingWords({ status: { sending }, progress }: Facts): string | null {
  if (progress !== null && progress.planned > 1) return progressWords(progress)
  if (sending.length === 0) return null
  return sending.length === 1 ? '1 edit is on its way' : `${grouped(sending.length)} edits are on their way`
}

function idleWords({ status: { waits, pull }, unsent, held, now }: Facts): LinkWords {
  const soonest = unsent > held ? waits.toSorted((a, b) => a.until - b.until).at(0) : undefined
  if (soonest !== undefined) {
    const others = waits.length === 1 ? '' : `, ${grouped(waits.length - 1)} more later`
    return { tone: 'waiting', link: 'Online', next: `Case ${soonest.caseId} ${until(soonest.until, now)}: ${WAIT_WORDS[soonest.reason].short}${others}`, canTry: true }
  }
  if (held > 0 && held === unsent) return { tone: 'waiting', link: 'Online', next: 'What is left waits for you: see the outbox', canTry: false }
  if (unsent > 0) return { tone: 'busy', link: 'Online', next: 'Sending starts now', canTry: false }
  const reading = pull.toRead === 0 ? null : `Reading the details of ${pull.toRead === 1 ? '1 case' : `${grouped(pull.toRead)} cases`}`
  return { tone: 'good', link: 'Online', next: reading, canTry: false }
}

/** "Saved on this machine" and "sent" are never one word. */
function waitsWords(facts: Facts): string {
  const { connected, status: { drain, pausedAt }, unsent, held, saving, unsaved, reported, oldest, now } = facts
  if (unsaved > 0) return `${unsaved === 1 ? '1 edit is' : `${grouped(unsaved)} edits are`} not saved`
  if (saving > 0) return `Saving ${saving === 1 ? '1 edit' : `${grouped(saving)} edits`}…`
  const needs = held + reported
  const mine = needs === 0 ? '' : `, ${grouped(needs)} ${needs === 1 ? 'needs' : 'need'} you`
  if (unsent === 0) return `${connected && (drain.state === 'idle' || drain.state === 'draining') ? allSent(facts) : 'Nothing waits to be sent'}${mine}`
  if (connected && drain.state === 'draining' && pausedAt === null && unsent > held) return `${grouped(unsent)} unsent${mine}`
  const since = oldest === null || now - oldest < MINUTE ? '' : `, oldest ${lasting(now - oldest)}`
  return `${grouped(unsent)} unsent, saved on this machine${since}${mine}`
}

function allSent({ sentAt, now }: Facts): string {
  return sentAt === null ? 'Everything is sent' : `Everything is sent, the last ${relative(sentAt, now)}`
}

function until(instant: number, now: number): string {
  return instant <= now ? 'now' : `in ${lasting(instant - now)}`
}

function ended(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`
}

/** Why a case is left for later: `short` within the status bar, `long` before the time when it is looked at again. */
const WAIT_WORDS: Record<CaseWait['reason'], { short: string, long: string }> = {
  conflict: { short: 'someone else is changing it', long: 'Someone else is changing this case at the same time: it is tried again' },
  unknown: { short: 'no clear answer', long: 'The service gave no clear answer: the case is looked up again' },
  late: {
    short: 'an earlier request may still arrive',
    long: 'An earlier request of yours may still arrive at the service; this is looked at again',
  },
  journal: { short: 'the journal on this machine cannot be written', long: 'The journal on this machine cannot be written, and nothing is sent without it: tried again' },
}

/** "The service gave no clear answer: the case is looked up again in 3 s"; from a minute on by the clock of `timeZone`. */
export function waitSentence({ reason, until: at }: CaseWait, now: number, timeZone: string): string {
  return `${WAIT_WORDS[reason].long} ${at - now < MINUTE ? until(at, now) : `at ${minuteOf(at, now, timeZone)}`}`
}

/** How one slot stands, as its mark says it. */
export interface MarkWords { kind: 'saving' | 'unsaved' | 'sending' | 'waiting' | 'conflict' | 'parked' | 'recovered', word: string, sentence: string }

export interface MarkFacts {
  saving: ReadonlySet<string>
  /** Those of them that one of the logs has refused. */
  unsaved: ReadonlySet<string>
  sending: ReadonlySet<string>
  /** Cases in which all is as it should be, but a call that was given up may still land. */
  late: ReadonlySet<string>
}

// One object each: thousands of slots say the same, and none of them is drawn anew for that.
const NOT_SAVED: MarkWords = { kind: 'unsaved', word: 'not saved', sentence: 'Not saved in full yet: it is tried again by itself' }
const SAVING: MarkWords = { kind: 'saving', word: 'saving…', sentence: 'Being saved on this machine' }
const SENDING: MarkWords = { kind: 'sending', word: 'sending', sentence: 'On its way to the service' }
const UNCONFIRMED: MarkWords = {
  kind: 'waiting',
  word: 'to be confirmed',
  sentence: 'As it should be at the service; an earlier request of yours may still arrive there',
}
const WAITING: MarkWords = { kind: 'waiting', word: 'waiting', sentence: 'Saved on this machine, not sent yet' }

export function markWords(mark: Mark, { saving, unsaved, sending, late }: MarkFacts): MarkWords {
  const among = (ids: ReadonlySet<string>): boolean => ids.size > 0 && mark.edits.some(({ id }) => ids.has(id))
  if (among(unsaved)) return NOT_SAVED
  if (among(saving)) return SAVING
  if (mark.kind === 'held') return heldWords(mark.reason)
  if (among(sending)) return SENDING
  return late.size > 0 && mark.edits.some(({ caseId }) => late.has(caseId)) ? UNCONFIRMED : WAITING
}

export function heldWords(reason: HeldReason): MarkWords {
  switch (reason.kind) {
    case 'conflict': return { kind: 'conflict', word: 'conflict', sentence: 'Someone else changed this meanwhile' }
    case 'parked': return { kind: 'parked', word: 'parked', sentence: reason.message }
    case 'recovered': return {
      kind: 'recovered',
      word: 'recovered, please confirm',
      sentence: 'This edit comes from before the journal on this machine was lost: it may have been sent, and taken back, since',
    }
  }
}

/** Why the program could not start: what happened, what is safe, what to do next. */
export interface FailureWords { title: string, safe: string, next: string }

export function failureWords(code: string): FailureWords {
  switch (code) {
    case 'closed': return {
      title: 'Fieldcase\'s background process does not answer',
      safe: 'Every edit saved before is on this machine still.',
      next: 'Quit Fieldcase and start it again.',
    }
    case 'profile': return {
      title: 'This AWS profile cannot be used',
      safe: 'Every edit saved before is on this machine still, under the account it was made for.',
      next: 'Put it right in the AWS settings and try again, or open another workspace.',
    }
    case 'journalLocked': return {
      title: 'Another Fieldcase has this workspace open',
      safe: 'Nothing was changed, and every edit is where it was.',
      next: 'Go on in the other window, or quit it and try again.',
    }
    case 'journalNewer':
    case 'newerVersion': return {
      title: 'A newer Fieldcase was here',
      safe: 'Nothing was changed, and every edit is where it was.',
      next: 'Start the newer version.',
    }
    case 'restarting': return {
      title: 'The database on this machine is damaged',
      safe: 'Every edit that was saved also lies in the journal. The damaged files are kept.',
      next: 'Nothing: Fieldcase starts anew by itself.',
    }
    case 'cannotSetAside':
    case 'cannotOpen': return {
      title: 'The database on this machine does not open',
      safe: 'Edits that were saved also lie in the journal and are not lost.',
      next: 'Try again. If that does not help, quit Fieldcase, make sure that no other copy of it runs, and start it again.',
    }
    case 'version': return {
      title: 'Two versions of Fieldcase met',
      safe: 'Nothing was changed, and every edit is where it was.',
      next: 'Quit Fieldcase, make sure that no other copy of it runs, and start it again.',
    }
    case 'diskFull': return {
      title: 'This disk is full',
      safe: 'Nothing saved so far is lost.',
      next: 'Free some space (50 MB will do): Fieldcase then goes on by itself.',
    }
    case 'journalUnwritable': return {
      title: 'The journal on this machine cannot be written',
      safe: 'Every edit saved before is on this machine still.',
      next: 'Make sure that the folder named here can be written: Fieldcase then goes on by itself.',
    }
    default: return {
      title: 'Fieldcase could not open its cases',
      safe: 'Every edit saved before is on this machine still; nothing was sent or dropped.',
      next: 'Try again. If that does not help, quit Fieldcase and start it again.',
    }
  }
}
