import { randomUUID } from 'node:crypto'
import { z } from '#domain/zod'
import { accessDenied, validationError } from './errors'
import { COMMON_MEMBERS, faultSchema, FAULTS_DO } from './fault-kinds'
import { header, type Answer, type Received } from './listener'
import type { Practice } from './practice'
import { jsonHeaders, settle } from './reply'
import { parseBody } from './rules'
import { settingsSchema, SETTINGS_SAY } from './settings'

interface ControlCall {
  method: 'GET' | 'POST' | 'DELETE'
  path: string
  does: string
  run: (practice: Practice, request: { caseId: string, body: Record<string, unknown> }) => unknown
}

const done = { done: true }

const decisionSchema = z.strictObject({ userCode: z.string(), decision: z.enum(['allow', 'deny']) })

const CALLS: ControlCall[] = [
  { method: 'GET', path: '/', does: 'These lists.', run: () => ({ calls: describeCalls(), faults: describeFaults(), settings: describeSettings() }) },
  { method: 'POST', path: '/cut', does: 'Cut the link: destroy every connection to service, SSO portal and OIDC, and each new one.', run: practice => act(() => practice.cut()) },
  { method: 'POST', path: '/restore', does: 'Take connections again.', run: practice => act(() => practice.restore()) },
  { method: 'GET', path: '/log', does: 'The requests so far, oldest first: what was sent and answered, what it met, and whether it was applied.', run: practice => practice.log.entries },
  { method: 'POST', path: '/log/clear', does: 'Forget them.', run: practice => act(() => practice.log.clear()) },
  { method: 'GET', path: '/cases', does: 'All cases, whole, with their logs of edits.', run: practice => practice.cases() },
  { method: 'GET', path: '/cases/{id}', does: 'One case, whole.', run: (practice, { caseId }) => practice.case(caseId) },
  {
    method: 'POST',
    path: '/cases/{id}/edit',
    does: 'Edit a case as a colleague: an UpdateCase body, and "principal" (an ARN) if it is to be another one.',
    run: async (practice, { caseId, body: { principal, ...update } }) => {
      await practice.editAs({ caseId, update, principal: checked(z.string().optional(), principal) })
      return practice.case(caseId)
    },
  },
  { method: 'GET', path: '/settings', does: 'How the service decides what its model leaves open.', run: practice => practice.settings },
  {
    method: 'POST',
    path: '/settings',
    does: 'Change settings: {"caseMetadata": "replace", "readLag": 3}. Below is what there is.',
    run: (practice, { body }) => practice.configure(checked(settingsSchema.partial(), body)),
  },
  {
    method: 'POST',
    path: '/faults',
    does: 'Misbehave: {"kind": "throttle", "retryAfter": "2", "times": 3}. Below is what there is.',
    run: (practice, { body }) => practice.misbehave(checked(faultSchema, body)),
  },
  { method: 'GET', path: '/faults', does: 'The faults that are still to be met, in their order.', run: practice => practice.faults },
  { method: 'DELETE', path: '/faults', does: 'Behave again.', run: practice => act(() => practice.behave()) },
  {
    method: 'POST',
    path: '/land',
    does: 'Have every request that is to land late land now; answers with their number.',
    run: async practice => ({ landed: await practice.landNow() }),
  },
  {
    method: 'POST',
    path: '/sso/sign-in',
    does: 'Sign in without a page; answers with the file for ~/.aws/sso/cache.',
    run: practice => practice.sso.signIn(),
  },
  { method: 'POST', path: '/sso/expire-access', does: 'Every access token given so far is expired; refresh tokens stay good.', run: practice => act(() => practice.sso.expireAccess()) },
  { method: 'POST', path: '/sso/end-sessions', does: 'Every sign-in has ended: a refresh is refused, too. Role credentials stay good.', run: practice => act(() => practice.sso.endSessions()) },
  {
    method: 'POST',
    path: '/sso/decide',
    does: 'Answer a device code\'s page: {"userCode": "BCDF-GHJK", "decision": "allow"}, or "deny".',
    run: (practice, { body }) => {
      const { userCode, decision } = checked(decisionSchema, body)
      if (!practice.sso.decide(userCode, decision)) throw validationError('OTHER', `No code ${userCode} waits for an answer.`)
      return done
    },
  },
  { method: 'POST', path: '/reset', does: 'Seed the cases anew, forget the log, behave; settings and credentials stay.', run: practice => act(() => practice.reset()) },
]

async function act(run: () => unknown): Promise<typeof done> {
  await run()
  return done
}

function checked<Output>(schema: z.ZodType<Output>, value: unknown): Output {
  const { data, error, success } = schema.safeParse(value)
  if (!success) throw validationError('OTHER', z.prettifyError(error))
  return data
}

/** The control calls, one line each. */
export function describeCalls(): string[] {
  return CALLS.map(({ method, path, does }) => line(`${method} ${path}`, does))
}

/** The kinds of faults with their members. */
export function describeFaults(): string[] {
  return [...lines(FAULTS_DO), '', 'Every kind but clockSkew also takes:', ...lines(COMMON_MEMBERS)]
}

export function describeSettings(): string[] {
  return lines(SETTINGS_SAY)
}

function lines(texts: Readonly<Record<string, string>>): string[] {
  return Object.entries(texts).map(([name, text]) => line(name, text))
}

function line(name: string, text: string): string {
  return `${name.padEnd(24)}${text}`
}

/** Answers the calls above; never signed, never logged, not affected by a cut. */
export function createControl(practice: () => Practice): (request: Received) => Promise<Answer> {
  return async (request) => {
    const { status, errorType, body } = await settle(() => {
      refuseBrowsers(request)
      for (const { method, path, run } of CALLS) {
        const match = request.method === method ? new RegExp(`^${path.replace('{id}', '([^/]+)')}$`).exec(request.path) : null
        if (match) return run(practice(), { caseId: match[1] ?? '', body: parseBody(request.body) })
      }
      throw validationError('UNKNOWN_OPERATION', `There is no control call ${request.method} ${request.path}. GET / lists them.`)
    })
    return { status, headers: jsonHeaders({ requestId: randomUUID(), errorType, at: Date.now() }), body }
  }
}

/** A web page in some browser of this machine must not reach these calls, nor by a name that it made resolve here. */
function refuseBrowsers(request: Received): void {
  const host = header(request, 'host') ?? ''
  if (header(request, 'origin') !== null || !/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host)) {
    throw accessDenied('Control calls are for programs on this machine, not for web pages.')
  }
}
