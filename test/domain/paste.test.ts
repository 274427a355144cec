import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Entry, ListField } from '#domain/fields'
import { LIST_FIELDS, LIST_LIMIT } from '#domain/fields'
import { keyOf } from '#domain/key'
import { readPaste } from '#domain/entry/paste'
import { modelAllows } from './entry-model'

const fresh = (field: ListField, text: string, present: readonly Entry[] = []) => readPaste(field, text, present).fresh
const addresses = (...list: string[]) => list.map(ipAddress => ({ ipAddress }))

describe('a pasted list of addresses', () => {
  it('is read however its items are parted', () => {
    expect(fresh('threatActorIpAddresses', '1.1.1.1, 2[.]2[.]2[.]2;3.3.3.3\t4.4.4.4 5.5.5.5\r\n\r\n- 6.6.6.6\n2) 7.7.7.7\n"8.8.8.8"'))
      .toEqual(addresses('1.1.1.1', '2.2.2.2', '3.3.3.3', '4.4.4.4', '5.5.5.5', '6.6.6.6', '7.7.7.7', '8.8.8.8'))
  })

  it('takes a user agent beside an address, commas and all', () => {
    expect(fresh('threatActorIpAddresses', '1.1.1.1,Mozilla/5.0 (X11; Linux) Chrome/120.0.0.0, like Gecko\n2.2.2.2\t"sqlmap"\n')).toEqual([
      { ipAddress: '1.1.1.1', userAgent: 'Mozilla/5.0 (X11; Linux) Chrome/120.0.0.0, like Gecko' },
      { ipAddress: '2.2.2.2', userAgent: 'sqlmap' },
    ])
  })

  it('takes columns as their first row names them', () => {
    expect(fresh('threatActorIpAddresses', 'User agent,IP\ncurl,1.1.1.1\n,2.2.2.2')).toEqual([
      { ipAddress: '1.1.1.1', userAgent: 'curl' }, { ipAddress: '2.2.2.2' },
    ])
    expect(fresh('threatActorIpAddresses', 'ip;user agent\n1.1.1.1;a, b; c')).toEqual([{ ipAddress: '1.1.1.1', userAgent: 'a, b; c' }])
  })

  it('takes its own columns out of a table of many, and names the others as left out', () => {
    expect(readPaste('threatActorIpAddresses', 'hostname,Source IP,note,User-Agent\nweb-1,1.1.1.1,"seen twice, at night",curl/8\nweb-2,2[.]2.2.2,,\n3.3.3.3', [])).toMatchObject({
      fresh: [{ ipAddress: '1.1.1.1', userAgent: 'curl/8' }, { ipAddress: '2.2.2.2' }, { ipAddress: '3.3.3.3' }],
      refused: [], leftOut: ['hostname', 'note'],
    })
    expect(readPaste('impactedAccounts', 'Account ID\tOwner\n111111111111\tNets', [])).toMatchObject({ fresh: [{ account: '111111111111' }], refused: [], leftOut: ['Owner'] })
  })

  it('takes nothing for a name that may be an entry', () => {
    expect(fresh('threatActorIpAddresses', 'ip,1.1.1.1\n2.2.2.2,3.3.3.3')).toEqual(addresses('1.1.1.1', '2.2.2.2', '3.3.3.3'))
    expect(fresh('impactedServices', 'Service, IAM\nAmazon S3, EC2').map(({ service }) => service)).toContain('IAM')
    expect(readPaste('caseMetadata', 'key,abc\nteam,blue', [])).toMatchObject({ fresh: [{ key: 'key', value: 'abc' }, { key: 'team', value: 'blue' }], leftOut: [] })
  })

  it('says what was corrected, what is there already and what is refused, item by item', () => {
    expect(readPaste('threatActorIpAddresses', '2001:DB8::1\n::1, 10.0.0.0/8\n0:0:0:0:0:0:0:1\nevil.example', [{ ipAddress: '2001:db8:0:0::1', userAgent: 'curl' }])).toEqual({
      fresh: addresses('0:0:0:0:0:0:0:1'),
      there: [{ ipAddress: '2001:db8:0:0::1', userAgent: 'curl' }, ...addresses('0:0:0:0:0:0:0:1')],
      changes: [],
      corrected: [
        { from: '2001:DB8::1', entry: { ipAddress: '2001:db8:0:0::1', userAgent: 'curl' }, how: 'written as 2001:DB8:0:0:0:0:0:1' },
        { from: '::1', entry: { ipAddress: '0:0:0:0:0:0:0:1' }, how: 'written as 0:0:0:0:0:0:0:1' },
      ],
      refused: [
        { text: '10.0.0.0/8', reason: expect.stringContaining('CIDR') },
        { text: 'evil.example', reason: expect.stringContaining('not an IP address') },
      ],
      leftOut: [],
    })
  })

  it('longer than the list has room is taken up to the limit, the rest refused by it', { timeout: 30_000 }, () => {
    const text = Array.from({ length: 10_000 }, (_, index) => `10.${index >> 8}.${index & 255}.1`).join('\n')
    const { fresh: first, refused } = readPaste('threatActorIpAddresses', text, addresses('1.1.1.1'))
    expect(first).toHaveLength(199)
    expect(refused).toHaveLength(9801)
    expect(refused[0]).toEqual({ text: '10.0.199.1', reason: 'A case holds at most 200 threat-actor addresses; this one has 1, and 199 more would come before this.' })
  })
})

