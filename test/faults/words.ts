/*
 * What the responder sees, and what is sent, in more than one case of the table.
 */

export const SENT = 'Online · Everything is sent, the last just now'
export const REPLY_LOST = 'Online · 1 unsent, saved on this machine · Case 4127690385 in 1 s: no clear answer'
export const OTHERS_CHANGE_IT = 'Online · 1 unsent, saved on this machine · Case 4127690385 in 1 s: someone else is changing it'
export const NOT_THE_SERVICE
  = 'Offline · 1 unsent, saved on this machine · Next try in 1 s (something else answers, such as the sign-in page of this network)'
export const PROXY_SIGN_IN
  = 'Offline · 1 unsent, saved on this machine · Next try in 1 s (the proxy asks for a sign-in: put its name and password into HTTPS_PROXY)'
export const needsYou = (mark: string): string =>
  `Online · 1 unsent, saved on this machine, 1 needs you · What is left waits for you: see the outbox · ${mark}`

export const ONE_CALL = 'GetCase, UpdateCase 200 (applied), ListCaseEdits'
export const TWO_CALLS = `${ONE_CALL}, ${ONE_CALL}`
export const LOOKED_UP = 'GetCase, UpdateCase 200 (applied, the reply is lost), GetCase, ListCaseEdits'

export const AT_ONCE = 'sent at once; the other case sent at once'
export const PARKED = 'parked; the other case sent at once'
