import {
  GetCaseCommand, ListCaseEditsCommand, ListCasesCommand, SecurityIRClient, UpdateCaseCommand,
} from '@aws-sdk/client-security-ir'
import type { AwsCredentialIdentity } from '@smithy/types'
import { caseIdSchema } from '#domain/case'
import { type Clock, systemClock } from '../ports/clock'
import type { CaseService, Fault, Reply } from '../ports/service'
import { type Attempt, classify, credentialsFault, requestIdOf, signatureRejected } from './classify'
import { createHttpHandler, type HttpOptions } from './http'
import { watchHandler } from './watch'
import { casesFrom, editsFrom, snapshotFrom, updateFrom } from './wire'

/** From the call until its reply is read, credentials and a second attempt included. */
const DEADLINE_MS = { read: 20_000, update: 30_000 }

/** The most the service gives; fewer would be more calls. */
const PAGE = 25

/** `memoized`: it keeps what it gives by itself, and is asked before every call; others the SDK asks when what they gave ends. */
export type CredentialsProvider = ((options?: { forceRefresh?: boolean }) => Promise<AwsCredentialIdentity>) & { memoized?: boolean }

export interface GatewayOptions {
  region: string
  /** A failure whose meaning it knows it throws as a CredentialsFault. */
  credentials: CredentialsProvider
  /** In place of the region's own; not together with `fips`. */
  endpoint?: string | undefined
  fips?: boolean | undefined
  /** By this process's environment where nothing is said. */
  http?: HttpOptions
  clock?: Clock
}

export interface Gateway extends CaseService {
  /** Ends the calls under way, as offline or unknown, and their connections. */
  close(): void
}

/** One request and how its reply is read. */
interface Call<O, T> {
  operation: Attempt['operation']
  send: (options: { abortSignal: AbortSignal }) => Promise<O>
  read: (output: O) => T
}

/** `rejected`: the service did not accept the signature, whatever was asked. */
interface Attempted<T> { reply: Reply<T>, rejected: boolean }

/**
 * Security IR at AWS, or at another endpoint. A call makes one attempt, and one more only in two cases: a read
 * whose connection broke, and any call whose signature the service rejected, so that it applied nothing; the
 * second attempt has fresh credentials and the service's time.
 * @throws Error for an endpoint that is no URL, and for one together with `fips`.
 */
export function createGateway({ region, credentials, endpoint, fips = false, http, clock = systemClock }: GatewayOptions): Gateway {
  if (endpoint !== undefined && fips) throw new Error('An endpoint of one\'s own and FIPS do not go together.')
  const { handler, watch } = watchHandler(createHttpHandler(http))
  const client = new SecurityIRClient({
    region,
    credentials: explained(credentials),
    requestHandler: handler,
    maxAttempts: 1,
    // What the SDK would look up in this process's environment and files is all said here.
    retryMode: 'standard',
    defaultsMode: 'standard',
    useFipsEndpoint: fips,
    useDualstackEndpoint: false,
    ignoreConfiguredEndpointUrls: true,
    authSchemePreference: ['aws.auth#sigv4'],
    userAgentAppId: 'fieldcase',
    ...(endpoint === undefined ? {} : { endpoint: new URL(endpoint).href }),
  })
  const underWay = new Set<AbortController>()
  let closed = false

  async function attempt<O, T>({ operation, send, read }: Call<O, T>, signal: AbortSignal): Promise<Attempted<T>> {
    const seen = watch(signal)
    try {
      const output = await orAborted(() => send({ abortSignal: signal }), signal)
      const requestId = seen.reply === null ? null : requestIdOf(seen.reply)
      if (requestId === null) return { reply: failed({ kind: 'offline', reason: 'notTheService' }), rejected: false }
      return { reply: { ok: true, value: read(output), requestId }, rejected: false }
    }
    catch (error) {
      const about = { operation, ...seen, now: clock.now() }
      return { reply: failed(classify(error, about)), rejected: signatureRejected(error, about) }
    }
  }

  /** The runtime takes the service's time from each reply by itself; the credentials it would keep. */
  async function refreshCredentials(signal: AbortSignal): Promise<Fault | null> {
    try {
      await orAborted(() => client.config.credentials({ forceRefresh: true }), signal)
      return null
    }
    catch (error) {
      return classify(error, { operation: 'read', sent: false, reply: null, now: clock.now() })
    }
  }

  async function call<O, T>(what: Call<O, T>): Promise<Reply<T>> {
    if (closed) return failed({ kind: 'offline', reason: 'reset' })
    const controller = new AbortController()
    const { signal } = controller
    underWay.add(controller)
    const stopTimer = clock.after(DEADLINE_MS[what.operation], () => controller.abort())
    try {
      const { reply, rejected } = await attempt(what, signal)
      if (reply.ok) return reply
      if (rejected) {
        const fault = await refreshCredentials(signal)
        return fault === null ? (await attempt(what, signal)).reply : failed(fault)
      }
      // A connection kept open that the other side has closed meanwhile breaks at its next use.
      const stale = what.operation === 'read' && reply.fault.kind === 'offline' && reply.fault.reason === 'reset'
      return stale ? (await attempt(what, signal)).reply : reply
    }
    finally {
      stopTimer()
      underWay.delete(controller)
    }
  }

  return {
    listCases: next => call({
      operation: 'read',
      send: options => client.send(new ListCasesCommand({ maxResults: PAGE, nextToken: next }), options),
      read: output => casesFrom(output, { readAt: clock.now() }),
    }),
    getCase: async caseId => refusedCaseId(caseId) ?? call({
      operation: 'read',
      send: options => client.send(new GetCaseCommand({ caseId }), options),
      read: output => snapshotFrom(output, { caseId, readAt: clock.now() }),
    }),
    updateCase: async (caseId, update) => refusedCaseId(caseId) ?? call({
      operation: 'update',
      send: options => client.send(new UpdateCaseCommand(updateFrom(caseId, update)), options),
      read: () => null,
    }),
    listCaseEdits: async (caseId, next) => refusedCaseId(caseId) ?? call({
      operation: 'read',
      send: options => client.send(new ListCaseEditsCommand({ caseId, maxResults: PAGE, nextToken: next }), options),
      read: editsFrom,
    }),
    close() {
      closed = true
      for (const controller of underWay) controller.abort()
      client.destroy()
    },
  }
}

function explained(credentials: CredentialsProvider): CredentialsProvider {
  const provide: CredentialsProvider = async (options) => {
    try {
      return await credentials(options)
    }
    catch (error) {
      throw credentialsFault(error)
    }
  }
  return credentials.memoized === true ? Object.assign(provide, { memoized: true }) : provide
}

function failed(fault: Fault): { ok: false, fault: Fault } {
  return { ok: false, fault }
}

/** The SDK would send an empty id, to a path that means something else. */
function refusedCaseId(caseId: string): { ok: false, fault: Fault } | null {
  if (caseIdSchema.safeParse(caseId).success) return null
  return failed({ kind: 'refused', code: 'InvalidCaseId', message: 'This is not the id of a case; nothing was sent.', requestId: '' })
}

/** Ends at the signal even where what runs does not heed it, as a sign-in under way. */
async function orAborted<T>(run: () => Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => { reject(new DOMException('The call reached its deadline.', 'AbortError')) }
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort, { once: true })
    run().then(resolve, reject).finally(() => { signal.removeEventListener('abort', abort) })
  })
}
