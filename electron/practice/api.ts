import type { Answering } from './answering'
import type { CredentialIssuer } from './credentials'
import { accessDenied, validationError } from './errors'
import type { Received, Response } from './listener'
import { getCase, listCaseEdits, listCases, updateCase, type CaseRequest, type OperationContext } from './operations'
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
  answer: Answering
  /** What operations work on, as it is when a request arrives. */
  context: () => Pick<OperationContext, 'state' | 'settings' | 'versions'>
}

/** The Security IR API: authenticates, routes, and runs. */
export function createApi({ region, issuer, answer, context }: ApiOptions): (request: Received) => Promise<Response> {
  return (request) => {
    const { operation, run, caseId } = match(request)
    return answer({
      request,
      operation,
      caseId,
      writes: operation === 'UpdateCase',
      authenticate({ at, refuse }) {
        const identify = (key: string, token: string | null) => {
          const known = issuer.identify(key, token, at)
          refuse('credentials', key)
          return known
        }
        return verify(request, { region, service: 'security-ir', now: at, identify })
      },
      run({ at, principal, meet }) {
        if (operation === null) throw validationError('UNKNOWN_OPERATION', `There is no operation ${request.method} ${request.path}.`)
        if (run === null) throw accessDenied(`User: ${principal} is not authorized to perform: security-ir:${operation}`)
        const back = (): number => {
          const fault = meet('read')
          return fault?.kind === 'staleReads' ? fault.back : 0
        }
        return run({ caseId: label(caseId ?? ''), body: parseBody(request.body) }, { ...context(), back, principal, now: at })
      },
    })
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
