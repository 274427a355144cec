import type { Answering } from './answering'
import { ServiceError } from './errors'
import type { Received, Response } from './listener'
import { authorize, verifyDevice } from './oidc-browser'
import { createClients, type Clients } from './oidc-clients'
import { createCodes, createDevices, type Decision } from './oidc-codes'
import { invalidRequest } from './oidc-errors'
import { createToken, startDevice, type OidcContext } from './oidc-tokens'
import type { OidcOperation } from './operation-names'
import { parseBody } from './rules'
import type { Seals } from './seals'
import type { Sessions } from './sessions'
import type { SsoSettings } from './sso-settings'

interface Route {
  methods: readonly string[]
  path: string
  operation: OidcOperation
  /** No secret, code or token is among them. */
  mayLog: readonly string[]
  run: (request: Received, context: OidcContext) => unknown
}

const ROUTES: Route[] = [
  {
    methods: ['POST'],
    path: '/client/register',
    operation: 'RegisterClient',
    mayLog: ['clientName', 'clientType', 'scopes', 'redirectUris', 'grantTypes', 'issuerUrl'],
    run: (request, { clients, at }) => clients.register(membersOf(request), at),
  },
  {
    methods: ['POST'],
    path: '/device_authorization',
    operation: 'StartDeviceAuthorization',
    mayLog: ['startUrl'],
    run: (request, context) => startDevice(membersOf(request), context),
  },
  {
    methods: ['POST'],
    path: '/token',
    operation: 'CreateToken',
    mayLog: ['grantType', 'redirectUri', 'scope'],
    run: (request, context) => createToken(membersOf(request), context),
  },
  { methods: ['GET', 'POST'], path: '/authorize', operation: 'Authorize', mayLog: [], run: authorize },
  { methods: ['GET', 'POST'], path: '/device', operation: 'VerifyDevice', mayLog: [], run: verifyDevice },
]

export interface OidcOptions {
  /** Where the service is, without a path. */
  url: () => string
  seals: Seals
  sessions: Sessions
  settings: () => SsoSettings
  answer: Answering
}

export interface Oidc {
  handle: (request: Received) => Promise<Response>
  clients: Clients
  /** Decides about a device's code as its user would; false where there is no such code to decide about. */
  decide(userCode: string, decision: Decision, at: number): boolean
}

/** The OIDC service of IAM Identity Center: registrations, tokens, and the two pages that a browser shows. */
export function createOidc({ url, seals, sessions, settings, answer }: OidcOptions): Oidc {
  const parts = { clients: createClients({ seals, settings }), codes: createCodes(), devices: createDevices(), sessions }
  return {
    clients: parts.clients,
    handle(request) {
      const found = ROUTES.find(({ methods, path }) => path === request.path && methods.includes(request.method))
      return answer({
        request,
        operation: found?.operation ?? null,
        caseId: null,
        writes: false,
        mayLog: found?.mayLog ?? [],
        authenticate({ refuse }) {
          if (found === undefined) throw new ServiceError('UnknownOperationException', 404, 'There is no such operation.')
          refuse('credentials')
          return null
        },
        run: ({ at }) => found?.run(request, { ...parts, settings: settings(), url: url(), at }),
      })
    },
    decide(userCode, decision, at) {
      const request = parts.devices.byUserCode(userCode, at)
      if (request === null || request.decision !== null) return false
      request.decision = decision
      return true
    },
  }
}

function membersOf({ body }: Received): Record<string, unknown> {
  try {
    return parseBody(body)
  }
  catch {
    throw invalidRequest('The request body could not be parsed as a JSON object')
  }
}
