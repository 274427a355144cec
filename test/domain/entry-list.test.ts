import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { enterEntry } from '#domain/entry/enter-entry'
import type { ListField } from '#domain/fields'
import { KEY_MEMBER, LIST_FIELDS, OTHER_MEMBERS } from '#domain/fields'
import { listFull, roomFor } from '#domain/list-limit'
import { anyText, MODEL_REGIONS, modelAllows } from './entry-model'

const taken = (value: Record<string, string>, corrected: string | null = null) => ({ ok: true, value, corrected })
const refusal = (words: string) => ({ ok: false, reason: expect.stringContaining(words) })

describe('a watcher', () => {
  const enter = (email: string, rest: Record<string, string> = {}) => enterEntry('watchers', { email, ...rest })

  it('keeps the case of the e-mail and drops what was left empty', () => {
    expect(enter(' Ann.Lee@Example.com ', { name: 'Ann Lee', jobTitle: ' ' })).toEqual(taken({ email: 'Ann.Lee@Example.com', name: 'Ann Lee' }))
  })

  it('is taken out of what mail programs put around an address', () => {
    expect(enter('<ann@example.com>')).toEqual(taken({ email: 'ann@example.com' }, 'written as ann@example.com'))
    expect(enter('mailto:ann@example.com')).toMatchObject({ value: { email: 'ann@example.com' } })
    expect(enter('ann[@]example[.]com')).toMatchObject({ value: { email: 'ann@example.com' } })
  })

  it('is refused with the limit it breaks', () => {
    expect(enter('')).toEqual(refusal('needs an e-mail address'))
    expect(enter('a@b.c')).toEqual(refusal('at least 6 characters; this one has 5'))
    expect(enter(`${'a'.repeat(250)}@b.cd`)).toEqual(refusal('at most 254 characters; this one has 255'))
    expect(enter('ann.example.com')).toEqual(refusal('has none'))
    expect(enter('ann@x@y.com')).toEqual(refusal('has 2'))
    expect(enter('änn@example.com')).toEqual(refusal('no "ä"'))
    expect(enter('ann lee@example.com')).toEqual(refusal('no space'))
    expect(enter('ann@example..com')).toEqual(refusal('single dots'))
    expect(enter('ann@example.com', { name: 'x'.repeat(62) })).toEqual(refusal('A name holds at most 50 characters; this one has 62.'))
    expect(enter('ann@example.com', { jobTitle: 'x'.repeat(51) })).toEqual(refusal('A job title holds at most 50'))
  })
})

