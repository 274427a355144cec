import { randomUUID } from 'node:crypto'
import type { CredentialIssuer } from './credentials'
import { accessDenied, ServiceError, validationError } from './errors'
import type { Answer, Received } from './listener'
import { getCase, listCaseEdits, listCases, updateCase, type CaseRequest, type OperationContext } from './operations'
import type { RequestLog } from './request-log'
import { parseBody } from './rules'
import { verify } from './sigv4'

type Operation = (request: CaseRequest, context: OperationContext) => unknown

interface Route { method: string, path: RegExp, operation: string, run: Operation | null }

/** The model's operations, `{}` for a label. Those without `run` exist at AWS and are not part of practice. */
const ROUTES: Route[] = [
  route('GET', '/v1/cases/{}/get-case', 'GetCase', getCase),
  route('POST', '/v1/list-cases', 'ListCases', listCases),
  route('POST', '/v1/cases/{}/update-case', 'UpdateCase', updateCase),
  route('POST', '/v1/cases/{}/list-case-edits', 'ListCaseEdits', listCaseEdits),
  route('POST', '/v1/create-case', 'CreateCase'),
  route('POST', '/v1/cases/{}/close-case', 'CloseCase'),
  route('POST', '/v1/cases/{}/update-case-status', 'UpdateCaseStatus'),
  route('POST', '/v1/cases/{}/update-resolver-type', 'UpdateResolverType'),
  route('POST', '/v1/cases/{}/create-comment', 'CreateCaseComment'),
  route('PUT', '/v1/cases/{}/update-case-comment/{}', 'UpdateCaseComment'),
  route('POST', '/v1/cases/{}/list-comments', 'ListComments'),
  route('POST', '/v1/cases/{}/get-presigned-url', 'GetCaseAttachmentUploadUrl'),
  route('GET', '/v1/cases/{}/get-presigned-url/{}', 'GetCaseAttachmentDownloadUrl'),
  route('GET', '/v1/cases/{}/list-investigations', 'ListInvestigations'),
  route('POST', '/v1/cases/{}/feedback/{}/send-feedback', 'SendFeedback'),
  route('POST', '/v1/membership', 'CreateMembership'),
  route('GET', '/v1/membership/{}', 'GetMembership'),
  route('PUT', '/v1/membership/{}', 'CancelMembership'),
  route('PUT', '/v1/membership/{}/update-membership', 'UpdateMembership'),
  route('POST', '/v1/membership/{}/batch-member-details', 'BatchGetMemberAccountDetails'),
  route('POST', '/v1/memberships', 'ListMemberships'),
  route('GET', '/v1/tags/{}', 'ListTagsForResource'),
  route('POST', '/v1/tags/{}', 'TagResource'),
  route('DELETE', '/v1/tags/{}', 'UntagResource'),
]

function route(method: string, template: string, operation: string, run: Operation | null = null): Route {
  return { method, path: new RegExp(`^${template.replaceAll('{}', '([^/]*)')}$`), operation, run }
}

export interface ApiOptions {
  region: string
  issuer: CredentialIssuer
  log: RequestLog
  now: () => number
  /** What operations work on, as it is when a request arrives. */
  context: () => Pick<OperationContext, 'state' | 'settings'>
}

/** The Security IR API: authenticates, routes, runs, and logs what it answered. */
export function createApi({ region, issuer, log, now, context }: ApiOptions): (request: Received) => Promise<Answer> {
  return async (request) => {
    const at = now()
    const { operation, run, caseId } = match(request)
    const caller: { principal: string | null } = { principal: null }
    const result = await settle(async () => {
      const identify = (key: string, token: string | null) => issuer.identify(key, token, at)
      caller.principal = verify(request, { region, service: 'security-ir', now: at, identify })
      if (operation === null) throw validationError('UNKNOWN_OPERATION', `There is no operation ${request.method} ${request.path}.`)
      if (run === null) throw accessDenied(`User: ${caller.principal} is not authorized to perform: security-ir:${operation}`)
      return run({ caseId: label(caseId ?? ''), body: parseBody(request.body) }, { ...context(), principal: caller.principal, now: at })
    })
    const requestId = randomUUID()
    const entry = {
      at,
      operation: operation ?? 'unknown',
      caseId,
      status: result.status,
      errorType: result.errorType,
      requestId,
      principal: caller.principal,
      delivered: true,
    }
    log.add(entry)
    return {
      status: result.status,
      headers: jsonHeaders({ requestId, errorType: result.errorType, at }),
      body: JSON.stringify(result.body),
      onLost: () => {
        entry.delivered = false
      },
    }
  }
}

function match({ method, path }: Received): { operation: string | null, run: Operation | null, caseId: string | null } {
  const found = ROUTES.find(candidate => candidate.method === method && candidate.path.test(path))
  if (found === undefined) return { operation: null, run: null, caseId: null }
  return { ...found, caseId: path.startsWith('/v1/cases/') ? found.path.exec(path)?.[1] ?? null : null }
}

function label(raw: string): string {
  try {
    return decodeURIComponent(raw)
  }
  catch {
    throw validationError('CANNOT_PARSE', 'The path could not be decoded.')
  }
}

export interface Result { status: number, errorType: string | null, body: unknown }

/** What `run` came to, as a reply; a fault of this program's own is a 500 like any service's. */
export async function settle(run: () => unknown): Promise<Result> {
  try {
    return { status: 200, errorType: null, body: await run() }
  }
  catch (error) {
    const { type, status, message, members } = error instanceof ServiceError
      ? error
      : new ServiceError('InternalServerException', 500, `The practice service failed: ${error instanceof Error ? error.message : String(error)}`)
    return { status, errorType: type, body: { message, ...members } }
  }
}

/** `at`: the service's time in milliseconds since 1970; clients correct their own clock by it. */
export function jsonHeaders(
  { requestId, errorType, at }: { requestId: string, errorType: string | null, at: number },
): Record<string, string> {
  return {
    'content-type': 'application/json',
    'date': new Date(at).toUTCString(),
    'x-amzn-requestid': requestId,
    ...(errorType !== null && { 'x-amzn-errortype': errorType }),
  }
}
