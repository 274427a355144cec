import { MINING } from './chain'
import { addAddress, newDescription, newTitle } from './edits'
import type { FaultCase } from './rehearse'
import { AT_ONCE, LOOKED_UP, PARKED, REPLY_LOST, SENT, needsYou } from './words'

const TITLE_AGAIN = 'Miners found in four regions'

/** Calls that may have been applied, whatever came back, and reads that go wrong: case and log tell what is so. */
export const UNKNOWN_CASES: FaultCase[] = [
  {
    name: '500, not applied',
    faults: [{ kind: 'internal' }],
    sees: [REPLY_LOST, SENT],
    sent: 'GetCase, UpdateCase 500, GetCase, ListCaseEdits, UpdateCase 200 (applied), ListCaseEdits',
    ended: 'sent after 0.3 s; the other case sent at once',
  },
  {
    name: '500, applied',
    faults: [{ kind: 'internal', applied: true }],
    sees: [REPLY_LOST, SENT],
    sent: 'GetCase, UpdateCase 500 (applied), GetCase, ListCaseEdits',
    ended: 'sent, as the log says, after 0.3 s; the other case sent at once',
  },
  {
    name: '500, Retry-After 7',
    faults: [{ kind: 'internal', retryAfter: '7' }],
    sees: ['Online · 1 unsent, saved on this machine · Case 4127690385 in 7 s: no clear answer', SENT],
    sent: 'GetCase, UpdateCase 500, GetCase, ListCaseEdits, UpdateCase 200 (applied), ListCaseEdits',
    ended: 'sent after 7 s; the other case sent at once',
  },
  {
    name: '500 to a read',
    faults: [{ kind: 'internal', on: 'GetCase' }],
    sees: [REPLY_LOST, SENT],
    sent: 'GetCase 500, GetCase, UpdateCase 200 (applied), ListCaseEdits',
    ended: 'sent after 0.3 s; the other case sent at once',
  },
  {
    name: '503, not applied',
    faults: [{ kind: 'unavailable' }],
    sees: [REPLY_LOST, SENT],
    sent: 'GetCase, UpdateCase 503, GetCase, ListCaseEdits, UpdateCase 200 (applied), ListCaseEdits',
    ended: 'sent after 0.3 s; the other case sent at once',
  },
  {
    name: '503, applied',
    faults: [{ kind: 'unavailable', applied: true }],
    sees: [REPLY_LOST, SENT],
    sent: 'GetCase, UpdateCase 503 (applied), GetCase, ListCaseEdits',
    ended: 'sent, as the log says, after 0.3 s; the other case sent at once',
  },
  {
    name: '504, not applied',
    faults: [{ kind: 'gatewayTimeout' }],
    sees: [REPLY_LOST, SENT],
    sent: 'GetCase, UpdateCase 504, GetCase, ListCaseEdits, UpdateCase 200 (applied), ListCaseEdits',
    ended: 'sent after 0.3 s; the other case sent at once',
  },
  {
    name: '504, applied',
    faults: [{ kind: 'gatewayTimeout', applied: true }],
    sees: [REPLY_LOST, SENT],
    sent: 'GetCase, UpdateCase 504 (applied), GetCase, ListCaseEdits',
    ended: 'sent, as the log says, after 0.3 s; the other case sent at once',
  },
  {
    name: '423 invalid token, not applied',
    faults: [{ kind: 'invalidToken' }],
    sees: [REPLY_LOST, SENT],
    sent: 'GetCase, UpdateCase 423, GetCase, ListCaseEdits, UpdateCase 200 (applied), ListCaseEdits',
    ended: 'sent after 0.3 s; the other case sent at once',
  },
  {
    name: '423 invalid token, applied',
    faults: [{ kind: 'invalidToken', applied: true }],
    sees: [REPLY_LOST, SENT],
    sent: 'GetCase, UpdateCase 423 (applied), GetCase, ListCaseEdits',
    ended: 'sent, as the log says, after 0.3 s; the other case sent at once',
  },
  {
    name: 'reset before the call was applied',
    faults: [{ kind: 'reset' }],
    sees: [REPLY_LOST, SENT],
    sent: 'GetCase, UpdateCase (no answer), GetCase, ListCaseEdits, UpdateCase 200 (applied), ListCaseEdits',
    ended: 'sent after 0.3 s; the other case sent at once',
  },
  {
    name: 'reset after the call was applied',
    faults: [{ kind: 'reset', applied: true }],
    sees: [REPLY_LOST, SENT],
    sent: LOOKED_UP,
    ended: 'sent, as the log says, after 0.3 s; the other case sent at once',
  },
  {
    name: 'reset after the call was applied, and the process killed',
    faults: [{ kind: 'reset', applied: true }],
    onDisk: true,
    async then({ restart }) {
      await restart()
    },
    sees: [REPLY_LOST, SENT],
    sent: LOOKED_UP,
    ended: 'sent, as the log says, at once; the other case sent at once',
  },
  {
    name: 'reset after the call was applied, and a colleague sets it back',
    faults: [{ kind: 'reset', applied: true }],
    async then({ colleague }) {
      await colleague({ title: 'Crypto-mining on EC2 after a CI role was taken over' })
    },
    theirs: ['title'],
    sees: [REPLY_LOST, needsYou('title: conflict (Someone else changed this meanwhile)')],
    sent: LOOKED_UP,
    ended: 'conflict; the other case sent at once',
  },
  {
    name: 'half-open socket, not applied',
    faults: [{ kind: 'hang' }],
    sees: ['Sending… · 1 unsent · 1 edit is on its way', SENT],
    sent: 'GetCase, UpdateCase (no answer), GetCase, ListCaseEdits, UpdateCase 200 (applied), ListCaseEdits',
    ended: 'sent after 30.3 s; the other case sent at once',
  },
  {
    name: 'half-open socket, applied',
    faults: [{ kind: 'hang', applied: true }],
    sees: ['Sending… · 1 unsent · 1 edit is on its way', SENT],
    sent: LOOKED_UP,
    ended: 'sent, as the log says, after 30.3 s; the other case sent at once',
  },
  {
    name: 'half-open socket, a read',
    faults: [{ kind: 'hang', on: 'GetCase' }],
    sees: ['Looking for a link · 1 unsent, saved on this machine', SENT],
    sent: 'GetCase (no answer), ListCases, GetCase, UpdateCase 200 (applied), ListCaseEdits',
    ended: 'sent after 20.8 s; the other case sent at once',
  },
  {
    name: 'half-open link: whatever is asked gets no answer, for a while',
    faults: [{ kind: 'hang', on: 'any', times: 3 }],
    sees: ['Looking for a link · 1 unsent, saved on this machine', SENT],
    sent: 'GetCase (no answer), ListCases (no answer), ListCases, GetCase, UpdateCase 200 (applied), ListCaseEdits',
    ended: 'sent after 42.3 s; the other case sent after 42.3 s',
  },
  {
    name: 'reply that breaks off',
    faults: [{ kind: 'truncate' }],
    sees: [REPLY_LOST, SENT],
    sent: LOOKED_UP,
    ended: 'sent, as the log says, after 0.3 s; the other case sent at once',
  },
  {
    name: 'reply that breaks off, of a read',
    faults: [{ kind: 'truncate', on: 'GetCase' }],
    sees: [SENT],
    sent: 'GetCase 200 (the reply is lost), GetCase, UpdateCase 200 (applied), ListCaseEdits',
    ended: AT_ONCE,
  },
  {
    name: 'truncated JSON, 200',
    faults: [{ kind: 'garbledJson', status: 200 }],
    sees: [SENT],
    sent: 'GetCase, UpdateCase 200 (applied, the reply is lost), ListCaseEdits',
    ended: AT_ONCE,
  },
  {
    name: 'truncated JSON, 200, of a read',
    faults: [{ kind: 'garbledJson', status: 200, on: 'GetCase' }],
    sees: [REPLY_LOST, SENT],
    sent: 'GetCase 200 (the reply is lost), GetCase, UpdateCase 200 (applied), ListCaseEdits',
    ended: 'sent after 0.3 s; the other case sent at once',
  },
  {
    name: 'truncated JSON, 400',
    faults: [{ kind: 'garbledJson', status: 400 }],
    sees: [needsYou('title: parked (The service refused this (HTTP 400); its reason could not be read.)')],
    sent: 'GetCase, UpdateCase 400 (the reply is lost)',
    ended: PARKED,
  },
  {
    name: 'lands late, after a newer edit was sent',
    faults: [{ kind: 'lateLanding' }],
    async then({ edits, pass, practice, look }) {
      await edits([{ kind: 'set', field: 'title', value: TITLE_AGAIN, base: 'Miners found in a third region' }])
      await pass(10_000)
      look()
      await practice.landNow()
    },
    again: ['title'],
    sees: [REPLY_LOST, 'Online · 1 unsent, saved on this machine · Case 4127690385 in 5 min: an earlier request may still arrive', SENT],
    sent: 'GetCase, UpdateCase (applied, no answer), GetCase, ListCaseEdits, UpdateCase 200 (applied), ListCaseEdits, GetCase, ListCaseEdits, GetCase, ListCaseEdits, UpdateCase 200 (applied), ListCaseEdits',
    ended: 'sent after 6 min; the other case sent at once',
  },
  {
    name: 'lands late, over a newer edit and a colleague\'s',
    faults: [{ kind: 'lateLanding' }],
    async then({ edits, pass, practice, colleague }) {
      await edits([{ kind: 'set', field: 'title', value: TITLE_AGAIN, base: 'Miners found in a third region' }])
      await pass(10_000)
      await colleague({ title: 'Mia was here' })
      await practice.landNow()
    },
    theirs: ['title'],
    sees: [
      REPLY_LOST,
      'Online · 1 unsent, saved on this machine, oldest 5 min, 2 need you · What is left waits for you: see the outbox · title: conflict (Someone else changed this meanwhile) · Possibly overwritten: mia.keller, “Case updated: set title”',
    ],
    sent: 'GetCase, UpdateCase (applied, no answer), GetCase, ListCaseEdits, UpdateCase 200 (applied), ListCaseEdits, GetCase, ListCaseEdits, GetCase, ListCaseEdits',
    ended: 'conflict; the other case sent at once',
  },
  {
    name: 'lands late, over a colleague\'s',
    faults: [{ kind: 'lateLanding' }],
    async then({ finish, pass, practice, colleague, look }) {
      await finish()
      await colleague({ title: 'Mia was here' })
      await practice.landNow()
      await pass(400_000)
      look()
    },
    again: ['title'],
    theirs: ['title'],
    sees: [
      REPLY_LOST,
      'Online · Everything is sent, the last 6 min ago, 1 needs you · Possibly overwritten: mia.keller, “Case updated: set title”',
    ],
    sent: 'GetCase, UpdateCase (applied, no answer), GetCase, ListCaseEdits, UpdateCase 200 (applied), ListCaseEdits, GetCase, ListCaseEdits',
    ended: 'sent after 0.3 s; the other case sent at once',
  },
  {
    name: 'a read older than what was seen',
    async then({ edits, practice, content }) {
      practice.misbehave({ kind: 'staleReads', on: 'GetCase', caseId: MINING })
      await edits([newDescription(content(MINING))])
    },
    sees: [SENT],
    sent: 'GetCase, UpdateCase 200 (applied), ListCaseEdits, GetCase ×2, UpdateCase 200 (applied), ListCaseEdits',
    ended: '1 sent at once, 1 sent after 0.3 s; the other case sent at once',
  },
  {
    name: 'reset after the call was applied, and an old log of edits',
    faults: [{ kind: 'reset', applied: true }, { kind: 'staleReads', on: 'ListCaseEdits' }],
    edits: content => [newTitle(content), addAddress('203.0.113.1')],
    sees: ['Online · 2 unsent, saved on this machine · Case 4127690385 in 1 s: no clear answer', SENT],
    sent: 'GetCase, UpdateCase 200 (applied, the reply is lost), GetCase, ListCaseEdits, GetCase, ListCaseEdits',
    ended: 'sent, as the log says, after 0.8 s; the other case sent at once',
  },
]
