import type { Answering } from './answering'
import type { CredentialIssuer, Credentials } from './credentials'
import { ServiceError } from './errors'
import { header, type Received, type Response } from './listener'
import type { PortalOperation } from './operation-names'
import { page } from './paging'
import type { Sessions } from './sessions'
import type { PortalAccount, SsoSettings } from './sso-settings'

export interface SsoOptions {
  /** The ARN under which the responder appears in an account, as a role. */
  principalOf: (account: string, role: string) => string
  /** Where log and list calls belong to no role. */
  principal: string
  /** A bearer token that stands for a signed-in responder and never ends. */
  ssoToken: string
  /** For the tokens of pages. */
  secret: string
  sessions: Sessions
  settings: () => SsoSettings
  issuer: CredentialIssuer
  answer: Answering
  /** New credentials were given out. */
  onIssue: (credentials: Credentials) => void
}

interface Call { query: URLSearchParams, token: string, at: number }

interface Route { method: string, path: string, operation: PortalOperation, run: (call: Call, options: SsoOptions) => unknown }

const ROUTES: Route[] = [
  { method: 'GET', path: '/federation/credentials', operation: 'GetRoleCredentials', run: getRoleCredentials },
  { method: 'GET', path: '/assignment/accounts', operation: 'ListAccounts', run: listAccounts },
  { method: 'GET', path: '/assignment/roles', operation: 'ListAccountRoles', run: listAccountRoles },
  { method: 'POST', path: '/logout', operation: 'Logout', run: logout },
]

/** The SSO portal: what a signed-in responder may use, credentials for it, and the end of the sign-in. */
export function createSsoPortal(options: SsoOptions): (request: Received) => Promise<Response> {
  const { principal, ssoToken, sessions, answer } = options
  return (request) => {
    const found = ROUTES.find(({ method, path }) => method === request.method && path === request.path)
    const token = header(request, 'x-amz-sso_bearer_token') ?? ''
    return answer({
      request,
      operation: found?.operation ?? null,
      caseId: null,
      writes: false,
      mayLog: [],
      authenticate({ at, refuse }) {
        if (found === undefined) throw new ServiceError('ResourceNotFoundException', 404, 'There is no such operation.')
        if (token !== ssoToken && !sessions.isGood(token, at)) {
          throw new ServiceError('UnauthorizedException', 401, 'Session token not found or invalid')
        }
        refuse('credentials')
        return principal
      },
      run: ({ at }) => found?.run({ query: new URLSearchParams(request.query), token, at }, options),
    })
  }
}

function getRoleCredentials({ query, at }: Call, { principalOf, settings, issuer, onIssue }: SsoOptions) {
  const role = query.get('role_name')
  const account = query.get('account_id')
  if (!role || !account) throw invalidRequest('role_name and account_id are required')
  if (!assigned(settings(), account).roles.includes(role)) throw noAccess()
  const expiration = at + settings().credentialsSeconds * 1000
  const credentials = issuer.issue(principalOf(account, role), expiration)
  onIssue(credentials)
  return { roleCredentials: { ...credentials, expiration } }
}

function listAccounts({ query }: Call, { settings, secret }: SsoOptions) {
  const { items, nextToken } = page({ items: settings().accounts, markOf: ({ accountId }) => accountId, list: 'accounts', secret, wrongToken }, askedPage(query))
  return { accountList: items.map(({ accountId, accountName, emailAddress }) => ({ accountId, accountName, emailAddress })), nextToken }
}

function listAccountRoles({ query }: Call, { settings, secret }: SsoOptions) {
  const accountId = query.get('account_id')
  if (!accountId) throw invalidRequest('account_id is required')
  const items = assigned(settings(), accountId).roles
  const paged = page({ items, markOf: role => role, list: `roles of ${accountId}`, secret, wrongToken }, askedPage(query))
  return { roleList: paged.items.map(roleName => ({ roleName, accountId })), nextToken: paged.nextToken }
}

async function logout({ token }: Call, { sessions }: SsoOptions): Promise<Record<string, never>> {
  await sessions.end(token)
  return {}
}

function assigned({ accounts }: SsoSettings, account: string): PortalAccount {
  const found = accounts.find(({ accountId }) => accountId === account)
  if (found === undefined) throw noAccess()
  return found
}

/** The model's largest page, and the length of one where the call names none. */
const PAGE_LIMIT = 100

function askedPage(query: URLSearchParams): { maxResults: number, nextToken: string | null } {
  const maxResults = Number(query.get('max_result') ?? PAGE_LIMIT)
  if (!Number.isInteger(maxResults) || maxResults < 1 || maxResults > PAGE_LIMIT) throw invalidRequest(`max_result must be from 1 to ${PAGE_LIMIT}`)
  return { maxResults, nextToken: query.get('next_token') }
}

const invalidRequest = (message: string): ServiceError => new ServiceError('InvalidRequestException', 400, message)
const wrongToken = (): ServiceError => invalidRequest('Invalid next token')
const noAccess = (): ServiceError => new ServiceError('ForbiddenException', 403, 'No access')
