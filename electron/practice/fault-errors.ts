import type { Fault } from './fault-kinds'
import type { Passing } from './faults'
import { invalidGrant, oidcError, slowDown } from './oidc-errors'
import { partOf } from './operation-names'
import { accessDenied, caseNotFound, fieldsRefused, ServiceError } from './errors'
import { firstValue, pathTo } from './values'

const SERVICE_CODE = 'security-ir'
/** Quota codes are eight digits or letters; this one is nobody's. */
const QUOTA_CODE = 'L-0PRACT1'

/** The error that a fault stands for, as the service or the portal words it; null where it stands for none. */
export function errorOf(fault: Fault, passing: Passing): ServiceError | null {
  const { operation, caseId, principal } = passing
  const part = partOf(operation)
  const ofOidc = part === 'oidc' ? oidcErrorOf(fault) : null
  if (ofOidc !== null) return ofOidc
  const isPortal = part === 'portal'
  const resource = { resourceId: caseId ?? 'unknown', resourceType: 'case' }
  switch (fault.kind) {
    case 'throttle':
    case 'rateLimit':
      return isPortal
        ? new ServiceError('TooManyRequestsException', 429, 'HTTP 429 Unknown Code', {}, waiting(fault))
        : new ServiceError('ThrottlingException', 429, 'Rate exceeded', { serviceCode: SERVICE_CODE, quotaCode: QUOTA_CODE }, waiting(fault))
    case 'conflict':
      return new ServiceError('ConflictException', 409, 'The case is being changed by another request.', resource)
    case 'internal':
      return new ServiceError('InternalServerException', 500, 'The service met an unexpected error.', {}, waiting(fault))
    case 'unavailable':
      return new ServiceError('ServiceUnavailableException', 503, 'Service Unavailable', {}, waiting(fault))
    case 'gatewayTimeout':
      return new ServiceError('InternalServerErrorException', 504, 'Endpoint request timed out')
    case 'invalidToken':
      return new ServiceError('InvalidTokenException', 423, 'The token is not valid at this time.')
    case 'quota':
      return new ServiceError('ServiceQuotaExceededException', 402, 'The quota of updates to a case is used up.',
        { ...resource, serviceCode: SERVICE_CODE, quotaCode: QUOTA_CODE })
    case 'notActive':
      return new ServiceError('SecurityIncidentResponseNotActiveException', 400, 'AWS Security Incident Response is not active in this account.')
    case 'accessDenied':
      return isPortal
        ? new ServiceError('ForbiddenException', 403, 'No access')
        : accessDenied(`User: ${principal} is not authorized to perform: security-ir:${operation}`)
    case 'notFound':
      return caseNotFound(caseId ?? 'unknown')
    case 'unknownError':
      return new ServiceError(fault.name, fault.status, 'The request cannot be served.')
    case 'expiredToken':
      return isPortal
        ? new ServiceError('UnauthorizedException', 401, 'Session token not found or invalid')
        : new ServiceError('ExpiredTokenException', 403, 'The security token included in the request is expired')
    case 'validation':
      return refusedValue(fault, passing)
    // Its body is garbled before it leaves.
    case 'garbledJson':
      return fault.status === 400 ? new ServiceError('ValidationException', 400, 'Garbled') : null
    default:
      return null
  }
}

/** Where the OIDC service has words of its own for it. */
function oidcErrorOf({ kind }: Fault): ServiceError | null {
  switch (kind) {
    case 'throttle':
    case 'rateLimit':
      return slowDown()
    case 'internal':
      return oidcError('InternalServerException', 'server_error', 'The service met an unexpected error', 500)
    case 'accessDenied':
      return oidcError('AccessDeniedException', 'access_denied', 'You do not have sufficient access')
    case 'expiredToken':
      return oidcError('ExpiredTokenException', 'expired_token', 'The token has expired')
    case 'refusedRefresh':
      return invalidGrant('Invalid refresh token provided')
    default:
      return null
  }
}

function waiting({ retryAfter }: { retryAfter?: string }): Record<string, string> {
  return retryAfter === undefined ? {} : { 'retry-after': retryAfter }
}

function refusedValue({ refuses, names }: Extract<Fault, { kind: 'validation' }>, { sent }: Passing): ServiceError {
  const place = refuses === undefined ? firstValue(sent) : pathTo(sent, refuses)
  if (names && place !== null) return fieldsRefused([{ name: place.path, message: 'Member must not have this value' }])
  return new ServiceError('ValidationException', 400, 'The request was refused.', { reason: 'OTHER', fieldList: [] })
}
