import { OTHER } from './chain'
import { newDescription, newTitle, several } from './edits'
import type { FaultCase } from './rehearse'
import { AT_ONCE, ONE_CALL, OTHERS_CHANGE_IT, PARKED, SENT, needsYou } from './words'

/** What the service itself answers, with its request id: it was heard, and it tells what is to be done. */
export const SERVICE_CASES: FaultCase[] = [
  {
    name: 'nothing goes wrong',
    sees: [SENT],
    sent: ONE_CALL,
    ended: AT_ONCE,
  },
  {
    name: 'a colleague has changed the same text',
    edits: content => [newTitle({ ...content, title: 'As it was' }), newDescription(content)],
    sees: [needsYou('title: conflict (Someone else changed this meanwhile)')],
    sent: ONE_CALL,
    ended: '1 conflict, 1 sent at once; the other case sent at once',
  },
  {
    name: 'a colleague writes the same text between our read and our write',
    between: [{ title: 'Mia was here' }],
    sees: ['Online · Everything is sent, the last just now, 1 needs you · Possibly overwritten: mia.keller, “Case updated: set title”'],
    sent: ONE_CALL,
    ended: AT_ONCE,
  },
  {
    name: '409, twice',
    faults: [{ kind: 'conflict', times: 2 }],
    sees: [OTHERS_CHANGE_IT, SENT],
    sent: 'GetCase, UpdateCase 409, GetCase, UpdateCase 409, GetCase, UpdateCase 200 (applied), ListCaseEdits',
    ended: 'sent after 0.3 s; the other case sent at once',
  },
  {
    name: '409, six times',
    faults: [{ kind: 'conflict', times: 6 }],
    async then({ pass, look }) {
      await pass(10_000)
      look()
    },
    sees: [OTHERS_CHANGE_IT, 'Online · 1 unsent, saved on this machine · Case 4127690385 in 4 min: someone else is changing it', SENT],
    sent: 'GetCase, UpdateCase 409, GetCase, UpdateCase 409, GetCase, UpdateCase 409, GetCase, UpdateCase 409, GetCase, UpdateCase 409, GetCase, UpdateCase 409, GetCase, UpdateCase 200 (applied), ListCaseEdits',
    ended: 'sent after 5 min; the other case sent at once',
  },
  {
    name: '429, Retry-After 2',
    faults: [{ kind: 'throttle', retryAfter: '2' }],
    sees: ['Online · 1 unsent, saved on this machine · The service asks to wait: goes on in 2 s', SENT],
    sent: 'GetCase, UpdateCase 429, GetCase, UpdateCase 200 (applied), ListCaseEdits',
    ended: 'sent after 2.3 s; the other case sent after 2.1 s',
  },
  {
    name: '429, Retry-After 300',
    faults: [{ kind: 'throttle', retryAfter: '300' }],
    sees: ['Online · 1 unsent, saved on this machine · The service asks to wait: goes on in 5 min', SENT],
    sent: 'GetCase, UpdateCase 429, GetCase, UpdateCase 200 (applied), ListCaseEdits',
    ended: 'sent after 5 min; the other case sent after 5 min',
  },
  {
    name: '429, Retry-After 300, and a restart in the midst of it',
    faults: [{ kind: 'throttle', retryAfter: '300' }],
    onDisk: true,
    async then({ pass, restart, look }) {
      await pass(100_000)
      await restart()
      look()
    },
    sees: [
      'Online · 1 unsent, saved on this machine · The service asks to wait: goes on in 5 min',
      'Looking for a link · 2 unsent, saved on this machine, oldest 1 min · The service asks to wait: goes on in 3 min',
      SENT,
    ],
    sent: 'GetCase, UpdateCase 429, GetCase, UpdateCase 200 (applied), ListCaseEdits',
    ended: 'sent after 5 min; the other case sent after 5 min',
  },
  {
    name: '429, Retry-After an HTTP date',
    // Ten minutes, and as many seconds as whole seconds and a busy machine may take from it.
    faults: () => [{ kind: 'throttle', retryAfter: new Date(Date.now() + 620_000).toUTCString() }],
    sees: ['Online · 1 unsent, saved on this machine · The service asks to wait: goes on in 10 min', SENT],
    sent: 'GetCase, UpdateCase 429, GetCase, UpdateCase 200 (applied), ListCaseEdits',
    ended: 'sent after 10 min; the other case sent after 10 min',
  },
  {
    name: '429, Retry-After "abc"',
    faults: [{ kind: 'throttle', retryAfter: 'abc' }],
    sees: ['Online · 1 unsent, saved on this machine · Sending starts now', SENT],
    sent: 'GetCase, UpdateCase 429, GetCase, UpdateCase 200 (applied), ListCaseEdits',
    ended: 'sent after 0.3 s; the other case sent after 0.1 s',
  },
  {
    name: '429, Retry-After −1',
    faults: [{ kind: 'throttle', retryAfter: '-1' }],
    sees: ['Online · 1 unsent, saved on this machine · Sending starts now', SENT],
    sent: 'GetCase, UpdateCase 429, GetCase, UpdateCase 200 (applied), ListCaseEdits',
    ended: 'sent after 0.3 s; the other case sent after 0.1 s',
  },
  {
    name: '429 to a read, Retry-After 2',
    faults: [{ kind: 'throttle', on: 'GetCase', retryAfter: '2' }],
    sees: ['Online · 1 unsent, saved on this machine · The service asks to wait: goes on in 2 s', SENT],
    sent: 'GetCase 429, GetCase, UpdateCase 200 (applied), ListCaseEdits',
    ended: 'sent after 2.3 s; the other case sent after 2.1 s',
  },
  {
    name: '402 quota, one case',
    faults: [{ kind: 'quota' }],
    sees: [needsYou('title: parked (The quota of updates to a case is used up.)')],
    sent: 'GetCase, UpdateCase 402',
    ended: PARKED,
  },
  {
    name: '402 quota, a second case',
    faults: [{ kind: 'quota' }, { kind: 'quota', caseId: OTHER }],
    async then({ look }) {
      look()
    },
    sees: [
      needsYou('title: parked (The quota of updates to a case is used up.)'),
      'Paused · 2 unsent, saved on this machine, 1 needs you · The quota of updates to a case is used up. Next try in 3 min. · title: parked (The quota of updates to a case is used up.)',
      'Online · 1 unsent, saved on this machine, oldest 3 min, 1 needs you · What is left waits for you: see the outbox · title: parked (The quota of updates to a case is used up.)',
    ],
    sent: 'GetCase, UpdateCase 402',
    ended: 'parked; the other case sent after 4 min',
  },
  {
    name: '400 not active',
    faults: [{ kind: 'notActive' }],
    sees: [
      'Paused · 1 unsent, saved on this machine · AWS Security Incident Response is not active in this account. Next try in 45 s.',
      SENT,
    ],
    sent: 'GetCase, UpdateCase 400, ListCases, GetCase, UpdateCase 200 (applied), ListCaseEdits',
    ended: 'sent after 45 s; the other case sent after 45 s',
  },
  {
    name: '400 validation, a field named',
    faults: [{ kind: 'validation', refuses: '203.0.113.9' }],
    edits: content => several(content, ['203.0.113.8', '203.0.113.9', '203.0.113.10']),
    sees: [needsYou('+203.0.113.9: parked (Member must not have this value)')],
    sent: 'GetCase, UpdateCase 400, GetCase, UpdateCase 200 (applied), ListCaseEdits',
    ended: '3 sent at once, 1 parked; the other case sent at once',
  },
  {
    name: '400 validation, none named: one of eight',
    faults: [{ kind: 'validation', refuses: '203.0.113.5', names: false }],
    edits: content => several(content, [1, 2, 3, 4, 5, 6, 7].map(last => `203.0.113.${last}`)),
    // 2 · log2(8) + 2
    mostWrites: 8,
    sees: [needsYou('+203.0.113.5: parked (The request was refused.)')],
    sent: 'GetCase, UpdateCase 400, GetCase, UpdateCase 200 (applied), ListCaseEdits, GetCase ×2, UpdateCase 400, GetCase, UpdateCase 400, GetCase, UpdateCase 200 (applied), ListCaseEdits, GetCase ×2, UpdateCase 400, GetCase ×2, UpdateCase 200 (applied), ListCaseEdits',
    ended: '7 sent at once, 1 parked; the other case sent at once',
  },
  {
    name: '403 access denied',
    faults: [{ kind: 'accessDenied' }],
    sees: [needsYou('title: parked (User: arn:aws:sts::111122223333:assumed-role/IncidentResponder/alex.morgan is not authorized to perform: security-ir:UpdateCase)')],
    sent: 'GetCase, UpdateCase 403',
    ended: PARKED,
  },
  {
    name: '403 access denied, to read the log of edits',
    faults: [{ kind: 'accessDenied', on: 'ListCaseEdits', times: null }],
    sees: [SENT],
    sent: 'GetCase, UpdateCase 200 (applied), ListCaseEdits 403',
    ended: AT_ONCE,
  },
  {
    name: '404',
    faults: [{ kind: 'notFound' }],
    sees: [needsYou('title: parked (Case 4127690385 was not found.)')],
    sent: 'GetCase, UpdateCase 404',
    ended: PARKED,
  },
  {
    name: '404 to a read',
    faults: [{ kind: 'notFound', on: 'GetCase' }],
    sees: [needsYou('title: parked (Case 4127690385 was not found.)')],
    sent: 'GetCase 404',
    ended: PARKED,
  },
  {
    name: '418, an error nobody knows',
    faults: [{ kind: 'unknownError' }],
    sees: [needsYou('title: parked (The request cannot be served.)')],
    sent: 'GetCase, UpdateCase 418',
    ended: PARKED,
  },
]
