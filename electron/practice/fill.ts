import type { Entry, ListField } from '#domain/fields'
import { LIST_FIELDS, REGIONS } from '#domain/fields'
import { z } from '#domain/zod'
import { keyOf } from './settings'

/** How long each list of a seed case is made with generated entries: a case close to every limit, without the bulk in a file. */
export const fillSchema = z.partialRecord(z.enum(LIST_FIELDS), z.int().positive())

type Lists = Record<ListField, readonly Entry[]>

export function filled(lists: Lists, upTo: z.infer<typeof fillSchema>): Record<ListField, Entry[]> {
  const one = (field: ListField): Entry[] => {
    const entries = new Map(lists[field].map(entry => [keyOf(field, entry), entry]))
    for (let index = 0; entries.size < (upTo[field] ?? 0); index += 1) {
      const entry = GENERATE[field](index)
      entries.set(keyOf(field, entry), entry)
    }
    return [...entries.values()]
  }
  return {
    watchers: one('watchers'),
    threatActorIpAddresses: one('threatActorIpAddresses'),
    impactedServices: one('impactedServices'),
    impactedAwsRegions: one('impactedAwsRegions'),
    impactedAccounts: one('impactedAccounts'),
    caseMetadata: one('caseMetadata'),
  }
}

const FIRST_NAMES = ['Amara', 'Bjorn', 'Chidi', 'Dalia', 'Emil', 'Farah', 'Goran', 'Hana', 'Ines', 'Jonas', 'Keiko', 'Lucia']
const LAST_NAMES = ['Okafor', 'Lindqvist', 'Moreau', 'Tanaka', 'Petrov', 'Alvarez', 'Nowak']
const JOB_TITLES = ['Incident Responder', 'Cloud Platform Engineer', 'Account Owner', 'Legal Counsel', 'Forensic Analyst']

/** Only ranges set aside for documentation. */
const NETWORKS = ['198.51.100', '203.0.113', '192.0.2']
const USER_AGENTS = ['aws-cli/2.17.9 Python/3.11.8 Linux/6.1', 'Boto3/1.34.131 md/Botocore#1.34.131', 'Go-http-client/2.0', 'curl/8.5.0']

const SERVICES = [
  'Amazon EC2', 'Amazon S3', 'AWS Lambda', 'Amazon RDS', 'AWS IAM', 'Amazon ECS', 'Amazon EKS', 'AWS Secrets Manager', 'Amazon SES',
  'AWS CloudTrail', 'Amazon DynamoDB', 'AWS CodeBuild', 'Amazon SQS', 'Amazon SNS', 'AWS KMS', 'Amazon ECR', 'AWS Systems Manager',
  'Amazon Bedrock', 'AWS Organizations', 'Amazon Redshift',
]
const WORKLOADS = ['payments', 'identity', 'search', 'reporting', 'archive', 'sandbox', 'mobile']

const WORKSTREAMS = ['containment', 'evidence', 'customer-notice', 'key-rotation', 'log-review', 'legal-hold']

function pick<T>(values: readonly [T, ...T[]] | readonly T[], index: number): T {
  const value = values[index % values.length]
  if (value === undefined) throw new Error('Nothing to pick from.')
  return value
}

function number(index: number, digits: number): string {
  return String(index).padStart(digits, '0')
}

/** The entry of that index: the first ones of a list differ in all that tells entries apart. */
const GENERATE: Record<ListField, (index: number) => Entry> = {
  watchers(index) {
    const [first, last] = [pick(FIRST_NAMES, index), pick(LAST_NAMES, index)]
    return { email: `${first}.${last}@example.com`.toLowerCase(), name: `${first} ${last}`, jobTitle: pick(JOB_TITLES, index) }
  },
  threatActorIpAddresses(index) {
    if (index % 9 === 8) return { ipAddress: `2001:DB8:0:${(index + 16).toString(16).toUpperCase()}:0:0:0:1` }
    const ipAddress = `${pick(NETWORKS, index)}.${1 + (index * 7) % 254}`
    return index % 2 === 0 ? { ipAddress, userAgent: pick(USER_AGENTS, index) } : { ipAddress }
  },
  impactedServices: index => ({
    service: `${pick(SERVICES, index)} (${pick(WORKLOADS, Math.floor(index / SERVICES.length))} ${number(1 + Math.floor(index / 140), 2)})`,
  }),
  impactedAwsRegions: index => ({ region: pick(REGIONS, index) }),
  // Every third id starts with zeros, as real ones do now and then.
  impactedAccounts: index => ({ account: number(index % 3 === 0 ? 7_001_000 + index * 131 : 210_000_000_000 + index * 3_700_137, 12) }),
  caseMetadata: index => ({
    key: `${pick(WORKSTREAMS, index)}/${number(1 + Math.floor(index / WORKSTREAMS.length), 2)}`,
    value: `Work stream ${pick(WORKSTREAMS, index)}, batch ${1 + Math.floor(index / WORKSTREAMS.length)}: tracked in SEC-${4100 + index}.`,
  }),
}
