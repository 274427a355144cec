import * as fc from 'fast-check'
import type { CaseContent, SlotValue } from '#domain/case'
import { emptyContent } from '#domain/case'
import type { Entry, ListField } from '#domain/fields'
import { LIST_FIELDS, LIST_LIMIT } from '#domain/fields'
import { keyOf } from '#domain/key'
import type { Slot } from '#domain/slot'
import { entrySlot, scalarSlot } from '#domain/slot'

// Few keys and few values, so that edits, colleagues and the remote keep meeting in the same slots.
const word = fc.constantFrom('a', 'b', 'c')
const instant = fc.constantFrom(1_000_000, 1_000_400, 2_000_000, 3_000_000)
const optional = (name: string) => fc.option(word, { nil: undefined }).map(value => value === undefined ? {} : { [name]: value })

const arbitraryEntry: { [F in ListField]: fc.Arbitrary<Entry> } = {
  watchers: fc.tuple(fc.constantFrom('ann@example.com', 'Ann@example.com', 'bo@example.com', 'cy@example.com'), optional('name'), optional('jobTitle'))
    .map(([email, name, jobTitle]) => ({ email, ...name, ...jobTitle })),
  threatActorIpAddresses: fc.tuple(fc.constantFrom('203.0.113.1', '203.0.113.2', '2001:DB8:0:0:0:0:0:1'), optional('userAgent'))
    .map(([ipAddress, userAgent]) => ({ ipAddress, ...userAgent })),
  impactedServices: fc.constantFrom('Amazon S3', 'AWS Lambda', 'Amazon EC2').map(service => ({ service })),
  impactedAwsRegions: fc.constantFrom('eu-west-1', 'us-east-1', 'ap-south-1').map(region => ({ region })),
  impactedAccounts: fc.constantFrom('000123123123', '111122223333', '444455556666').map(account => ({ account })),
  caseMetadata: fc.tuple(word, word).map(([key, value]) => ({ key, value })),
}

const entries = (field: ListField): fc.Arbitrary<readonly Entry[]> =>
  fc.uniqueArray(arbitraryEntry[field], { maxLength: 4, selector: entry => keyOf(field, entry) })

export const arbitraryContent: fc.Arbitrary<CaseContent> = fc.record({
  title: fc.option(word, { nil: null }),
  description: fc.option(word, { nil: null }),
  reportedIncidentStartDate: fc.option(instant, { nil: null }),
  actualIncidentStartDate: fc.option(instant, { nil: null }),
  engagementType: fc.option(fc.constantFrom('Security Incident', 'Investigation'), { nil: null }),
  watchers: entries('watchers'),
  threatActorIpAddresses: entries('threatActorIpAddresses'),
  impactedServices: entries('impactedServices'),
  impactedAwsRegions: entries('impactedAwsRegions'),
  impactedAccounts: entries('impactedAccounts'),
  caseMetadata: entries('caseMetadata'),
})

/** A slot, and a value that a responder wants there. */
export const arbitraryWish: fc.Arbitrary<{ slot: Slot, value: SlotValue }> = fc.oneof(
  fc.tuple(fc.constantFrom('title', 'description'), word).map(([field, value]) => ({ slot: scalarSlot(field), value })),
  fc.tuple(fc.constantFrom('reportedIncidentStartDate', 'actualIncidentStartDate'), instant).map(([field, value]) => ({ slot: scalarSlot(field), value })),
  fc.constantFrom('Security Incident', 'Investigation').map(value => ({ slot: scalarSlot('engagementType'), value })),
  ...LIST_FIELDS.map(field => fc.tuple(arbitraryEntry[field], fc.boolean())
    .map(([entry, away]) => ({ slot: entrySlot(field, entry), value: away && field !== 'caseMetadata' ? null : entry }))),
)

/** `count` distinct entries of a list. */
export function manyEntries(field: ListField, count: number): Entry[] {
  const name = (index: number): Entry => {
    switch (field) {
      case 'watchers': return { email: `w${index}@example.com` }
      case 'threatActorIpAddresses': return { ipAddress: `10.0.${Math.floor(index / 256)}.${index % 256}` }
      case 'impactedServices': return { service: `Service ${index}` }
      case 'impactedAwsRegions': return { region: `xx-region-${index}` }
      case 'impactedAccounts': return { account: String(index).padStart(12, '0') }
      case 'caseMetadata': return { key: `k${index}`, value: 'v' }
    }
  }
  return Array.from({ length: count }, (_, index) => name(index))
}

export function contentWith(changes: Partial<CaseContent>): CaseContent {
  return { ...emptyContent(), ...changes }
}

export const fullList = (field: ListField): Entry[] => manyEntries(field, LIST_LIMIT[field])
