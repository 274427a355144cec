import type { Asked } from './answering'
import type { CredentialIssuer, Credentials } from './credentials'
import { ServiceError } from './errors'
import { PORTAL_OPERATION } from './fault-kinds'
import { header, type Received, type Response } from './listener'

/** The default session duration of a permission set. */
const SESSION_MS = 3_600_000

export interface SsoOptions {
  account: string
  role: string
  principal: string
  /** The bearer token that stands for a signed-in responder. */
  ssoToken: string
  issuer: CredentialIssuer
  answer: (asked: Asked) => Promise<Response>
  /** New credentials were given out. */
  onIssue: (credentials: Credentials) => void
}

/** The part of the SSO portal that exchanges a sign-in's token for a role's credentials. */
export function createSsoPortal(
  { account, role, principal, ssoToken, issuer, answer, onIssue }: SsoOptions,
): (request: Received) => Promise<Response> {
  return (request) => {
    const isKnown = request.method === 'GET' && request.path === '/federation/credentials'
    return answer({
      request,
      operation: isKnown ? PORTAL_OPERATION : null,
      caseId: null,
      writes: false,
      authenticate({ refuse }) {
        if (!isKnown) throw new ServiceError('ResourceNotFoundException', 404, 'There is no such operation.')
        if (header(request, 'x-amz-sso_bearer_token') !== ssoToken) {
          throw new ServiceError('UnauthorizedException', 401, 'Session token not found or invalid')
        }
        refuse('credentials')
        return principal
      },
      run({ at }) {
        checkRole(request, { account, role })
        const expiration = at + SESSION_MS
        const credentials = issuer.issue(principal, expiration)
        onIssue(credentials)
        return { roleCredentials: { ...credentials, expiration } }
      },
    })
  }
}

function checkRole(request: Received, { account, role }: Pick<SsoOptions, 'account' | 'role'>): void {
  const query = new URLSearchParams(request.query)
  if (!query.get('role_name') || !query.get('account_id')) {
    throw new ServiceError('InvalidRequestException', 400, 'role_name and account_id are required')
  }
  if (query.get('role_name') !== role || query.get('account_id') !== account) throw new ServiceError('ForbiddenException', 403, 'No access')
}
