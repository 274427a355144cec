import type { Rehearsal } from '../rehearsal'

/** `name` stands in the menu, `active` in the band while it lasts, `what` tells what will happen. */
export interface RehearsalWords { name: string, active: string, what: string }

export const REHEARSAL_WORDS: Record<Rehearsal, RehearsalWords> = {
  colleague: {
    name: 'A colleague edits the open case',
    active: 'a colleague edits',
    what: 'Someone else changes its title and a list at the service, now.',
  },
  conflict: {
    name: 'The service answers "conflict"',
    active: 'the service answers "conflict"',
    what: 'Calls are turned down (409) as if someone wrote at the same moment; Fieldcase reads again and tries again.',
  },
  throttle: {
    name: 'The service is busy',
    active: 'the service is busy',
    what: 'Calls are throttled (429) and told to wait; everything slows down, nothing is lost.',
  },
  unavailable: {
    name: 'The service fails',
    active: 'the service fails',
    what: 'Calls end with an error of the service (5xx); whether they arrived is looked up before a new try.',
  },
  lostReply: {
    name: 'The reply gets lost',
    active: 'the reply gets lost',
    what: 'The next change arrives, and the connection breaks before the answer: the case\'s log tells that it did.',
  },
  hang: {
    name: 'No answer comes',
    active: 'no answer comes',
    what: 'Connections stay open and silent, as on a half-open line, until the time-out.',
  },
  captivePortal: {
    name: 'A Wi-Fi sign-in page answers',
    active: 'a Wi-Fi sign-in page answers',
    what: 'Each call gets a web page instead of an answer, as in a hotel or on a train.',
  },
  refusal: {
    name: 'The service refuses a value',
    active: 'the service refuses a value',
    what: 'The next change is refused (400) and parked with the reason; the rest of the case goes on.',
  },
  signInExpired: {
    name: 'The sign-in ends',
    active: 'the sign-in has ended',
    what: 'Credentials count as expired (403): edits wait here until the sign-in is renewed.',
  },
  quota: {
    name: 'A quota is used up',
    active: 'a quota is used up',
    what: 'The service refuses for want of quota (402): the case\'s edits are parked.',
  },
}
