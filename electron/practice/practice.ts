import { fileURLToPath } from 'node:url'
import { createApi } from './api'
import { createControl } from './control'
import { createIssuer, type Credentials } from './credentials'
import { caseNotFound } from './errors'
import { listen } from './listener'
import { updateCase } from './operations'
import { createRequestLog, type RequestLog } from './request-log'
import { readSeeds } from './seed'
import { DEFAULT_SETTINGS, type Settings } from './settings'
import { createSsoPortal } from './sso'
import { openState } from './state'
import { fullCase, type FullCase } from './wire'

/** The practice workspace; the account is one of those AWS keeps for documentation. */
export const PRACTICE = { region: 'eu-central-1', account: '111122223333', role: 'IncidentResponder' } as const

const RESPONDER = 'alex.morgan'
const COLLEAGUE = 'mia.keller'

export interface PracticeOptions {
  /** Holds the service's state; created where it is missing. One practice service a folder. */
  folder: string
  /** Holds one JSON file a seed case. By default the project's own, two folders above this module's. */
  seedFolder?: string | undefined
  /** 0, the default, takes any free port. */
  ports?: { service?: number | undefined, sso?: number | undefined, control?: number | undefined } | undefined
  settings?: Partial<Settings> | undefined
  /** Milliseconds since 1970. */
  now?: (() => number) | undefined
}

export interface EditAs {
  caseId: string
  /** A body of UpdateCase, as on the wire. */
  update: Record<string, unknown>
  /** The colleague's ARN. */
  principal?: string | undefined
}

export interface Practice {
  /** Base URLs without a path. */
  endpoint: string
  ssoEndpoint: string
  control: string
  region: string
  account: string
  role: string
  /** The ARN that requests with {@link credentials}, or with credentials from the SSO portal, appear under. */
  principal: string
  /** They never expire; those of the SSO portal do, after an hour. */
  credentials: Credentials
  /** The access token of a signed-in responder, for the SSO portal. */
  ssoToken: string
  /** Destroys every connection to service and SSO portal, and each new one, until restored. */
  cut(): void
  restore(): void
  readonly isCut: boolean
  log: RequestLog
  /** All the service holds, newest case first, dates in epoch seconds as on the wire. */
  cases(): FullCase[]
  /** Throws a ServiceError where there is no such case. */
  case(caseId: string): FullCase
  /** A second writer, under the same rules; rejects with the ServiceError that a caller would get. Not logged as a request. */
  editAs(edit: EditAs): Promise<void>
  readonly settings: Settings
  configure(change: { [Name in keyof Settings]?: Settings[Name] | undefined }): Settings
  /** Seeds anew and forgets the log; credentials and tokens stay good. */
  reset(): Promise<void>
  /** Where a damaged state file was kept; null where there was none. */
  movedAside: string | null
  close(): Promise<void>
}

/** Starts the practice service on 127.0.0.1. Rejects where a port is taken, the folder cannot be written or a seed is malformed. */
export async function startPractice(options: PracticeOptions): Promise<Practice> {
  const { folder, seedFolder = fileURLToPath(new URL('../../resources/practice', import.meta.url)), ports = {}, now = Date.now } = options
  const { region, account, role } = PRACTICE
  const principalOf = (name: string): string => `arn:aws:sts::${account}:assumed-role/${role}/${name}`
  const principal = principalOf(RESPONDER)
  const seed = () => readSeeds({ folder: seedFolder, region, account, principalOf, now: now() })

  const state = await openState(folder, seed)
  const issuer = createIssuer(state.secret)
  const log = createRequestLog()
  let settings: Settings = { ...DEFAULT_SETTINGS, ...options.settings }
  let isCut = false

  const service = await listen(ports.service ?? 0, createApi({ region, issuer, log, now, context: () => ({ state, settings }) }))
  const sso = await listen(ports.sso ?? 0, createSsoPortal({ account, role, principal, ssoToken: state.ssoToken, issuer, log, now }))
  const control = await listen(ports.control ?? 0, createControl(() => practice))

  const practice: Practice = {
    endpoint: service.url,
    ssoEndpoint: sso.url,
    control: control.url,
    region,
    account,
    role,
    principal,
    credentials: issuer.issue(principal, null),
    ssoToken: state.ssoToken,
    cut() {
      isCut = true
      service.cut()
      sso.cut()
    },
    restore() {
      isCut = false
      service.restore()
      sso.restore()
    },
    get isCut() {
      return isCut
    },
    log,
    cases: () => [...state.cases.values()].sort((a, b) => b.facts.createdDate - a.facts.createdDate).map(fullCase),
    case(caseId) {
      const found = state.cases.get(caseId)
      if (found === undefined) throw caseNotFound(caseId)
      return fullCase(found)
    },
    async editAs({ caseId, update, principal: colleague = principalOf(COLLEAGUE) }) {
      await updateCase({ caseId, body: update }, { state, settings, principal: colleague, now: now() })
    },
    get settings() {
      return settings
    },
    configure({ caseMetadata = settings.caseMetadata }) {
      settings = { caseMetadata }
      return settings
    },
    async reset() {
      state.replaceAll(await seed())
      log.clear()
      await state.save()
    },
    movedAside: state.movedAside,
    async close() {
      await Promise.all([service.close(), sso.close(), control.close()])
      await state.save()
    },
  }
  return practice
}
