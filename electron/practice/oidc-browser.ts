import { ServiceError } from './errors'
import type { Received } from './listener'
import { CODE_GRANT, mayRedirect, type Client } from './oidc-clients'
import type { Authorization, Decision } from './oidc-codes'
import { askForUserCode, askToAllow, askToConfirm, cannotGoOn, decided, sentOnTo } from './oidc-pages'
import type { OidcContext } from './oidc-tokens'
import type { WebPage } from './reply'

/** GET shows the page of an authorization request, POST takes the answer to it; both end in a redirection to the client. */
export function authorize(request: Received, context: OidcContext): WebPage {
  return request.method === 'POST' ? answerAuthorization(request, context) : showAuthorization(request, context)
}

function showAuthorization({ query }: Received, { clients, codes, settings, at }: OidcContext): WebPage {
  const asked = new URLSearchParams(query)
  const client = clientOf(() => clients.known(asked.get('client_id') ?? '', at))
  if (client instanceof ServiceError) return cannotGoOn(`${client.message}.`, client.type)
  const redirectUri = asked.get('redirect_uri') ?? ''
  // Nobody is sent on to an address that the client did not register.
  if (!mayRedirect(client, redirectUri)) return cannotGoOn('Its redirect_uri is not one that the client registered.', 'InvalidRedirectUriException')
  const authorization = { client: client.key, redirectUri, state: asked.get('state'), challenge: asked.get('code_challenge') ?? '' }
  const error = errorOf(asked, client)
  if (error !== null) return sentOnTo(withResult(authorization, { error: error[0], error_description: error[1] }))
  return settings.signIn === 'ask'
    ? askToAllow({ clientName: client.name, ticket: codes.ask(authorization, at) })
    : conclude(authorization, settings.signIn, { codes, at })
}

function answerAuthorization({ body }: Received, { codes, at }: OidcContext): WebPage {
  const form = new URLSearchParams(body.toString())
  const authorization = codes.answered(form.get('ticket') ?? '', at)
  if (authorization === null) return cannotGoOn('This page was answered already, or has waited for too long.', 'InvalidRequestException')
  return conclude(authorization, form.get('decision') === 'allow' ? 'allow' : 'deny', { codes, at })
}

function conclude(authorization: Authorization, decision: Decision, { codes, at }: Pick<OidcContext, 'codes' | 'at'>): WebPage {
  return sentOnTo(withResult(authorization, decision === 'allow'
    ? { code: codes.grant(authorization, at) }
    : { error: 'access_denied', error_description: 'The request was denied' }))
}

function clientOf(find: () => Client): Client | ServiceError {
  try {
    return find()
  }
  catch (error) {
    if (error instanceof ServiceError) return error
    throw error
  }
}

/** base64url of 32 bytes. */
const CHALLENGE = /^[\w-]{43}$/

function errorOf(asked: URLSearchParams, client: Client): readonly [error: string, description: string] | null {
  // The AWS CLI says `scopes`, RFC 6749 `scope`.
  const scopes = (asked.get('scopes') ?? asked.get('scope') ?? '').split(/[ ,]+/).filter(Boolean)
  if (asked.get('response_type') !== 'code') return ['unsupported_response_type', 'response_type must be code']
  if (!client.grants.includes(CODE_GRANT)) return ['unauthorized_client', `Client is not registered for the grant type ${CODE_GRANT}`]
  if (asked.get('code_challenge_method') !== 'S256') return ['invalid_request', 'code_challenge_method must be S256']
  if (!CHALLENGE.test(asked.get('code_challenge') ?? '')) return ['invalid_request', 'code_challenge must be the base64url of a SHA-256']
  if (!scopes.every(scope => client.scopes.includes(scope))) return ['invalid_scope', 'Client is not registered for the scope']
  return null
}

function withResult({ redirectUri, state }: Authorization, result: Record<string, string>): string {
  const url = new URL(redirectUri)
  for (const [name, value] of Object.entries({ ...result, ...(state !== null && { state }) })) url.searchParams.set(name, value)
  return url.href
}

/** The page on which a user enters or confirms the code of a device: GET shows it, POST takes what was entered. */
export function verifyDevice({ method, query, body }: Received, { devices, at }: OidcContext): WebPage {
  const entered = new URLSearchParams(method === 'POST' ? body.toString() : query)
  const typed = entered.get('user_code')
  if (typed === null) return askForUserCode({ wrong: false })
  const request = devices.byUserCode(typed, at)
  if (request === null || request.decision !== null) return askForUserCode({ wrong: true })
  const decision = method === 'POST' ? entered.get('decision') : null
  if (decision !== 'allow' && decision !== 'deny') return askToConfirm(request)
  request.decision = decision
  return decided(decision)
}
