import type { FaultInput } from '#practice/fault-kinds'
import { CASES } from '../support/machine'

/** What one writer wants to stand in one place of one case, in the service's own form. */
export type Intent
  = { caseId: string, do: 'set', field: 'title' | 'description' | 'engagementType', value: string }
    | { caseId: string, do: 'date', field: 'reportedIncidentStartDate' | 'actualIncidentStartDate', text: string, seconds: number }
    | { caseId: string, do: 'add' | 'remove', field: ListName, key: string }
    | { caseId: string, do: 'paste', field: ListName, keys: readonly string[] }
    | { caseId: string, do: 'watch', email: string, name: string, jobTitle: string }
    | { caseId: string, do: 'jobTitle', email: string, value: string }
    | { caseId: string, do: 'put', key: string, value: string }

export type ListName = 'threatActorIpAddresses' | 'impactedServices' | 'impactedAwsRegions' | 'impactedAccounts'

const addresses = (network: string, first: number, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${network}.${first + index}`)

const { key, mining, tor, dns, lambda, bedrock, console: takeover, snapshot } = CASES

/** A night without a link: every field of UpdateCase, on eight cases. */
export const FIRST_ACT: readonly Intent[] = [
  { caseId: key, do: 'set', field: 'title', value: 'Access key in a public repository: rotated, use under review' },
  { caseId: key, do: 'set', field: 'description', value: 'Key deactivated 17:40 UTC.\n\nCloudTrail shows 212 calls from two networks in 26 minutes; none wrote.' },
  { caseId: key, do: 'paste', field: 'threatActorIpAddresses', keys: addresses('203.0.113', 40, 12) },
  { caseId: key, do: 'add', field: 'impactedServices', key: 'Amazon S3' },
  { caseId: key, do: 'watch', email: 'jo.tan@example.com', name: 'Jo Tan', jobTitle: 'Duty manager' },
  { caseId: key, do: 'put', key: 'severity', value: 'high' },

  { caseId: mining, do: 'set', field: 'title', value: 'Crypto-mining on EC2 after a CI role was taken over (contained)' },
  { caseId: mining, do: 'paste', field: 'impactedAccounts', keys: ['000777123123', '000000000777', '000000000888'] },
  { caseId: mining, do: 'add', field: 'impactedAwsRegions', key: 'sa-east-1' },
  { caseId: mining, do: 'remove', field: 'threatActorIpAddresses', key: '198.51.100.24' },

  { caseId: tor, do: 'set', field: 'engagementType', value: 'Investigation' },
  { caseId: tor, do: 'date', field: 'actualIncidentStartDate', text: '2026-11-20 04:15 Z', seconds: Date.UTC(2026, 10, 20, 4, 15) / 1000 },
  { caseId: tor, do: 'add', field: 'threatActorIpAddresses', key: '2001:DB8:0:0:0:0:0:5' },

  { caseId: dns, do: 'date', field: 'reportedIncidentStartDate', text: '2026-11-21 22:05 Z', seconds: Date.UTC(2026, 10, 21, 22, 5) / 1000 },
  { caseId: dns, do: 'paste', field: 'threatActorIpAddresses', keys: addresses('198.51.100', 60, 6) },

  { caseId: lambda, do: 'add', field: 'impactedServices', key: 'AWS Step Functions' },
  { caseId: lambda, do: 'put', key: 'ticket-hand-over', value: 'night shift' },

  { caseId: bedrock, do: 'set', field: 'title', value: 'Unexpected Amazon Bedrock spend: stolen key deactivated' },
  { caseId: bedrock, do: 'add', field: 'impactedAwsRegions', key: 'ap-southeast-2' },

  { caseId: takeover, do: 'jobTitle', email: 'alex.morgan@example.com', value: 'Incident lead' },
  { caseId: takeover, do: 'add', field: 'impactedAccounts', key: '000000000042' },

  { caseId: snapshot, do: 'set', field: 'description', value: 'Snapshot made private again; the copy abroad was confirmed deleted by its owner.' },
  { caseId: snapshot, do: 'add', field: 'impactedServices', key: 'AWS KMS' },
]

type Theirs = Extract<Intent, { do: 'set' | 'paste' }>

/** What a colleague does meanwhile: another field, other entries of the same list, and a title that both write anew. */
export const COLLEAGUE: readonly Theirs[] = [
  { caseId: tor, do: 'set', field: 'description', value: 'The calls come from a scanner of the audit team; they name the account of 20 November.' },
  { caseId: dns, do: 'paste', field: 'threatActorIpAddresses', keys: addresses('203.0.113', 201, 2) },
  { caseId: mining, do: 'set', field: 'title', value: 'Build pipeline abused for mining: 14 instances stopped' },
]

/** A colleague's intent as a body of UpdateCase. */
export function bodyOf(intent: Theirs): Record<string, unknown> {
  if (intent.do === 'set') return { [intent.field]: intent.value }
  return { [`${intent.field}ToAdd`]: intent.keys.map(key => intent.field === 'threatActorIpAddresses' ? { ipAddress: key } : key) }
}

/** One of the addresses of {@link FIRST_ACT}. */
export const REFUSED = '198.51.100.63'

/**
 * How the service meets the drain, with the calls that each costs beyond the fewest. A lost reply costs none: the
 * case's own log tells that the call was applied.
 */
export const TROUBLE: ReadonlyArray<{ fault: FaultInput, repeats: number }> = [
  { fault: { kind: 'throttle', times: 3, retryAfter: '1' }, repeats: 3 },
  { fault: { kind: 'conflict', times: 2 }, repeats: 2 },
  { fault: { kind: 'reset', applied: true }, repeats: 0 },
  { fault: { kind: 'validation', refuses: REFUSED }, repeats: 1 },
]

/** Where the drain leaves off: the colleague's title stands, the refused address is not there. */
export const HELD: readonly Intent[] = [{ caseId: dns, do: 'remove', field: 'threatActorIpAddresses', key: REFUSED }]

/** How the responder ends it: a title of both writers' facts, and the address put right. */
export const ENDING = {
  title: { caseId: mining, do: 'set', field: 'title', value: 'Crypto-mining through the build pipeline: CI role taken over, 14 instances stopped' },
  address: { caseId: dns, do: 'add', field: 'threatActorIpAddresses', key: '198.51.100.163' },
} as const satisfies Record<string, Intent>

/** How many things the responder did: each pasted line is one. */
export function countEdits(intents: readonly Intent[]): number {
  return intents.reduce((sum, intent) => sum + (intent.do === 'paste' ? intent.keys.length : 1), 0)
}

/** Calls these intents cannot do without: one a case, and one more where an entry is replaced (deleted, then added). */
export function fewestCalls(intents: readonly Intent[]): number {
  const cases = new Set(intents.map(({ caseId }) => caseId))
  const replacing = new Set(intents.filter(intent => intent.do === 'jobTitle').map(({ caseId }) => caseId))
  return cases.size + replacing.size
}
