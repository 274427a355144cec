import { randomUUID } from 'node:crypto'
import { jsonHeaders, settle } from './api'
import type { CredentialIssuer } from './credentials'
import { ServiceError } from './errors'
import { header, type Answer, type Received } from './listener'
import type { RequestLog } from './request-log'

/** The default session duration of a permission set. */
const SESSION_MS = 3_600_000

export interface SsoOptions {
  account: string
  role: string
  principal: string
  /** The bearer token that stands for a signed-in responder. */
  ssoToken: string
  issuer: CredentialIssuer
  log: RequestLog
  now: () => number
}

/** The part of the SSO portal that exchanges a sign-in's token for a role's credentials. */
export function createSsoPortal(options: SsoOptions): (request: Received) => Promise<Answer> {
  const { log, now } = options
  return async (request) => {
    const at = now()
    const isKnown = request.method === 'GET' && request.path === '/federation/credentials'
    const { status, errorType, body } = await settle(() => {
      if (!isKnown) throw new ServiceError('ResourceNotFoundException', 404, 'There is no such operation.')
      return { roleCredentials: roleCredentials(request, options) }
    })
    const requestId = randomUUID()
    const principal = errorType === null ? options.principal : null
    const entry = { at, operation: isKnown ? 'GetRoleCredentials' : 'unknown', caseId: null, status, errorType, requestId, principal, delivered: true }
    log.add(entry)
    return {
      status,
      headers: jsonHeaders({ requestId, errorType, at }),
      body: JSON.stringify(body),
      onLost: () => {
        entry.delivered = false
      },
    }
  }
}

function roleCredentials(request: Received, { account, role, principal, ssoToken, issuer, now }: SsoOptions) {
  const query = new URLSearchParams(request.query)
  if (header(request, 'x-amz-sso_bearer_token') !== ssoToken) {
    throw new ServiceError('UnauthorizedException', 401, 'Session token not found or invalid')
  }
  if (!query.get('role_name') || !query.get('account_id')) {
    throw new ServiceError('InvalidRequestException', 400, 'role_name and account_id are required')
  }
  if (query.get('role_name') !== role || query.get('account_id') !== account) throw new ServiceError('ForbiddenException', 403, 'No access')
  const expiration = now() + SESSION_MS
  return { ...issuer.issue(principal, expiration), expiration }
}