describe('a threat-actor address', () => {
  const enter = (ipAddress: string, rest: Record<string, string> = {}) => enterEntry('threatActorIpAddresses', { ipAddress, ...rest })

  it.each([
    ['2001:db8::1', '2001:DB8:0:0:0:0:0:1'],
    ['::', '0:0:0:0:0:0:0:0'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['::ffff:1.2.3.4', '0:0:0:0:0:FFFF:102:304'],
    ['64:ff9b::192.0.2.33', '64:FF9B:0:0:0:0:C000:221'],
    ['1[.]2[.]3[.]4', '1.2.3.4'],
    ['1(.)2{.}3\\.4', '1.2.3.4'],
    ['1[dot]2[DOT]3(dot)4', '1.2.3.4'],
    ['1 [.] 2 [.] 3 [.] 4', '1.2.3.4'],
    ['2001[:]db8[::]1', '2001:DB8:0:0:0:0:0:1'],
    ['hxxp://1[.]2[.]3[.]4/', '1.2.3.4'],
    ['hxxps[://]1.2.3[.]4', '1.2.3.4'],
    ['http://[2001:db8::1]/', '2001:DB8:0:0:0:0:0:1'],
    ['"1.2.3.4",', '1.2.3.4'],
    ['(1.2.3.4).', '1.2.3.4'],
    ['[::1]', '0:0:0:0:0:0:0:1'],
  ])('%s is written as %s', (typed, ipAddress) => {
    expect(enter(typed)).toEqual(taken({ ipAddress }, `written as ${ipAddress}`))
  })

  it('already in that form goes in as typed, without what cannot be seen around it', () => {
    for (const typed of ['1.2.3.4', ' 1.2.3.4\n', '\u200B1.2.3.4\uFEFF']) expect(enter(typed)).toEqual(taken({ ipAddress: '1.2.3.4' }))
    expect(enter('2001:DB8:0:0:0:0:0:1')).toEqual(taken({ ipAddress: '2001:DB8:0:0:0:0:0:1' }))
  })

  it.each([
    ['10.0.0.0/8', 'range (CIDR)'],
    ['2001:db8::/32', 'range (CIDR)'],
    ['1.2.3.4-1.2.3.9', 'is a range'],
    ['1.2.3.4:443', 'carries a port'],
    ['[2001:db8::1]:443', 'carries a port'],
    ['fe80::1%eth0', 'carries a zone'],
    ['010.1.2.3', 'leading zero ("010")'],
    ['::ffff:1.2.3.04', 'without leading zeros'],
    ['1.2.3', 'has 4 octets'],
    ['1.2.3.256', 'between 0 and 255'],
    ['1::2::3', 'only once'],
    ['1:2:3:4:5:6:7', '8 groups'],
    ['1:2:3:4::5:6:7:8', '8 groups'],
    ['12345::1', 'at most 4 digits'],
    ['hxxp://1[.]2[.]3[.]4/drop.sh', 'more than an address'],
    ['evil[.]example', 'is not an IP address'],
    ['1.2.3.4 5.6.7.8', 'is not an IP address'],
    ['', 'is needed'],
  ])('%s is refused: %s', (typed, words) => {
    expect(enter(typed)).toEqual(refusal(words))
  })

  it('carries a user agent of at most 500 characters, or none', () => {
    expect(enter('1.2.3.4', { userAgent: 'curl/8' })).toEqual(taken({ ipAddress: '1.2.3.4', userAgent: 'curl/8' }))
    expect(enter('1.2.3.4', { userAgent: '' })).toEqual(taken({ ipAddress: '1.2.3.4' }))
    expect(enter('1.2.3.4', { userAgent: 'x'.repeat(501) })).toEqual(refusal('A user agent holds at most 500 characters; this one has 501.'))
  })
})

describe('an impacted account', () => {
  const enter = (account: string) => enterEntry('impactedAccounts', { account })

  it('keeps its leading zeros, or gets back those a spreadsheet took', () => {
    expect(enter('000123123123')).toEqual(taken({ account: '000123123123' }))
    expect(enter('123123123')).toEqual(taken({ account: '000123123123' }, 'leading zeros restored: written as 000123123123'))
    expect(enter('1234-5678-9012')).toEqual(taken({ account: '123456789012' }, 'written as 123456789012'))
    expect(enter('1234 5678 9012')).toMatchObject({ value: { account: '123456789012' } })
  })

  it('is refused where it cannot be one', () => {
    expect(enter('1234567890123')).toEqual(refusal('has 12 digits; "1234567890123" has 13'))
    expect(enter('12345678901O')).toEqual(refusal('other characters'))
    expect(enter('1.23123E+11')).toEqual(refusal('spreadsheet has rounded'))
    expect(enter('')).toEqual(refusal('is needed'))
  })
})

describe('an impacted region', () => {
  const enter = (region: string) => enterEntry('impactedAwsRegions', { region })

  it('is any of the 36, in any case, with its name or zone beside it', () => {
    for (const region of MODEL_REGIONS) expect(enter(region)).toEqual(taken({ region }))
    expect(enter('EU-West-1')).toEqual(taken({ region: 'eu-west-1' }, 'written as eu-west-1'))
    expect(enter('Europe (Ireland) eu-west-1')).toMatchObject({ value: { region: 'eu-west-1' } })
    expect(enter('Ireland')).toEqual(taken({ region: 'eu-west-1' }, 'written as eu-west-1'))
    expect(enter('us-east-1b')).toMatchObject({ value: { region: 'us-east-1' } })
  })

  it('is refused where the service does not know it', () => {
    expect(enter('us-gov-west-1')).toEqual(refusal('"us-gov-west-1" is not among the 36 regions'))
    expect(enter('eu-west-1 eu-west-2')).toEqual(refusal('not among'))
    expect(enter('Atlantis')).toEqual(refusal('not among'))
  })
})

describe('an impacted service', () => {
  const enter = (service: string) => enterEntry('impactedServices', { service })

  it('holds 2 to 50 characters of the service\'s alphabet', () => {
    expect(enter('Amazon S3 (Simple Storage)')).toEqual(taken({ service: 'Amazon S3 (Simple Storage)' }))
    expect(enter('A, B & C')).toEqual(taken({ service: 'A, B & C' }))
    expect(enter('A')).toEqual(refusal('at least 2 characters; this one has 1'))
    expect(enter('x'.repeat(51))).toEqual(refusal('at most 50 characters; this one has 51'))
    expect(enter('S3/Glacier')).toEqual(refusal('not "/"'))
    expect(enter('S3_Glacier')).toEqual(refusal('not "_"'))
  })
})

describe('a metadata entry', () => {
  it('needs a key and a value, each within its limit', () => {
    expect(enterEntry('caseMetadata', { key: ' Severity ', value: 'high\nfor now' })).toEqual(taken({ key: 'Severity', value: 'high\nfor now' }))
    expect(enterEntry('caseMetadata', { key: '', value: 'x' })).toEqual(refusal('A metadata key holds at least 1 character; this one has none.'))
    expect(enterEntry('caseMetadata', { key: 'x' })).toEqual(refusal('A metadata value holds at least 1 character'))
    expect(enterEntry('caseMetadata', { key: 'x'.repeat(501), value: 'x' })).toEqual(refusal('at most 500'))
    expect(enterEntry('caseMetadata', { key: 'x', value: 'x'.repeat(2001) })).toEqual(refusal('at most 2,000 characters; this one has 2,001'))
  })
})

describe('whatever is typed', () => {
  const scraps = fc.constantFrom(
    'ann@example.com', '1.2.3.4', '2001:db8::1', '[.]', '::', 'eu-west-1', 'EU', '123123123', '0001', 'S3',
    ' ', '\t', '\n', '-', '.', ':', '@', '/', '"', '(', ')',
  )
  const typed = fc.oneof(
    fc.array(fc.oneof(scraps, anyText(3)), { maxLength: 5 }).map(parts => parts.join('')),
    anyText(2100),
    fc.stringMatching(/^[ -.():A-z0-9]{0,60}$/),
    fc.ipV4(), fc.ipV6(), fc.emailAddress(), fc.stringMatching(/^\d{1,14}$/),
  )
  const members = (field: ListField) => [KEY_MEMBER[field], ...OTHER_MEMBERS[field]]
  const entry = (field: ListField) => fc.record(Object.fromEntries(members(field).map(member => [member, typed])))
  const any = fc.constantFrom(...LIST_FIELDS).chain(field => fc.tuple(fc.constant(field), entry(field)))

  it('is refused with a sentence, or is of the service\'s own form and entered again unchanged', { timeout: 30_000 }, () => {
    fc.assert(fc.property(any, ([field, raw]) => {
      const entered = enterEntry(field, raw)
      if (!entered.ok) {
        expect(entered.reason).toMatch(/^.{10,}\.$/su)
        return
      }
      expect(modelAllows(field, entered.value)).toBe(true)
      expect(enterEntry(field, entered.value)).toEqual({ ok: true, value: entered.value, corrected: null })
    }), { numRuns: 500 })
  })
})

describe('a list', () => {
  it('takes entries up to its limit, and names the limit when full', () => {
    expect(roomFor('watchers', 28)).toBe(2)
    expect(roomFor('watchers', 31)).toBe(0)
    expect(listFull('threatActorIpAddresses', 200)).toBe('A case holds at most 200 threat-actor addresses; this one has 200.')
  })
})
