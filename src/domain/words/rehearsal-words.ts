import type { Rehearsal } from '../rehearsal'

/** `name` stands in the menu, `active` in the band while it lasts, `what` tells what will happen. */
export interface RehearsalWords { name: string, active: string, what: string }

export const REHEARSAL_WORDS: Record<Rehearsal, RehearsalWords> = {
  throttle: {
    name: 'The service is busy',
    active: 'the service is busy',
    what: 'The next four calls are throttled (429), each told to wait ten seconds.',
  },
  conflict: {
    name: 'Someone writes at the same moment',
    active: 'someone writes at the same moment',
    what: 'The next two changes are turned down (409), read again and sent again.',
  },
  unavailable: {
    name: 'The service fails',
    active: 'the service fails',
    what: 'The next four calls end in an error (503), and are made again.',
  },
  lostReply: {
    name: 'The reply gets lost',
    active: 'the reply gets lost',
    what: 'The next change arrives, its answer does not: it is looked up first.',
  },
  hang: {
    name: 'No answer comes',
    active: 'no answer comes',
    what: 'The next change meets silence until the time-out, as on a half-open line.',
  },
  captivePortal: {
    name: 'A Wi-Fi sign-in page answers',
    active: 'a Wi-Fi sign-in page answers',
    what: 'A web page in place of each answer, until you end it: as good as offline.',
  },
  refusal: {
    name: 'A value is refused',
    active: 'a value is refused',
    what: 'The next change is refused (400) and parked, with the service\'s reason.',
  },
  signInExpired: {
    name: 'The sign-in ends',
    active: 'the sign-in has ended',
    what: 'Every call is turned away (403), until you end it; edits wait.',
  },
  quota: {
    name: 'A quota is used up',
    active: 'a quota is used up',
    what: 'Every change is refused (402), until you end it: its case is parked.',
  },
  colleague: {
    name: 'A colleague edits the open case',
    active: 'a colleague edits',
    what: 'Now, at the service: another title, and one more address. To be asked about it, change the title with the link off first.',
  },
}
