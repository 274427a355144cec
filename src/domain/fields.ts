/** What UpdateCase can change about a case, and in what form. Source: the service model of 2018-05-10. */
export const SCALAR_FIELDS = ['title', 'description', 'reportedIncidentStartDate', 'actualIncidentStartDate', 'engagementType'] as const
export const SET_FIELDS = ['watchers', 'threatActorIpAddresses', 'impactedServices', 'impactedAwsRegions', 'impactedAccounts'] as const
export const MAP_FIELD = 'caseMetadata'
/** Every field that holds entries: the five sets and the metadata map. */
export const LIST_FIELDS = [...SET_FIELDS, MAP_FIELD] as const

export type ScalarField = typeof SCALAR_FIELDS[number]
export type SetField = typeof SET_FIELDS[number]
export type MapField = typeof MAP_FIELD
export type ListField = SetField | MapField
export type Field = ScalarField | ListField

export const ENGAGEMENT_TYPES = ['Security Incident', 'Investigation'] as const
export type EngagementType = typeof ENGAGEMENT_TYPES[number]

export const DATE_FIELDS = ['reportedIncidentStartDate', 'actualIncidentStartDate'] as const

/**
 * One entry of a list, its identifying member named by {@link KEY_MEMBER}. Flat strings only, so that
 * equality, storage and display treat all lists alike:
 * `{email, name?, jobTitle?}` · `{ipAddress, userAgent?}` · `{service}` · `{region}` · `{account}` · `{key, value}`.
 */
export type Entry = Readonly<Record<string, string>>

export const KEY_MEMBER: Record<ListField, string> = {
  watchers: 'email',
  threatActorIpAddresses: 'ipAddress',
  impactedServices: 'service',
  impactedAwsRegions: 'region',
  impactedAccounts: 'account',
  caseMetadata: 'key',
}

/** The members an entry may carry besides its key. */
export const OTHER_MEMBERS: Record<ListField, readonly string[]> = {
  watchers: ['name', 'jobTitle'],
  threatActorIpAddresses: ['userAgent'],
  impactedServices: [],
  impactedAwsRegions: [],
  impactedAccounts: [],
  caseMetadata: ['value'],
}

/** Most entries a case's list may hold, and most that one call may carry of it. */
export const LIST_LIMIT: Record<ListField, number> = {
  watchers: 30,
  threatActorIpAddresses: 200,
  impactedServices: 600,
  impactedAwsRegions: 50,
  impactedAccounts: 200,
  caseMetadata: 30,
}

/** Fewest and most code points of a text. */
export const TEXT_LIMIT = {
  title: [1, 300],
  description: [1, 8000],
  email: [6, 254],
  name: [1, 50],
  jobTitle: [1, 50],
  userAgent: [1, 500],
  service: [2, 50],
  key: [1, 500],
  value: [1, 2000],
} as const satisfies Record<string, readonly [number, number]>

/** The 36 regions of the model; there is no GovCloud among them. */
export const REGIONS = [
  'af-south-1', 'ap-east-1', 'ap-east-2', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-south-2',
  'ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3', 'ap-southeast-4', 'ap-southeast-5', 'ap-southeast-6', 'ap-southeast-7',
  'ca-central-1', 'ca-west-1', 'cn-north-1', 'cn-northwest-1', 'eu-central-1', 'eu-central-2', 'eu-north-1', 'eu-south-1',
  'eu-south-2', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'il-central-1', 'me-central-1', 'me-south-1', 'mx-central-1', 'sa-east-1',
  'us-east-1', 'us-east-2', 'us-west-1', 'us-west-2',
] as const