describe('pasted watchers', () => {
  it('are read from an address book, a spreadsheet or a plain list', () => {
    expect(fresh('watchers', 'Ann Lee <ann@x.com>; "Doe, Jane" <jane@x.com>; Roe, Rick <rick@x.com>')).toEqual([
      { email: 'ann@x.com', name: 'Ann Lee' }, { email: 'jane@x.com', name: 'Doe, Jane' }, { email: 'rick@x.com', name: 'Roe, Rick' },
    ])
    expect(fresh('watchers', 'ann@x.com,Ann Lee,Analyst\njane@x.com,,CISO\nRick,rick@x.com')).toEqual([
      { email: 'ann@x.com', name: 'Ann Lee', jobTitle: 'Analyst' }, { email: 'jane@x.com', jobTitle: 'CISO' }, { email: 'rick@x.com', name: 'Rick' },
    ])
    expect(fresh('watchers', 'Job title\tName\tE-mail\nCISO\tJane\tjane@x.com')).toEqual([{ email: 'jane@x.com', name: 'Jane', jobTitle: 'CISO' }])
    expect(fresh('watchers', 'ann@x.com, jane@x.com\nrick@x.com roe@x.com').map(entry => entry['email'])).toEqual(['ann@x.com', 'jane@x.com', 'rick@x.com', 'roe@x.com'])
  })

  it('who are there already keep what the paste does not name, and what it names is shown as a change', () => {
    const present = { email: 'Jane@x.com', jobTitle: 'CISO' }
    expect(readPaste('watchers', 'Jane <jane@X.com>', [present])).toMatchObject({ fresh: [], there: [], changes: [{ from: present, to: { ...present, name: 'Jane' } }] })
    expect(readPaste('watchers', 'jane@X.com', [present])).toMatchObject({ fresh: [], there: [present], changes: [] })
  })

  it('named twice with different details are not quietly one of the two', () => {
    const { fresh: first, refused } = readPaste('watchers', 'ann@x.com,Ann\nann@x.com,Anna', [])
    expect(first).toEqual([{ email: 'ann@x.com', name: 'Ann' }])
    expect(refused).toEqual([{ text: 'ann@x.com,Anna', reason: expect.stringContaining('more than once') }])
  })
})

describe('other pastes', () => {
  it('read metadata line by line, whatever parts key and value', () => {
    expect(fresh('caseMetadata', 'severity=high\nurl: https://x/y?a=b,c;d\nteam\tblue, red\n"a,b","say ""hi"""\nnote="one\ntwo"')).toEqual([
      { key: 'severity', value: 'high' }, { key: 'url', value: 'https://x/y?a=b,c;d' }, { key: 'team', value: 'blue, red' },
      { key: 'a,b', value: 'say "hi"' }, { key: 'note', value: 'one\ntwo' },
    ])
    expect(readPaste('caseMetadata', 'severity=low\nloose words', [{ key: 'severity', value: 'high' }])).toMatchObject({
      changes: [{ from: { key: 'severity', value: 'high' }, to: { key: 'severity', value: 'low' } }],
      refused: [{ text: 'loose words' }],
    })
  })

  it('part services at commas, but not within quotes', () => {
    expect(fresh('impactedServices', 'EC2, Amazon S3; IAM\n"A, B"')).toEqual([{ service: 'EC2' }, { service: 'Amazon S3' }, { service: 'IAM' }, { service: 'A, B' }])
  })

  it('tell accounts in groups of digits from accounts in a row, and restore zeros', () => {
    expect(fresh('impactedAccounts', 'Account ID\n1234 5678 9012\n111111111111 222222222222, 333-3')).toEqual(
      ['123456789012', '111111111111', '222222222222', '000000003333'].map(account => ({ account })))
  })

  it('refuse unknown regions by name', () => {
    expect(readPaste('impactedAwsRegions', 'eu-west-1 US-EAST-1, us-gov-west-1', [])).toMatchObject({
      fresh: [{ region: 'eu-west-1' }, { region: 'us-east-1' }], refused: [{ text: 'us-gov-west-1', reason: expect.stringContaining('36 regions') }],
    })
  })

  it('of nothing are nothing', () => {
    for (const field of LIST_FIELDS) expect(readPaste(field, ' \n,,\t\n', [])).toEqual({ fresh: [], there: [], changes: [], corrected: [], refused: [], leftOut: [] })
  })
})

