import { z } from '#domain/zod'

const seconds = z.int().positive()

const accountSchema = z.strictObject({
  accountId: z.string().regex(/^\d{12}$/),
  accountName: z.string(),
  emailAddress: z.string(),
  roles: z.array(z.string().regex(/^[\w+=,.@-]{1,64}$/)).readonly(),
})
/** An account that the responder may use, and as what. */
export type PortalAccount = Readonly<z.infer<typeof accountSchema>>

/** What an organisation decides of its sign-in; members of the settings. */
export const SSO_SHAPE = {
  startUrl: z.url({ protocol: /^https?$/ }),
  signIn: z.enum(['ask', 'allow', 'deny']),
  accessTokenSeconds: seconds,
  refreshTokens: z.enum(['given', 'withheld']),
  sessionSeconds: seconds,
  registrationSeconds: seconds,
  userCodeSeconds: seconds,
  pollSeconds: seconds,
  credentialsSeconds: seconds,
  accounts: z.array(accountSchema).readonly(),
}
export type SsoSettings = Readonly<z.infer<z.ZodObject<typeof SSO_SHAPE>>>

/** Lifetimes as the real service has them by default; the accounts are those AWS keeps for documentation. */
export const DEFAULT_SSO_SETTINGS: SsoSettings = {
  startUrl: 'https://practice.example/start',
  signIn: 'ask',
  accessTokenSeconds: 3600,
  refreshTokens: 'given',
  sessionSeconds: 8 * 3600,
  registrationSeconds: 90 * 24 * 3600,
  userCodeSeconds: 600,
  pollSeconds: 1,
  credentialsSeconds: 3600,
  accounts: [
    account('111122223333', 'Production', ['IncidentResponder', 'SecurityAudit']),
    account('444455556666', 'Security Tooling', ['IncidentResponder']),
    account('123456789012', 'Sandbox', ['PowerUser', 'SecurityAudit']),
  ],
}

export const SSO_SETTINGS_SAY: Record<keyof SsoSettings, string> = {
  startUrl: 'https://practice.example/start; the portal\'s start URL, another one is refused',
  signIn: 'ask | allow | deny: the pages ask whoever is at the browser, or are answered at once; so are device codes',
  accessTokenSeconds: '3600; how long an access token is good',
  refreshTokens: 'given | withheld: whether the organisation permits that a sign-in is refreshed',
  sessionSeconds: '28800; how long a sign-in can be refreshed in all',
  registrationSeconds: '7776000; how long a client\'s registration is good',
  userCodeSeconds: '600; how long a device code is good',
  pollSeconds: '1; the interval for polling, which grows by 5 with each slow_down',
  credentialsSeconds: '3600; how long a role\'s credentials are good',
  accounts: '[{accountId, accountName, emailAddress, roles: […]}]: what the responder may use',
}

function account(accountId: string, name: string, roles: readonly string[]): PortalAccount {
  return { accountId, accountName: `Example Corp ${name}`, emailAddress: `aws-${name.toLowerCase().replace(' ', '-')}@example.com`, roles }
}
