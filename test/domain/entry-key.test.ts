import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { enterEntry } from '#domain/entry/enter-entry'
import { LIST_FIELDS } from '#domain/fields'
import { keyOf, sameEntry } from '#domain/key'

const address = (ipAddress: string) => keyOf('threatActorIpAddresses', { ipAddress })

/** An IPv6 address in one of its textual forms, as `pick` says: case, leading zeros, `::` over the zeros, a dotted tail. */
function written(bytes: readonly number[], pick: { upper: boolean, padded: boolean, short: boolean, dotted: boolean }): string {
  const groups: string[] = []
  for (let at = 0; at < (pick.dotted ? 12 : 16); at += 2) {
    const group = ((bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0)).toString(16)
    groups.push(pick.padded ? group.padStart(4, '0') : group)
  }
  const zero = groups.findIndex(group => /^0+$/.test(group))
  let last = zero
  while (last + 1 < groups.length && /^0+$/.test(groups[last + 1] ?? '')) last += 1
  const tail = pick.dotted ? [bytes.slice(12).join('.')] : []
  const text = pick.short && zero >= 0
    ? `${groups.slice(0, zero).join(':')}::${[...groups.slice(last + 1), ...tail].join(':')}`
    : [...groups, ...tail].join(':')
  return pick.upper ? text.toUpperCase() : text
}

describe('the key of an entry', () => {
  it('is the same for an address however it is written', () => {
    const byte = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 255 }))
    const bytes = fc.array(byte, { minLength: 16, maxLength: 16 })
    const pick = fc.record({ upper: fc.boolean(), padded: fc.boolean(), short: fc.boolean(), dotted: fc.boolean() })
    fc.assert(fc.property(bytes, pick, pick, (address16, one, other) => {
      expect(address(written(address16, one))).toBe(address(written(address16, other)))
      expect(enterEntry('threatActorIpAddresses', { ipAddress: written(address16, one) })).toMatchObject({ value: { ipAddress: address(written(address16, other)) } })
    }))
  })

  it('differs for different addresses, an IPv4 address and its mapped form among them', () => {
    const bytes = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 16, maxLength: 16 })
    const plain = { upper: false, padded: false, short: true, dotted: false }
    fc.assert(fc.property(bytes, bytes, (a, b) => {
      expect(address(written(a, plain)) === address(written(b, plain))).toBe(a.join() === b.join())
    }))
    expect(address('::ffff:1.2.3.4')).not.toBe(address('1.2.3.4'))
  })

  it('overlooks the case of e-mails and regions and the zeros of accounts, not the case of services and metadata', () => {
    expect(keyOf('watchers', { email: 'Ann@Example.com' })).toBe(keyOf('watchers', { email: 'ann@example.COM' }))
    expect(keyOf('impactedAwsRegions', { region: 'EU-west-1' })).toBe('eu-west-1')
    expect(keyOf('impactedAccounts', { account: '123123123' })).toBe('000123123123')
    expect(keyOf('impactedServices', { service: 'S3' })).not.toBe(keyOf('impactedServices', { service: 's3' }))
    expect(keyOf('caseMetadata', { key: 'a' })).not.toBe(keyOf('caseMetadata', { key: 'A' }))
  })

  it('is there for whatever the service sends', () => {
    expect(address(' 010.1.2.3 ')).toBe('010.1.2.3')
    fc.assert(fc.property(fc.constantFrom(...LIST_FIELDS), fc.dictionary(fc.string(), fc.string()), (field, entry) => {
      expect(keyOf(field, entry)).toBeTypeOf('string')
    }))
  })
})

describe('two entries', () => {
  it('are the same where key and details agree, whatever the form of the key', () => {
    expect(sameEntry('watchers', { email: 'A@b.cd', name: 'A' }, { email: 'a@b.cd', name: 'A', jobTitle: '' })).toBe(true)
    expect(sameEntry('watchers', { email: 'a@b.cd', name: 'A' }, { email: 'a@b.cd' })).toBe(false)
    expect(sameEntry('caseMetadata', { key: 'k', value: '1' }, { key: 'k', value: '2' })).toBe(false)
    expect(sameEntry('watchers', { email: 'a@b.cd', unknownYet: 'x' }, { email: 'a@b.cd' })).toBe(false)
  })
})
