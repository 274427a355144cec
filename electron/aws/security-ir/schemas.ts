import { TypeRegistry } from '@smithy/core/schema'
import type { SchemaTraits, StaticErrorSchema, StaticListSchema, StaticOperationSchema, StaticSimpleSchema, StaticStructureSchema } from '@smithy/types'
import * as errors from './errors'
import { NAMESPACE, SYNTHETIC_NAMESPACE } from './errors'

// The model in the runtime's own notation: tuples of kind, namespace, name, traits and content.
const STRING = 0
const NUMBER = 1
const TIMESTAMP = 4
const LIST_OF_STRINGS = 64 | STRING
/** Trait bit: the SDK's debug log writes stars instead. */
const SENSITIVE = 8

type Member = StaticStructureSchema[5][number]
type Members = Record<string, Member>

function text(name: string): StaticSimpleSchema {
  return [0, NAMESPACE, name, SENSITIVE, STRING]
}

function list(name: string, member: StaticListSchema[4]): StaticListSchema {
  return [1, NAMESPACE, name, 0, member]
}

/** Required members first, as the tuple's last number counts them from the start. */
function structure(name: string, required: Members, optional: Members = {}): StaticStructureSchema {
  const members = { ...required, ...optional }
  return [3, NAMESPACE, name, 0, Object.keys(members), Object.values(members), Object.keys(required).length]
}

function operation(
  name: string, method: string, path: string, input: StaticStructureSchema, output: StaticStructureSchema,
): StaticOperationSchema {
  return [9, NAMESPACE, name, { http: [method, path, 200] }, () => input, () => output]
}

const CaseTitle = text('CaseTitle')
const CaseDescription = text('CaseDescription')
const PersonName = text('PersonName')
const caseId: Member = [STRING, { httpLabel: 1 }]

const Watcher$ = structure('Watcher', { email: [() => text('EmailAddress'), 0] }, {
  name: [() => PersonName, 0],
  jobTitle: [() => text('JobTitle'), 0],
})
const ThreatActorIp$ = structure('ThreatActorIp', { ipAddress: [() => text('IPAddress'), 0] }, { userAgent: STRING })
const ImpactedAwsRegion$ = structure('ImpactedAwsRegion', { region: STRING })
const CaseMetadataEntry$ = structure('CaseMetadataEntry', { key: STRING, value: STRING })
const CaseAttachmentAttributes$ = structure('CaseAttachmentAttributes', {
  attachmentId: STRING,
  fileName: [() => text('FileName'), 0],
  attachmentStatus: STRING,
  creator: STRING,
  createdDate: TIMESTAMP,
})
const CaseEditItem$ = structure('CaseEditItem', {}, { eventTimestamp: TIMESTAMP, principal: STRING, action: STRING, message: STRING })
const ValidationExceptionField$ = structure('ValidationExceptionField', { name: STRING, message: STRING })

const Watchers = list('Watchers', [() => Watcher$, 0])
const ThreatActorIpList = list('ThreatActorIpList', [() => ThreatActorIp$, 0])
const ImpactedAwsRegionList = list('ImpactedAwsRegionList', () => ImpactedAwsRegion$)
const CaseMetadata = list('CaseMetadata', () => CaseMetadataEntry$)

const ListCasesItem$ = structure('ListCasesItem', { caseId: STRING }, {
  lastUpdatedDate: TIMESTAMP,
  title: [() => CaseTitle, 0],
  caseArn: STRING,
  engagementType: STRING,
  caseStatus: STRING,
  createdDate: TIMESTAMP,
  closedDate: TIMESTAMP,
  resolverType: STRING,
  pendingAction: STRING,
})

export const GetCaseRequest$ = structure('GetCaseRequest', { caseId })
export const GetCaseResponse$ = structure('GetCaseResponse', {}, {
  title: [() => CaseTitle, 0],
  caseArn: STRING,
  description: [() => CaseDescription, 0],
  caseStatus: STRING,
  engagementType: STRING,
  reportedIncidentStartDate: TIMESTAMP,
  actualIncidentStartDate: TIMESTAMP,
  impactedAwsRegions: () => ImpactedAwsRegionList,
  threatActorIpAddresses: [() => ThreatActorIpList, 0],
  pendingAction: STRING,
  impactedAccounts: LIST_OF_STRINGS,
  watchers: [() => Watchers, 0],
  createdDate: TIMESTAMP,
  lastUpdatedDate: TIMESTAMP,
  closureCode: STRING,
  resolverType: STRING,
  impactedServices: LIST_OF_STRINGS,
  caseAttachments: [() => list('CaseAttachmentsList', [() => CaseAttachmentAttributes$, 0]), 0],
  closedDate: TIMESTAMP,
  caseMetadata: () => CaseMetadata,
})

