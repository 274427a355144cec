import { fileURLToPath } from 'node:url'
import { createAnswering } from './answering'
import { createApi } from './api'
import { createControl } from './control'
import { createIssuer, type Credentials } from './credentials'
import { caseNotFound } from './errors'
import type { FaultInput } from './fault-kinds'
import { createFaults, type ArmedFault } from './faults'
import { createLandings } from './landings'
import { listen, type Listener } from './listener'
import { createOidc } from './oidc'
import { updateCase } from './operations'
import { createRequestLog, type RequestLog } from './request-log'
import { createSeals } from './seals'
import { readSeeds } from './seed'
import { createSessions } from './sessions'
import { DEFAULT_SETTINGS, settingsSchema, type Settings } from './settings'
import { createSsoPortal } from './sso'
import { createSsoSwitches, type SsoSwitches } from './sso-switches'
import { openState } from './state'
import { createVersions } from './versions'
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
  ports?: { service?: number | undefined, sso?: number | undefined, oidc?: number | undefined, control?: number | undefined } | undefined
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
  /** The SSO portal and the OIDC service: AWS_ENDPOINT_URL_SSO and AWS_ENDPOINT_URL_SSO_OIDC. */
  ssoEndpoint: string
  oidcEndpoint: string
  control: string
  region: string
  account: string
  role: string
  /** The ARN that requests with {@link credentials}, or with credentials from the SSO portal, appear under. */
  principal: string
  /** They never expire; those of the SSO portal do. */
  credentials: Credentials
  /** The access token of a signed-in responder, for the SSO portal; it never ends. */
  ssoToken: string
  /** Sign-ins, and what happens to them. */
  sso: SsoSwitches
  /** Destroys every connection to service, SSO portal and OIDC service, and each new one, until restored. */
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
  /** Seeds anew, forgets the log and ends all faults; credentials and tokens stay good. */
  reset(): Promise<void>
  /** Where a damaged state file was kept; null where there was none. */
  movedAside: string | null
  /** Has the service, or the way to it, misbehave. Throws a ZodError for a fault that is none. */
  misbehave(fault: FaultInput): ArmedFault
  /** Ends all faults; what is on its way still lands. */
  behave(): void
  /** Those that are still to be met. */
  readonly faults: readonly ArmedFault[]
  /** Has every request that is to land late land, in the order sent; resolves with their number when they have. */
  landNow(): Promise<number>
  close(): Promise<void>
}

/** Starts the practice service on 127.0.0.1. Rejects where a port is taken, the folder cannot be written or a seed is malformed. */
export async function startPractice(options: PracticeOptions): Promise<Practice> {
  const { folder, seedFolder = fileURLToPath(new URL('../../resources/practice', import.meta.url)), ports = {}, now = Date.now } = options
  const { region, account, role } = PRACTICE
  const arnOf = (inAccount: string, as: string, name: string): string => `arn:aws:sts::${inAccount}:assumed-role/${as}/${name}`
  const principalOf = (name: string): string => arnOf(account, role, name)
  const principal = principalOf(RESPONDER)
  const seed = () => readSeeds({ folder: seedFolder, region, account, principalOf, now: now() })

  const state = await openState(folder, seed)
  const seals = createSeals(state.secret)
  const issuer = createIssuer({ secret: state.secret, seals })
  const log = createRequestLog()
  let settings: Settings = { ...DEFAULT_SETTINGS, ...options.settings }
  let isCut = false

  const faults = createFaults(now)
  const landings = createLandings()
  const versions = createVersions(() => settings.readLag)
  const serviceTime = (): number => now() + faults.clockOffsetMs
  const answer = createAnswering({ log, faults, landings, now: serviceTime })
  const onIssue = ({ accessKeyId }: Credentials): void => faults.refreshed(accessKeyId)

  const service = await listen(ports.service ?? 0, createApi({ region, issuer, answer, context: () => ({ state, settings, versions }) }))
  const sessions = createSessions({ seals, table: state.sessions, settings: () => settings, save: state.save })
  const portal = createSsoPortal({
    principal,
    principalOf: (inAccount, as) => arnOf(inAccount, as, RESPONDER),
    ssoToken: state.ssoToken,
    secret: state.secret,
    sessions,
    settings: () => settings,
    issuer,
    answer,
    onIssue,
  })
  const sso = await listen(ports.sso ?? 0, portal)
  const signIn = createOidc({ url: () => oidc.url, seals, sessions, settings: () => settings, answer })
  const oidc: Listener = await listen(ports.oidc ?? 0, signIn.handle)
  const control = await listen(ports.control ?? 0, createControl(() => practice))

  const practice: Practice = {
    endpoint: service.url,
    ssoEndpoint: sso.url,
    oidcEndpoint: oidc.url,
    control: control.url,
    region,
    account,
    role,
    principal,
    credentials: issuer.issue(principal, null),
    ssoToken: state.ssoToken,
    sso: createSsoSwitches({ oidc: signIn, sessions, region, settings: () => settings, now: serviceTime }),
    cut() {
      isCut = true
      service.cut()
      sso.cut()
      oidc.cut()
    },
    restore() {
      isCut = false
      service.restore()
      sso.restore()
      oidc.restore()
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
      await updateCase({ caseId, body: update }, { state, settings, versions, back: () => 0, principal: colleague, now: serviceTime() })
    },
    get settings() {
      return settings
    },
    configure(change) {
      const given = Object.entries(change).filter(([, value]) => value !== undefined)
      settings = settingsSchema.parse({ ...settings, ...Object.fromEntries(given) })
      return settings
    },
    async reset() {
      landings.forget()
      versions.forget()
      state.replaceAll(await seed())
      log.clear()
      faults.clear()
      await state.save()
    },
    movedAside: state.movedAside,
    misbehave: faults.arm,
    behave: faults.clear,
    get faults() {
      return faults.armed
    },
    landNow: landings.landNow,
    async close() {
      landings.forget()
      await Promise.all([service.close(), sso.close(), oidc.close(), control.close()])
      await state.save()
    },
  }
  return practice
}
