import { ServiceError } from './errors'

/**
 * An error of the OIDC service. Unlike those of the other services its body has no `message`: a client that goes by
 * its text has none to go by. The header names the type, and after a colon an address, as the service sends it.
 */
export function oidcError(type: string, error: string, description: string, status = 400): ServiceError {
  return new ServiceError(type, status, description, { message: undefined, error, error_description: description }, {
    'x-amzn-errortype': `${type}:http://internal.amazon.com/coral/com.amazonaws.sso.oidc/`,
  })
}

export const invalidRequest = (description: string): ServiceError => oidcError('InvalidRequestException', 'invalid_request', description)
export const invalidClient = (description: string): ServiceError => oidcError('InvalidClientException', 'invalid_client', description, 401)
export const invalidGrant = (description: string): ServiceError => oidcError('InvalidGrantException', 'invalid_grant', description)
export const unauthorizedClient = (description: string): ServiceError => oidcError('UnauthorizedClientException', 'unauthorized_client', description)
export const invalidScope = (description: string): ServiceError => oidcError('InvalidScopeException', 'invalid_scope', description)
export const unsupportedGrant = (grant: string): ServiceError =>
  oidcError('UnsupportedGrantTypeException', 'unsupported_grant_type', `The grant type ${grant} is not supported`)
export const slowDown = (): ServiceError => oidcError('SlowDownException', 'slow_down', 'Polling too frequently')