export const ListCasesRequest$ = structure('ListCasesRequest', {}, { nextToken: STRING, maxResults: NUMBER })
export const ListCasesResponse$ = structure('ListCasesResponse', {}, {
  nextToken: STRING,
  items: [() => list('ListCasesItems', [() => ListCasesItem$, 0]), 0],
  total: NUMBER,
})

export const UpdateCaseRequest$ = structure('UpdateCaseRequest', { caseId }, {
  title: [() => CaseTitle, 0],
  description: [() => CaseDescription, 0],
  reportedIncidentStartDate: TIMESTAMP,
  actualIncidentStartDate: TIMESTAMP,
  engagementType: STRING,
  watchersToAdd: [() => Watchers, 0],
  watchersToDelete: [() => Watchers, 0],
  threatActorIpAddressesToAdd: [() => ThreatActorIpList, 0],
  threatActorIpAddressesToDelete: [() => ThreatActorIpList, 0],
  impactedServicesToAdd: LIST_OF_STRINGS,
  impactedServicesToDelete: LIST_OF_STRINGS,
  impactedAwsRegionsToAdd: () => ImpactedAwsRegionList,
  impactedAwsRegionsToDelete: () => ImpactedAwsRegionList,
  impactedAccountsToAdd: LIST_OF_STRINGS,
  impactedAccountsToDelete: LIST_OF_STRINGS,
  caseMetadata: () => CaseMetadata,
})
export const UpdateCaseResponse$ = structure('UpdateCaseResponse', {})

export const ListCaseEditsRequest$ = structure('ListCaseEditsRequest', { caseId }, { nextToken: STRING, maxResults: NUMBER })
export const ListCaseEditsResponse$ = structure('ListCaseEditsResponse', {}, {
  nextToken: STRING,
  items: () => list('CaseEditItems', () => CaseEditItem$),
  total: NUMBER,
})

export const GetCase$ = operation('GetCase', 'GET', '/v1/cases/{caseId}/get-case', GetCaseRequest$, GetCaseResponse$)
export const ListCases$ = operation('ListCases', 'POST', '/v1/list-cases', ListCasesRequest$, ListCasesResponse$)
export const UpdateCase$ = operation('UpdateCase', 'POST', '/v1/cases/{caseId}/update-case', UpdateCaseRequest$, UpdateCaseResponse$)
export const ListCaseEdits$ = operation(
  'ListCaseEdits', 'POST', '/v1/cases/{caseId}/list-case-edits', ListCaseEditsRequest$, ListCaseEditsResponse$,
)

const synthetic = new TypeRegistry(SYNTHETIC_NAMESPACE)
const modelled = new TypeRegistry(NAMESPACE)
/** Where the protocol looks for an error's schema and class. */
export const errorTypeRegistries = [synthetic, modelled]

export const SecurityIRServiceException$: StaticErrorSchema = [-3, SYNTHETIC_NAMESPACE, 'SecurityIRServiceException', 0, [], []]
synthetic.registerError(SecurityIRServiceException$, errors.SecurityIRServiceException)

interface ErrorShape { name: string, status: number, members?: Members, traits?: Exclude<SchemaTraits, number> }

function error({ name, status, members = {}, traits = {} }: ErrorShape): StaticErrorSchema {
  const all: Members = { message: STRING, ...members }
  return [-3, NAMESPACE, name, { error: status < 500 ? 'client' : 'server', httpError: status, ...traits }, Object.keys(all), Object.values(all)]
}

const resource: Members = { resourceId: STRING, resourceType: STRING }
const quota: Members = { serviceCode: STRING, quotaCode: STRING }
const retryAfterSeconds: Member = [NUMBER, { httpHeader: 'Retry-After' }]
const fieldList: Member = () => list('ValidationExceptionFieldList', () => ValidationExceptionField$)

modelled.registerError(error({ name: 'AccessDeniedException', status: 403 }), errors.AccessDeniedException)
modelled.registerError(error({ name: 'ConflictException', status: 409, members: resource }), errors.ConflictException)
modelled.registerError(error({ name: 'InternalServerException', status: 500, members: { retryAfterSeconds } }), errors.InternalServerException)
modelled.registerError(error({ name: 'InvalidTokenException', status: 423 }), errors.InvalidTokenException)
modelled.registerError(error({ name: 'ResourceNotFoundException', status: 404 }), errors.ResourceNotFoundException)
modelled.registerError(
  error({ name: 'SecurityIncidentResponseNotActiveException', status: 400 }), errors.SecurityIncidentResponseNotActiveException,
)
modelled.registerError(
  error({ name: 'ServiceQuotaExceededException', status: 402, members: { ...resource, ...quota } }), errors.ServiceQuotaExceededException,
)
modelled.registerError(
  error({ name: 'ThrottlingException', status: 429, members: { ...quota, retryAfterSeconds } }), errors.ThrottlingException,
)
modelled.registerError(
  error({ name: 'ValidationException', status: 400, members: { reason: STRING, fieldList } }), errors.ValidationException,
)
