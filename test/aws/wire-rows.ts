import type {
  ListCaseEditsCommandInput, ListCasesCommandInput, UpdateCaseCommandInput, GetCaseCommandInput,
} from '@aws-sdk/client-security-ir'
import type { UpdateCall } from '#domain/call'

export const REGION = 'eu-west-1'

/** One request, as input of a client; `call` is what the engine would ask of the gateway for the same. */
export type WireRow = { name: string } & (
  | { operation: 'GetCase', input: GetCaseCommandInput }
  | { operation: 'ListCases', input: ListCasesCommandInput }
  | { operation: 'ListCaseEdits', input: ListCaseEditsCommandInput }
  | { operation: 'UpdateCase', input: UpdateCaseCommandInput, call?: UpdateCall }
)

const caseId = '1234567890'
const NOTHING: UpdateCall = { set: {}, add: {}, remove: {}, put: [] }

function update(name: string, input: Omit<UpdateCaseCommandInput, 'caseId'>, call?: Partial<UpdateCall>): WireRow {
  return { name, operation: 'UpdateCase', input: { caseId, ...input }, ...(call && { call: { ...NOTHING, ...call } }) }
}

const watcher = { email: 'o\'hara+ir@example.com', name: 'Síle O\'Hara', jobTitle: 'Lead "IR" <on call>' }
const address = { ipAddress: '2001:DB8:0:0:0:0:0:1', userAgent: 'curl/8.5 (\\x41; ☃)' }
const metadata = [{ key: 'ticket/№', value: 'A-1\nB-2' }, { key: 'empty?', value: ' ' }]

export const ROWS: WireRow[] = [
  { name: 'GetCase', operation: 'GetCase', input: { caseId } },
  { name: 'GetCase of an id that has to be escaped', operation: 'GetCase', input: { caseId: '1234567890-a.b_c~!\'()*é?#%20' } },
  { name: 'ListCases without anything', operation: 'ListCases', input: {} },
  { name: 'ListCases of a page', operation: 'ListCases', input: { maxResults: 25 } },
  { name: 'ListCases of the next page', operation: 'ListCases', input: { maxResults: 25, nextToken: 'a/b+c==&"\u2028😀' } },
  { name: 'ListCaseEdits', operation: 'ListCaseEdits', input: { caseId } },
  { name: 'ListCaseEdits of the next page', operation: 'ListCaseEdits', input: { caseId, maxResults: 1, nextToken: 'x' } },
  { name: 'UpdateCase of an id that has to be escaped', operation: 'UpdateCase', input: { caseId: '1234567890:+@&=,;$', title: 't' } },
  update('title', { title: 'Credential theft 🔑 in "prod"' }, { set: { title: 'Credential theft 🔑 in "prod"' } }),
  update('description', { description: 'a\r\n\tb\\c/\u0001\u007f é 漢 \ud83d\ude00' }, { set: { description: 'a\r\n\tb\\c/\u0001\u007f é 漢 \ud83d\ude00' } }),
  update('engagementType', { engagementType: 'Security Incident' }, { set: { engagementType: 'Security Incident' } }),
  update('reportedIncidentStartDate', { reportedIncidentStartDate: new Date(1_700_000_000_000) }, { set: { reportedIncidentStartDate: 1_700_000_000_000 } }),
  update('actualIncidentStartDate', { actualIncidentStartDate: new Date(0) }, { set: { actualIncidentStartDate: 0 } }),
  update('a date with a fraction', { actualIncidentStartDate: new Date(1_700_000_000_999) }, { set: { actualIncidentStartDate: 1_700_000_000_999 } }),
  update('a date with a fraction before 1970', { actualIncidentStartDate: new Date(-1_500) }, { set: { actualIncidentStartDate: -1_500 } }),
  update('watchersToAdd', { watchersToAdd: [watcher, { email: 'only@example.com' }] }, { add: { watchers: [watcher, { email: 'only@example.com' }] } }),
  update('watchersToDelete', { watchersToDelete: [watcher] }, { remove: { watchers: [{ ...watcher, unheardOf: 'dropped' }] } }),
  update('threatActorIpAddressesToAdd', { threatActorIpAddressesToAdd: [address, { ipAddress: '203.0.113.7' }] },
    { add: { threatActorIpAddresses: [address, { ipAddress: '203.0.113.7' }] } }),
  update('threatActorIpAddressesToDelete', { threatActorIpAddressesToDelete: [address] }, { remove: { threatActorIpAddresses: [address] } }),
  update('impactedServicesToAdd', { impactedServicesToAdd: ['Amazon S3', 'IAM (global)'] },
    { add: { impactedServices: [{ service: 'Amazon S3' }, { service: 'IAM (global)' }] } }),
  update('impactedServicesToDelete', { impactedServicesToDelete: ['S3'] }, { remove: { impactedServices: [{ service: 'S3' }] } }),
  update('impactedAwsRegionsToAdd', { impactedAwsRegionsToAdd: [{ region: 'eu-west-1' }, { region: 'us-east-1' }] },
    { add: { impactedAwsRegions: [{ region: 'eu-west-1' }, { region: 'us-east-1' }] } }),
  update('impactedAwsRegionsToDelete', { impactedAwsRegionsToDelete: [{ region: 'sa-east-1' }] }, { remove: { impactedAwsRegions: [{ region: 'sa-east-1' }] } }),
  update('impactedAccountsToAdd', { impactedAccountsToAdd: ['000123123123'] }, { add: { impactedAccounts: [{ account: '000123123123' }] } }),
  update('impactedAccountsToDelete', { impactedAccountsToDelete: ['111122223333'] }, { remove: { impactedAccounts: [{ account: '111122223333' }] } }),
  update('caseMetadata', { caseMetadata: metadata }, { put: metadata }),
  update('empty lists', {
    watchersToAdd: [], watchersToDelete: [], threatActorIpAddressesToAdd: [], impactedServicesToDelete: [],
    impactedAwsRegionsToAdd: [], impactedAccountsToAdd: [],
  }),
  update('several members at once', { title: 't', impactedAccountsToAdd: ['111122223333'], impactedAccountsToDelete: ['444455556666'], caseMetadata: metadata }, {
    set: { title: 't' },
    add: { impactedAccounts: [{ account: '111122223333' }] },
    remove: { impactedAccounts: [{ account: '444455556666' }] },
    put: metadata,
  }),
]
