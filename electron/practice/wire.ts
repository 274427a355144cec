import type { Entry } from '#domain/fields'
import type { Settings } from './settings'
import type { CaseEdit, ServiceCase } from './state'

type Timestamps = Settings['timestamps']

function secondsIn(timestamps: Timestamps): (instant: number | null) => number | undefined {
  return (instant) => {
    if (instant === null) return undefined
    return timestamps === 'seconds' ? Math.floor(instant / 1000) : instant / 1000
  }
}

/** What both read operations carry of a case. Absent members are left out by JSON. */
function outline({ content, facts }: ServiceCase, timestamps: Timestamps) {
  const seconds = secondsIn(timestamps)
  return {
    lastUpdatedDate: seconds(facts.lastUpdatedDate),
    title: content.title ?? undefined,
    caseArn: facts.caseArn ?? undefined,
    engagementType: content.engagementType ?? undefined,
    caseStatus: facts.caseStatus ?? undefined,
    createdDate: seconds(facts.createdDate),
    closedDate: seconds(facts.closedDate),
    resolverType: facts.resolverType ?? undefined,
    pendingAction: facts.pendingAction ?? undefined,
  }
}

export function listItem(value: ServiceCase, timestamps: Timestamps) {
  return { caseId: value.caseId, ...outline(value, timestamps) }
}

/** GetCase's reply: no case id in it, and services and accounts as bare strings. */
export function caseReply(value: ServiceCase, timestamps: Timestamps) {
  const seconds = secondsIn(timestamps)
  const { content, facts, attachments } = value
  const bare = (entries: readonly Entry[], member: string): string[] => entries.map(entry => entry[member] ?? '')
  return {
    ...outline(value, timestamps),
    description: content.description ?? undefined,
    reportedIncidentStartDate: seconds(content.reportedIncidentStartDate),
    actualIncidentStartDate: seconds(content.actualIncidentStartDate),
    closureCode: facts.closureCode ?? undefined,
    watchers: content.watchers,
    threatActorIpAddresses: content.threatActorIpAddresses,
    impactedServices: bare(content.impactedServices, 'service'),
    impactedAwsRegions: content.impactedAwsRegions,
    impactedAccounts: bare(content.impactedAccounts, 'account'),
    // The model's list has at least one entry where it is present.
    caseMetadata: content.caseMetadata.length > 0 ? content.caseMetadata : undefined,
    caseAttachments: attachments.map(attachment => ({ ...attachment, createdDate: seconds(attachment.createdDate) })),
  }
}

export function editItem({ at, principal, action, message }: CaseEdit, timestamps: Timestamps) {
  return { eventTimestamp: secondsIn(timestamps)(at), principal, action, message }
}

/** All the service holds of one case, in GetCase's form with its id and log of edits, newest first, dates exact. */
export function fullCase(value: ServiceCase) {
  const edits = value.edits.toReversed().map(edit => editItem(edit, 'fractions'))
  return { caseId: value.caseId, ...caseReply(value, 'fractions'), edits }
}
export type FullCase = ReturnType<typeof fullCase>
