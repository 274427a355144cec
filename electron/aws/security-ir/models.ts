import type { ENGAGEMENT_TYPES, REGIONS } from '#domain/fields'

export type AwsRegion = typeof REGIONS[number]
export type EngagementType = typeof ENGAGEMENT_TYPES[number]
export type CaseStatus
  = | 'Submitted' | 'Acknowledged' | 'Detection and Analysis' | 'Containment, Eradication and Recovery'
    | 'Post-incident Activities' | 'Ready to Close' | 'Closed'
export type ClosureCode = 'Investigation Completed' | 'Not Resolved' | 'False Positive' | 'Duplicate'
export type PendingAction = 'Customer' | 'None'
export type ResolverType = 'AWS' | 'Self'
export type CaseAttachmentStatus = 'Verified' | 'Failed' | 'Pending'
export type ValidationExceptionReason = 'UNKNOWN_OPERATION' | 'CANNOT_PARSE' | 'FIELD_VALIDATION_FAILED' | 'OTHER'

// Required members may be `undefined`, as in every generated client: nothing is checked before sending.

export interface Watcher {
  email: string | undefined
  name?: string | undefined
  jobTitle?: string | undefined
}

export interface ThreatActorIp {
  ipAddress: string | undefined
  userAgent?: string | undefined
}

export interface ImpactedAwsRegion {
  region: AwsRegion | undefined
}

export interface CaseMetadataEntry {
  key: string | undefined
  value: string | undefined
}

export interface CaseAttachmentAttributes {
  attachmentId: string | undefined
  fileName: string | undefined
  attachmentStatus: CaseAttachmentStatus | undefined
  creator: string | undefined
  createdDate: Date | undefined
}

export interface ValidationExceptionField {
  name: string | undefined
  message: string | undefined
}

export interface GetCaseRequest {
  caseId: string | undefined
}

export interface GetCaseResponse {
  title?: string | undefined
  caseArn?: string | undefined
  description?: string | undefined
  caseStatus?: CaseStatus | undefined
  engagementType?: EngagementType | undefined
  reportedIncidentStartDate?: Date | undefined
  actualIncidentStartDate?: Date | undefined
  impactedAwsRegions?: ImpactedAwsRegion[] | undefined
  threatActorIpAddresses?: ThreatActorIp[] | undefined
  pendingAction?: PendingAction | undefined
  impactedAccounts?: string[] | undefined
  watchers?: Watcher[] | undefined
  createdDate?: Date | undefined
  lastUpdatedDate?: Date | undefined
  closureCode?: ClosureCode | undefined
  resolverType?: ResolverType | undefined
  impactedServices?: string[] | undefined
  caseAttachments?: CaseAttachmentAttributes[] | undefined
  closedDate?: Date | undefined
  caseMetadata?: CaseMetadataEntry[] | undefined
}

export interface ListCasesRequest {
  nextToken?: string | undefined
  maxResults?: number | undefined
}

export interface ListCasesItem {
  caseId: string | undefined
  lastUpdatedDate?: Date | undefined
  title?: string | undefined
  caseArn?: string | undefined
  engagementType?: EngagementType | undefined
  caseStatus?: CaseStatus | undefined
  createdDate?: Date | undefined
  closedDate?: Date | undefined
  resolverType?: ResolverType | undefined
  pendingAction?: PendingAction | undefined
}

export interface ListCasesResponse {
  nextToken?: string | undefined
  items?: ListCasesItem[] | undefined
  total?: number | undefined
}

export interface UpdateCaseRequest {
  caseId: string | undefined
  title?: string | undefined
  description?: string | undefined
  reportedIncidentStartDate?: Date | undefined
  actualIncidentStartDate?: Date | undefined
  engagementType?: EngagementType | undefined
  watchersToAdd?: Watcher[] | undefined
  watchersToDelete?: Watcher[] | undefined
  threatActorIpAddressesToAdd?: ThreatActorIp[] | undefined
  threatActorIpAddressesToDelete?: ThreatActorIp[] | undefined
  impactedServicesToAdd?: string[] | undefined
  impactedServicesToDelete?: string[] | undefined
  impactedAwsRegionsToAdd?: ImpactedAwsRegion[] | undefined
  impactedAwsRegionsToDelete?: ImpactedAwsRegion[] | undefined
  impactedAccountsToAdd?: string[] | undefined
  impactedAccountsToDelete?: string[] | undefined
  caseMetadata?: CaseMetadataEntry[] | undefined
}

export type UpdateCaseResponse = object

export interface ListCaseEditsRequest {
  nextToken?: string | undefined
  maxResults?: number | undefined
  caseId: string | undefined
}

export interface CaseEditItem {
  eventTimestamp?: Date | undefined
  principal?: string | undefined
  action?: string | undefined
  message?: string | undefined
}

export interface ListCaseEditsResponse {
  nextToken?: string | undefined
  items?: CaseEditItem[] | undefined
  total?: number | undefined
}
