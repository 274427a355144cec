import type { Field, TEXT_LIMIT } from '../fields'

/** A field in plain English: `label` heads it on the page, `one` and `many` name its content within a sentence. */
export interface FieldLabel { label: string, one: string, many: string }

export const FIELD_LABEL: Record<Field, FieldLabel> = {
  title: { label: 'Title', one: 'title', many: 'titles' },
  description: { label: 'Description', one: 'description', many: 'descriptions' },
  reportedIncidentStartDate: { label: 'Reported', one: 'reported date', many: 'reported dates' },
  actualIncidentStartDate: { label: 'Started', one: 'start date', many: 'start dates' },
  engagementType: { label: 'Engagement type', one: 'engagement type', many: 'engagement types' },
  watchers: { label: 'Watchers', one: 'watcher', many: 'watchers' },
  threatActorIpAddresses: { label: 'Threat-actor addresses', one: 'threat-actor address', many: 'threat-actor addresses' },
  impactedServices: { label: 'Impacted services', one: 'impacted service', many: 'impacted services' },
  impactedAwsRegions: { label: 'Impacted regions', one: 'impacted region', many: 'impacted regions' },
  impactedAccounts: { label: 'Impacted accounts', one: 'impacted account', many: 'impacted accounts' },
  caseMetadata: { label: 'Metadata', one: 'metadata entry', many: 'metadata entries' },
}

/** The members of entries, as headings of columns and inputs. */
export const MEMBER_LABEL = {
  email: 'E-mail',
  name: 'Name',
  jobTitle: 'Job title',
  ipAddress: 'Address',
  userAgent: 'User agent',
  service: 'Service',
  region: 'Region',
  account: 'Account',
  key: 'Key',
  value: 'Value',
} as const satisfies Record<string, string>

/** What holds a text, within a sentence. */
export const TEXT_NOUN: Record<keyof typeof TEXT_LIMIT, string> = {
  title: 'title',
  description: 'description',
  email: 'e-mail address',
  name: 'name',
  jobTitle: 'job title',
  userAgent: 'user agent',
  service: 'service name',
  key: 'metadata key',
  value: 'metadata value',
}

/** The noun with its indefinite article: "a title", "an e-mail address". */
export function aNoun(noun: string): string {
  return `${/^[aeio]/.test(noun) ? 'an' : 'a'} ${noun}`
}

/** "no watchers", "1 watcher", "1,200 watchers". */
export function counted(field: Field, count: number): string {
  const { one, many } = FIELD_LABEL[field]
  if (count === 0) return `no ${many}`
  return count === 1 ? `1 ${one}` : `${grouped(count)} ${many}`
}

const NUMBERS = new Intl.NumberFormat('en-US')

/** A number in English digits: "8,000". */
export function grouped(count: number): string {
  return NUMBERS.format(count)
}

export function capitalised(sentence: string): string {
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1)
}
