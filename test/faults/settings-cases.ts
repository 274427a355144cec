import { MINING } from './chain'
import { addAddress, newDescription, newTitle, putting } from './edits'
import type { FaultCase } from './rehearse'
import { AT_ONCE, LOOKED_UP, ONE_CALL, PARKED, REPLY_LOST, SENT, TWO_CALLS, needsYou } from './words'

const CLOSED = '4127681200'

/** What else nobody knows of the service, both ways: the case comes out right in each. */
export const SETTINGS_CASES: FaultCase[] = [
  {
    name: 'metadata: merged',
    settings: { caseMetadata: 'merge' },
    edits: content => [putting(content, 'severity', 'critical')],
    async then({ edits, content }) {
      await edits([putting(content(MINING), 'ticket', 'SEC-4072')])
    },
    sees: [SENT],
    sent: 'GetCase, UpdateCase 200 (applied), GetCase, ListCaseEdits, GetCase, UpdateCase 200 (applied), ListCaseEdits',
    ended: AT_ONCE,
  },
  {
    name: 'metadata: replaced',
    settings: { caseMetadata: 'replace' },
    edits: content => [putting(content, 'severity', 'critical')],
    async then({ edits, content }) {
      await edits([putting(content(MINING), 'ticket', 'SEC-4072')])
    },
    sees: [SENT],
    sent: 'GetCase, UpdateCase 200 (applied), GetCase, ListCaseEdits, UpdateCase 200 (applied), GetCase, ListCaseEdits, GetCase, UpdateCase 200 (applied), ListCaseEdits',
    ended: AT_ONCE,
  },
  {
    name: 'metadata: replaced, and the reply is lost',
    settings: { caseMetadata: 'replace' },
    faults: [{ kind: 'reset', applied: true }],
    edits: content => [putting(content, 'severity', 'critical')],
    sees: [REPLY_LOST, SENT],
    sent: 'GetCase, UpdateCase 200 (applied, the reply is lost), GetCase, ListCaseEdits, UpdateCase 200 (applied), GetCase, ListCaseEdits',
    ended: 'sent, as the log says, after 0.3 s; the other case sent at once',
  },
  {
    name: 'clearing a text: refused',
    settings: { clearingScalar: 'refuse' },
    edits: content => [newDescription(content, ''), newTitle(content)],
    sees: [needsYou('description: parked (Member must have length between 1 and 8000, inclusive)')],
    sent: 'GetCase, UpdateCase 400, GetCase, UpdateCase 200 (applied), ListCaseEdits',
    ended: '1 parked, 1 sent at once; the other case sent at once',
  },
  {
    name: 'clearing a text: cleared',
    settings: { clearingScalar: 'clear' },
    edits: content => [newDescription(content, ''), newTitle(content)],
    theirs: ['description'],
    sees: [SENT],
    sent: ONE_CALL,
    ended: AT_ONCE,
  },
  {
    name: 'edits of a closed case: allowed',
    settings: { editsAfterClose: 'allow' },
    caseId: CLOSED,
    edits: content => [newTitle(content), addAddress('203.0.113.1')],
    sees: [SENT],
    sent: ONE_CALL,
    ended: AT_ONCE,
  },
  {
    name: 'edits of a closed case: refused',
    settings: { editsAfterClose: 'refuse' },
    caseId: CLOSED,
    edits: content => [newTitle(content), addAddress('203.0.113.1')],
    sees: ['Online · 2 unsent, saved on this machine, 2 need you · What is left waits for you: see the outbox · title: parked (The case is closed.) · +203.0.113.1: parked (The case is closed.)'],
    sent: 'GetCase, UpdateCase 400, GetCase, UpdateCase 400, GetCase ×2, UpdateCase 400',
    ended: PARKED,
  },
  {
    name: 'reads lag behind writes: not at all',
    settings: { readLag: 0 },
    async then({ edits }) {
      await edits([{ kind: 'set', field: 'title', value: 'Miners in four', base: 'Miners found in a third region' }])
    },
    sees: [SENT],
    sent: TWO_CALLS,
    ended: AT_ONCE,
  },
  {
    name: 'reads lag behind writes: by two',
    settings: { readLag: 2 },
    async then({ edits }) {
      await edits([{ kind: 'set', field: 'title', value: 'Miners in four', base: 'Miners found in a third region' }])
    },
    sees: [SENT],
    sent: 'GetCase, UpdateCase 200 (applied), ListCaseEdits, GetCase ×2, ListCaseEdits, UpdateCase 200 (applied), ListCaseEdits, GetCase ×2, ListCaseEdits',
    ended: '1 sent at once, 1 sent after 0.3 s; the other case sent at once',
  },
  {
    name: 'dates with fractions, and the reply is lost',
    settings: { timestamps: 'fractions' },
    faults: [{ kind: 'reset', applied: true }],
    edits: content => [{ kind: 'set', field: 'actualIncidentStartDate', value: 1_790_000_000_500, base: content.actualIncidentStartDate }],
    sees: [REPLY_LOST, SENT],
    sent: LOOKED_UP,
    ended: 'sent, as the log says, after 0.3 s; the other case sent at once',
  },
  {
    name: 'dates cut to seconds, and the reply is lost',
    settings: { timestamps: 'seconds' },
    faults: [{ kind: 'reset', applied: true }],
    edits: content => [{ kind: 'set', field: 'actualIncidentStartDate', value: 1_790_000_000_500, base: content.actualIncidentStartDate }],
    sees: [REPLY_LOST, SENT],
    sent: LOOKED_UP,
    ended: 'sent, as the log says, after 0.3 s; the other case sent at once',
  },
  {
    name: 'log of edits newest first, and the reply is lost',
    settings: { editsOrder: 'newestFirst' },
    faults: [{ kind: 'reset', applied: true }],
    edits: () => [addAddress('203.0.113.1')],
    sees: [REPLY_LOST, SENT],
    sent: LOOKED_UP,
    ended: 'sent, as the log says, after 0.3 s; the other case sent at once',
  },
  {
    name: 'log of edits oldest first, and the reply is lost',
    settings: { editsOrder: 'oldestFirst' },
    faults: [{ kind: 'reset', applied: true }],
    edits: () => [addAddress('203.0.113.1')],
    sees: [REPLY_LOST, SENT],
    sent: LOOKED_UP,
    ended: 'sent, as the log says, after 0.3 s; the other case sent at once',
  },
]
