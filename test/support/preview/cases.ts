import type { Snapshot } from '#domain/case'
import { emptyContent } from '#domain/case'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

const TITLES = [
  'Exfiltration from billing bucket', 'Root key used from unknown network', 'Crypto-mining in eu-west-1 batch account',
  'Phishing page on marketing site', 'GuardDuty: Trojan:EC2/DNSDataExfiltration on build fleet', 'Access keys found in public repository',
  'Unusual AssumeRole chain in payments', 'Ransom note in shared file system', 'Disabled CloudTrail in sandbox OU',
  'Console sign-in without MFA, finance', 'Snapshot shared with unknown account', 'Lambda layer replaced in production',
]
const STATUSES = ['Submitted', 'Detection and Analysis', 'Containment, Eradication and Recovery', 'Post-incident Activities', 'Closed']

const DESCRIPTION = `At 15:32 UTC GuardDuty raised Exfiltration:S3/AnomalousBehavior for the bucket billing-exports-prod. The calls were made with temporary credentials of the role etl-nightly from two addresses that have never been seen before.

What we know so far
- 1,204 objects were read between 15:11 and 15:29 UTC, about 3.1 GB.
- The session was issued on an EC2 instance in eu-west-1 that answers to the public internet since Tuesday.
- No writes, no deletes; versioning is on.

The instance is isolated, its role's sessions are revoked. Legal has been told.`

/** `count` invented cases, the first of them with something in every field. */
export function inventCases(count: number, now: number): Snapshot[] {
  return Array.from({ length: count }, (_, index) => inventCase(index, now))
}

function inventCase(index: number, now: number): Snapshot {
  const updated = now - (index === 0 ? 3 * MINUTE : index * 97 * MINUTE)
  const status = index === 0 ? 'Detection and Analysis' : STATUSES[(index * 7) % 5] ?? null
  const base = emptyContent()
  const complete = index !== 3
  return {
    caseId: String(8_403_556_009 - index * 7919),
    readAt: now - 2 * MINUTE,
    complete,
    gone: index === 5,
    facts: {
      caseArn: `arn:aws:security-ir:eu-west-1:111122223333:case/${8_403_556_009 - index * 7919}`,
      caseStatus: status,
      createdDate: updated - 40 * HOUR,
      lastUpdatedDate: updated,
      closedDate: status === 'Closed' ? updated : null,
      resolverType: index % 3 === 0 ? 'AWS' : 'Self',
      pendingAction: index === 0 ? 'Customer' : 'None',
      closureCode: status === 'Closed' ? 'Investigation Completed' : null,
    },
    content: {
      ...base,
      title: index < TITLES.length ? TITLES[index] ?? null : `${TITLES[index % TITLES.length]} (${index})`,
      engagementType: index % 4 === 0 ? 'Security Incident' : 'Investigation',
      ...(complete ? details(index, now) : {}),
    },
  }
}

function details(index: number, now: number): Partial<Snapshot['content']> {
  const few = index === 0 ? 14 : index % 5
  return {
    description: DESCRIPTION,
    reportedIncidentStartDate: now - 47 * HOUR,
    actualIncidentStartDate: now - 96 * HOUR,
    watchers: [
      { email: 'ana.lima@example.com', name: 'Ana Lima', jobTitle: 'Incident commander' },
      { email: 'soc@example.com', name: 'SOC on call' },
      { email: 'j.okafor@example.org', name: 'Joy Okafor', jobTitle: 'Forensics' },
      { email: 'legal@example.com' },
    ],
    threatActorIpAddresses: Array.from({ length: few }, (_, at) => at === 1
      ? { ipAddress: '2001:DB8:0:0:0:0:0:1' }
      : { ipAddress: `198.51.100.${23 + at * 3}`, ...(at % 2 === 0 ? { userAgent: at === 0 ? 'curl/8.1.2' : 'aws-cli/2.15.30 Python/3.11.8 Linux/6.5.0-kali3-amd64' } : {}) }),
    impactedServices: ['Amazon S3', 'Amazon EC2', 'AWS IAM', 'AWS STS', 'AWS CloudTrail', 'Amazon GuardDuty'].map(service => ({ service })),
    impactedAwsRegions: [{ region: 'eu-west-1' }, { region: 'us-east-1' }],
    impactedAccounts: [{ account: '000123123123' }, { account: '111122223333' }, { account: '444455556666' }],
    caseMetadata: [
      { key: 'ticket', value: 'SEC-4412' },
      { key: 'severity', value: '2' },
      { key: 'bridge', value: 'https://meet.example.com/sec-4412' },
    ],
  }
}
