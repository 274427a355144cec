import type {
  AwsRegion, EngagementType, GetCaseCommandOutput, ListCaseEditsCommandOutput, ListCasesCommandOutput, UpdateCaseCommandInput,
} from '@aws-sdk/client-security-ir'
import type { UpdateCall } from '#domain/call'
import { type CaseFacts, caseIdSchema, emptyContent, type Snapshot } from '#domain/case'
import type { Entry } from '#domain/fields'
import { z } from '#domain/zod'
import type { LoggedEdit } from '#domain/outcome'
import type { Page } from '../ports/service'

const text = z.string().nullish().transform(value => value ?? null)
const instant = z.date().nullish().transform(date => date?.getTime() ?? null)

/** A list of entries; members that are null or not of the model are dropped. */
function entriesOf<K extends string, O extends string = never>(key: K, ...others: O[]) {
  const members = z.object({ [key]: z.string(), ...Object.fromEntries(others.map(name => [name, z.string().nullish()])) })
  return z.array(members.transform(present)).nullish().transform(list => list ?? [])
}

function present(members: Record<string, string | null | undefined>): Entry {
  return Object.fromEntries(Object.entries(members).filter((member): member is [string, string] => typeof member[1] === 'string'))
}

/** A list of bare strings, each the `key` of an entry. */
function stringsAs(key: string) {
  return z.array(z.string()).nullish().transform((list): Entry[] => (list ?? []).map(value => ({ [key]: value })))
}

const facts = {
  caseArn: text,
  caseStatus: text,
  createdDate: instant,
  lastUpdatedDate: instant,
  closedDate: instant,
  resolverType: text,
  pendingAction: text,
  closureCode: text,
}

const getCaseReply = z.object({
  ...facts,
  title: text,
  description: text,
  engagementType: text,
  reportedIncidentStartDate: instant,
  actualIncidentStartDate: instant,
  watchers: entriesOf('email', 'name', 'jobTitle'),
  threatActorIpAddresses: entriesOf('ipAddress', 'userAgent'),
  impactedServices: stringsAs('service'),
  impactedAwsRegions: entriesOf('region'),
  impactedAccounts: stringsAs('account'),
  caseMetadata: entriesOf('key', 'value'),
})

/** An empty token would be the first page again, for ever. */
const nextToken = z.string().nullish().transform(token => token || null)

const listCasesReply = z.object({
  nextToken,
  items: z.array(z.object({ ...facts, caseId: caseIdSchema, title: text, engagementType: text })).nullish(),
})

const listCaseEditsReply = z.object({
  nextToken,
  items: z.array(z.object({ eventTimestamp: instant, principal: text, action: text, message: text })).nullish(),
})

function factsOf(item: CaseFacts): CaseFacts {
  const { caseArn, caseStatus, createdDate, lastUpdatedDate, closedDate, resolverType, pendingAction, closureCode } = item
  return { caseArn, caseStatus, createdDate, lastUpdatedDate, closedDate, resolverType, pendingAction, closureCode }
}

/** @throws ZodError where the reply is not what the model promises. */
export function snapshotFrom(reply: GetCaseCommandOutput, { caseId, readAt }: { caseId: string, readAt: number }): Snapshot {
  const { title, description, engagementType, reportedIncidentStartDate, actualIncidentStartDate, ...rest } = getCaseReply.parse(reply)
  const { watchers, threatActorIpAddresses, impactedServices, impactedAwsRegions, impactedAccounts, caseMetadata } = rest
  const scalars = { title, description, engagementType, reportedIncidentStartDate, actualIncidentStartDate }
  const lists = { watchers, threatActorIpAddresses, impactedServices, impactedAwsRegions, impactedAccounts, caseMetadata }
  return { caseId, readAt, complete: true, gone: false, facts: factsOf(rest), content: { ...scalars, ...lists } }
}

/** @throws ZodError where the reply is not what the model promises. */
export function casesFrom(reply: ListCasesCommandOutput, { readAt }: { readAt: number }): Page<Snapshot> {
  const { items, nextToken: next } = listCasesReply.parse(reply)
  const snapshots = (items ?? []).map(({ caseId, title, engagementType, ...rest }) => ({
    caseId, readAt, complete: false, gone: false, facts: factsOf(rest), content: { ...emptyContent(), title, engagementType },
  }))
  return { items: snapshots, next }
}

/** @throws ZodError where the reply is not what the model promises. */
export function editsFrom(reply: ListCaseEditsCommandOutput): Page<LoggedEdit> {
  const { items, nextToken: next } = listCaseEditsReply.parse(reply)
  return { items: (items ?? []).map(({ eventTimestamp, ...said }) => ({ at: eventTimestamp, ...said })), next }
}

// Which regions and engagement types there are is for the service to say: a value newer than the model goes out as it is.
const region = z.custom<AwsRegion>(value => typeof value === 'string')
const engagementType = z.custom<EngagementType>(value => typeof value === 'string')

/** Whole seconds, as other clients of this service send them: a fraction would be lost or not, depending on the reader. */
const date = z.int().transform(ms => new Date(Math.floor(ms / 1000) * 1000))

const watchers = z.array(z.object({ email: z.string(), name: z.string().optional(), jobTitle: z.string().optional() }))
const addresses = z.array(z.object({ ipAddress: z.string(), userAgent: z.string().optional() }))
const services = z.array(z.object({ service: z.string() }).transform(entry => entry.service))
const regions = z.array(z.object({ region }))
const accounts = z.array(z.object({ account: z.string() }).transform(entry => entry.account))

const lists = z.object({
  watchers: watchers.optional(),
  threatActorIpAddresses: addresses.optional(),
  impactedServices: services.optional(),
  impactedAwsRegions: regions.optional(),
  impactedAccounts: accounts.optional(),
})

const outgoing = z.object({
  set: z.object({
    title: z.string().optional(),
    description: z.string().optional(),
    reportedIncidentStartDate: date.optional(),
    actualIncidentStartDate: date.optional(),
    engagementType: engagementType.optional(),
  }),
  add: lists,
  remove: lists,
  put: z.array(z.object({ key: z.string(), value: z.string() })),
})

/**
 * What UpdateCase is given for a call. Only members of the model go out, whole entries in both directions.
 * @throws ZodError where a value has not the kind its field takes, such as a date as text: the SDK would send it so.
 */
export function updateFrom(caseId: string, call: UpdateCall): UpdateCaseCommandInput {
  const { set, add, remove, put } = outgoing.parse(call)
  return {
    caseId,
    ...set,
    watchersToAdd: add.watchers,
    watchersToDelete: remove.watchers,
    threatActorIpAddressesToAdd: add.threatActorIpAddresses,
    threatActorIpAddressesToDelete: remove.threatActorIpAddresses,
    impactedServicesToAdd: add.impactedServices,
    impactedServicesToDelete: remove.impactedServices,
    impactedAwsRegionsToAdd: add.impactedAwsRegions,
    impactedAwsRegionsToDelete: remove.impactedAwsRegions,
    impactedAccountsToAdd: add.impactedAccounts,
    impactedAccountsToDelete: remove.impactedAccounts,
    caseMetadata: put.length > 0 ? put : undefined,
  }
}
