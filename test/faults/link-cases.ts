import type { FaultCase } from './rehearse'
import { AT_ONCE, NOT_THE_SERVICE, OTHERS_CHANGE_IT, PARKED, PROXY_SIGN_IN, SENT, needsYou } from './words'

/** The network and the sign-in: nothing about them is a case's fault, so nothing is parked. */
export const LINK_CASES: FaultCase[] = [
  {
    name: 'expired token, renewed',
    signIn: 'renewed',
    faults: [{ kind: 'expiredToken', on: 'any', untilRefreshed: true }],
    sees: [SENT],
    sent: 'GetCase 403, GetRoleCredentials, GetCase, UpdateCase 200 (applied), ListCaseEdits',
    ended: AT_ONCE,
    renewed: 1,
  },
  {
    name: 'expired token, signed out',
    signIn: 'ended',
    faults: [{ kind: 'expiredToken', on: 'any', untilRefreshed: true }],
    async then({ pass, look, signIn }) {
      await pass(60_000)
      look()
      signIn.signIn()
    },
    sees: [
      'Signed out · 1 unsent, saved on this machine · The sign-in has ended. Your edits are safe here. Looks again in 12 s.',
      'Signed out · 2 unsent, saved on this machine, oldest 1 min · The sign-in has ended. Your edits are safe here. Looks again in 19 s.',
      SENT,
    ],
    sent: 'GetCase 403, ListCases 403 ×3, GetRoleCredentials, ListCases, GetCase, UpdateCase 200 (applied), ListCaseEdits',
    ended: 'sent after 1 min; the other case sent after 1 min',
    renewed: 4,
  },
  {
    name: 'clock 10 min behind the service',
    faults: [{ kind: 'clockSkew', clockOffsetMs: 600_000 }],
    sees: [SENT],
    sent: 'GetCase 403, GetCase, UpdateCase 200 (applied), ListCaseEdits',
    ended: AT_ONCE,
    renewed: 1,
  },
  {
    name: 'clock 10 min ahead of the service',
    faults: [{ kind: 'clockSkew', clockOffsetMs: -600_000 }],
    sees: [SENT],
    sent: 'GetCase 403, GetCase, UpdateCase 200 (applied), ListCaseEdits',
    ended: AT_ONCE,
    renewed: 1,
  },
  {
    name: 'clock 10 min behind, and 409',
    faults: [{ kind: 'clockSkew', clockOffsetMs: 600_000 }, { kind: 'conflict' }],
    sees: [OTHERS_CHANGE_IT, SENT],
    sent: 'GetCase 403, GetCase, UpdateCase 409, GetCase, UpdateCase 200 (applied), ListCaseEdits',
    ended: 'sent after 0.1 s; the other case sent at once',
    renewed: 1,
  },
  {
    name: 'clock 10 min ahead, and 409',
    faults: [{ kind: 'clockSkew', clockOffsetMs: -600_000 }, { kind: 'conflict' }],
    sees: [OTHERS_CHANGE_IT, SENT],
    sent: 'GetCase 403, GetCase, UpdateCase 409, GetCase, UpdateCase 200 (applied), ListCaseEdits',
    ended: 'sent after 0.1 s; the other case sent at once',
    renewed: 1,
  },
  {
    name: 'clock 10 min behind, and 400',
    faults: [{ kind: 'clockSkew', clockOffsetMs: 600_000 }, { kind: 'validation' }],
    sees: [needsYou('title: parked (Member must not have this value)')],
    sent: 'GetCase 403, GetCase, UpdateCase 400',
    ended: PARKED,
    renewed: 1,
  },
  {
    name: 'clock 10 min ahead, and 400',
    faults: [{ kind: 'clockSkew', clockOffsetMs: -600_000 }, { kind: 'validation' }],
    sees: [needsYou('title: parked (Member must not have this value)')],
    sent: 'GetCase 403, GetCase, UpdateCase 400',
    ended: PARKED,
    renewed: 1,
  },
  {
    name: 'link cut',
    async before({ practice }) {
      practice.cut()
    },
    async then({ pass, practice, look }) {
      await pass(20_000)
      look()
      practice.restore()
    },
    sees: [
      'Offline · 1 unsent, saved on this machine · Next try in 1 s (the connection is cut off)',
      'Offline · 2 unsent, saved on this machine · Next try in 1 s (the connection is cut off)',
      SENT,
    ],
    sent: 'ListCases, GetCase, UpdateCase 200 (applied), ListCaseEdits',
    ended: 'sent after 20.3 s; the other case sent after 20.3 s',
  },
  {
    name: 'captive portal, 200',
    faults: [{ kind: 'captivePortal' }],
    sees: [NOT_THE_SERVICE, SENT],
    sent: 'GetCase, UpdateCase 200 (not by the service), ListCases, GetCase, ListCaseEdits, UpdateCase 200 (applied), ListCaseEdits',
    ended: 'sent after 0.8 s; the other case sent after 0.8 s',
  },
  {
    name: 'captive portal, 200, whatever is asked, for a while',
    faults: [{ kind: 'captivePortal', on: 'any', times: 4 }],
    sees: [NOT_THE_SERVICE, SENT],
    sent: 'GetCase 200 (not by the service), ListCases 200 (not by the service) ×3, ListCases, GetCase, UpdateCase 200 (applied), ListCaseEdits',
    ended: 'sent after 9 s; the other case sent after 9 s',
  },
  {
    name: 'proxy\'s page, 403',
    faults: [{ kind: 'proxy403' }],
    sees: [NOT_THE_SERVICE, SENT],
    sent: 'GetCase, UpdateCase 403 (not by the service), ListCases, GetCase, ListCaseEdits, UpdateCase 200 (applied), ListCaseEdits',
    ended: 'sent after 0.8 s; the other case sent after 0.8 s',
  },
  {
    name: 'proxy\'s page, 403, to a read',
    faults: [{ kind: 'proxy403', on: 'GetCase' }],
    sees: [NOT_THE_SERVICE, SENT],
    sent: 'GetCase 403 (not by the service), ListCases, GetCase, UpdateCase 200 (applied), ListCaseEdits',
    ended: 'sent after 0.8 s; the other case sent after 0.8 s',
  },
  {
    name: 'proxy\'s page, 407',
    faults: [{ kind: 'proxy407' }],
    sees: [PROXY_SIGN_IN, SENT],
    sent: 'GetCase, UpdateCase 407 (not by the service), ListCases, GetCase, ListCaseEdits, UpdateCase 200 (applied), ListCaseEdits',
    ended: 'sent after 0.8 s; the other case sent after 0.8 s',
  },
  {
    name: 'empty reply, not applied',
    faults: [{ kind: 'emptyReply' }],
    sees: [NOT_THE_SERVICE, SENT],
    sent: 'GetCase, UpdateCase 200 (not by the service), ListCases, GetCase, ListCaseEdits, UpdateCase 200 (applied), ListCaseEdits',
    ended: 'sent after 0.8 s; the other case sent after 0.8 s',
  },
  {
    name: 'empty reply, applied',
    faults: [{ kind: 'emptyReply', applied: true }],
    sees: [NOT_THE_SERVICE, SENT],
    sent: 'GetCase, UpdateCase 200 (applied, the reply is lost), ListCases, GetCase, ListCaseEdits',
    ended: 'sent, as the log says, after 0.8 s; the other case sent after 0.8 s',
  },
]
