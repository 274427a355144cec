/** What each of the practice service's three parts serves, by the names that log and faults know. */
export const CASE_OPERATIONS = ['UpdateCase', 'GetCase', 'ListCases', 'ListCaseEdits'] as const
export const PORTAL_OPERATIONS = ['GetRoleCredentials', 'ListAccounts', 'ListAccountRoles', 'Logout'] as const
/** The last two are the pages that a browser shows. */
export const OIDC_OPERATIONS = ['RegisterClient', 'StartDeviceAuthorization', 'CreateToken', 'Authorize', 'VerifyDevice'] as const

export type PortalOperation = typeof PORTAL_OPERATIONS[number]
export type OidcOperation = typeof OIDC_OPERATIONS[number]

/** Anything that is no operation of the sign-in is the case service's. */
export function partOf(operation: string): 'cases' | 'portal' | 'oidc' {
  if (PORTAL_OPERATIONS.some(name => name === operation)) return 'portal'
  return OIDC_OPERATIONS.some(name => name === operation) ? 'oidc' : 'cases'
}