describe('whatever is pasted', () => {
  const item: Record<ListField, fc.Arbitrary<string>> = {
    watchers: fc.oneof(fc.stringMatching(/^[a-c]{1,2}@[a-c]{1,3}\.io$/), fc.stringMatching(/^[a-z]{1,2} <[a-c]@[a-c]\.com>$/), fc.stringMatching(/^[a-z]{1,5}@@[a-z]{1,3}$/)),
    threatActorIpAddresses: fc.oneof(fc.ipV4(), fc.ipV6(), fc.stringMatching(/^10\.0\.0\.[0-5]$/), fc.stringMatching(/^[g-z]{1,9}$/)),
    impactedServices: fc.stringMatching(/^[A-C_]{1,4}$/),
    impactedAwsRegions: fc.constantFrom('eu-west-1', 'EU-WEST-2', 'us-east-1a', 'nowhere-1'),
    impactedAccounts: fc.stringMatching(/^[1-3]{1,14}$/),
    caseMetadata: fc.oneof(fc.stringMatching(/^[a-c]{1,2}=[a-z]{1,3}$/), fc.stringMatching(/^[a-z]{1,5}$/)),
  }
  const paste = fc.constantFrom(...LIST_FIELDS).chain(field => fc.record({
    field: fc.constant(field),
    items: fc.array(item[field], { maxLength: 60 }),
    more: fc.array(item[field], { maxLength: 20 }),
    // A name in a row that holds other e-mails, or words in one that begins with an address, have a reading of their own.
    separator: field === 'impactedServices' || field === 'impactedAwsRegions' || field === 'impactedAccounts' ? fc.constantFrom('\n', ',', '; ', '\t', '\r\n') : fc.constantFrom('\n', '\r\n', '\n\n'),
  }))

  it('each item stands in exactly one place, nothing stands twice, and the list stays within its limit', () => {
    fc.assert(fc.property(paste, ({ field, items, more, separator }) => {
      const present = readPaste(field, more.join('\n'), []).fresh
      const preview = readPaste(field, items.join(separator), present)
      const placed = [preview.fresh, preview.there, preview.changes, preview.refused].map(list => list.length)
      expect(placed.reduce((sum, count) => sum + count)).toBe(items.length)
      const keys = [...present, ...preview.fresh].map(entry => keyOf(field, entry))
      expect(new Set(keys).size).toBe(keys.length)
      expect(keys.length).toBeLessThanOrEqual(LIST_LIMIT[field])
      for (const entry of [...preview.fresh, ...preview.changes.map(({ to }) => to)]) expect(modelAllows(field, entry)).toBe(true)
    }))
  })

  it('pasting the same again adds nothing', () => {
    fc.assert(fc.property(paste, ({ field, items, separator }) => {
      const text = items.join(separator)
      const first = readPaste(field, text, [])
      expect(readPaste(field, text, first.fresh)).toMatchObject({ fresh: [], changes: [] })
    }))
  })

  // A reading that takes time out of step with the length does not end in the test's time.
  it.each(LIST_FIELDS)('hostile texts are read to their end: %s', { timeout: 30_000 }, (field) => {
    const hostile = ['"a,', '"a\n', '""', '.', ' ', '(', 'a@', '- ', '1.1.1.1 ', '-a', '<', '[.]', ',', '\n']
    for (const scrap of hostile) {
      const { fresh, there, changes, refused } = readPaste(field, `us${scrap.repeat(10_000)}x`, [])
      expect(fresh.length + there.length + changes.length + refused.length).toBeGreaterThan(0)
    }
  })
})
