import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { enterEntry } from '#domain/entry/enter-entry'
import { readPaste } from '#domain/entry/paste'
import { REGION_NAME } from '#domain/entry/regions'
import { SERVICES } from '#domain/entry/services'
import { suggestions } from '#domain/entry/suggest'
import type { Entry, ListField } from '#domain/fields'
import { LIST_FIELDS, REGIONS } from '#domain/fields'
import { keyOf } from '#domain/key'
import { asCsv, asList, filterRows, sortRows } from '#domain/screen/entry-list'
import type { EntryRow } from '#domain/screen/entry-rows'

const rowsOf = (entries: readonly Entry[]): EntryRow[] =>
  entries.map((entry, index) => ({ id: String(index), entry, mark: null, removed: false }))
const addresses = (...list: string[]) => rowsOf(list.map(ipAddress => ({ ipAddress })))
const shownOf = (rows: readonly EntryRow[], member: string) => rows.map(({ entry }) => entry[member])

describe('what could be meant', () => {
  const values = (field: ListField, typed: string, present: readonly Entry[] = []) =>
    suggestions(field, typed, present).map(({ value }) => value)

  it('is a region by its place or its code, accents and points aside', () => {
    expect(values('impactedAwsRegions', 'irel')).toEqual(['eu-west-1'])
    expect(values('impactedAwsRegions', 'sao paulo')).toEqual(['sa-east-1'])
    expect(values('impactedAwsRegions', 'n virginia')).toEqual(['us-east-1'])
    expect(values('impactedAwsRegions', 'eu-west')).toEqual(['eu-west-1', 'eu-west-2', 'eu-west-3'])
  })

  it('is a service, the one that is named so before those that hold the word', () => {
    expect(values('impactedServices', 's3')[0]).toBe('Amazon S3')
    expect(values('impactedServices', 'lamb')).toEqual(['AWS Lambda'])
  })

  it('is never what the list holds already, and nothing where nothing was typed or nothing is known', () => {
    expect(values('impactedAwsRegions', 'irel', [{ region: 'eu-west-1' }])).toEqual([])
    expect(values('impactedServices', '  ')).toEqual([])
    expect(values('threatActorIpAddresses', '203')).toEqual([])
  })

  it('can be entered as it stands, whatever is typed', () => {
    fc.assert(fc.property(fc.string({ maxLength: 12 }), typed => [...suggestions('impactedServices', typed, []), ...suggestions('impactedAwsRegions', typed, [])]
      .every(({ value, detail }) => enterEntry(detail === null ? 'impactedServices' : 'impactedAwsRegions', { service: value, region: value }).ok)))
  })
})

describe('the bundled tables', () => {
  it('hold every region of the service, each with a name of its own that can be typed', () => {
    expect(new Set(Object.values(REGION_NAME)).size).toBe(REGIONS.length)
    for (const region of REGIONS) {
      expect(enterEntry('impactedAwsRegions', { region: REGION_NAME[region] })).toEqual({ ok: true, value: { region }, corrected: `written as ${region}` })
    }
    expect(enterEntry('impactedAwsRegions', { region: 'Europe (Ireland)' })).toMatchObject({ value: { region: 'eu-west-1' } })
  })

  it('hold services once each, as the service takes them', () => {
    expect(new Set(SERVICES).size).toBe(SERVICES.length)
    for (const service of SERVICES) expect(enterEntry('impactedServices', { service })).toEqual({ ok: true, value: { service }, corrected: null })
  })
})

describe('a list that is sorted', () => {
  it('by address goes by number, not by letters', () => {
    const rows = addresses('2001:DB8:0:0:0:0:0:2', '203.0.113.10', '203.0.113.9', '2001:DB8:0:0:0:0:0:1', '9.9.9.9')
    expect(shownOf(sortRows('threatActorIpAddresses', rows, 'ipAddress'), 'ipAddress'))
      .toEqual(['9.9.9.9', '203.0.113.9', '203.0.113.10', '2001:DB8:0:0:0:0:0:1', '2001:DB8:0:0:0:0:0:2'])
  })

  it('keeps every row, puts the empty last and equal ones as they were', () => {
    const entry = fc.record({ email: fc.constant('a@b.example'), name: fc.constantFrom('', 'Ana', 'ana', 'Bo') })
    fc.assert(fc.property(fc.array(entry), (entries) => {
      const rows = rowsOf(entries)
      const sorted = sortRows('watchers', rows, 'name')
      expect(new Set(sorted)).toEqual(new Set(rows))
      const names = sorted.map(({ entry: { name = '' } }) => name.toLowerCase())
      expect(names).toEqual([...names.filter(name => name !== '').sort(), ...names.filter(name => name === '')])
      for (const name of ['', 'ana', 'bo']) {
        const ids = sorted.filter(({ entry: one }) => one['name']?.toLowerCase() === name).map(({ id }) => Number(id))
        expect(ids).toEqual(ids.toSorted((a, b) => a - b))
      }
    }))
  })
})

describe('a filter', () => {
  it('finds entries by any member, by defanged text and regions by place', () => {
    const rows = rowsOf([{ ipAddress: '203.0.113.7', userAgent: 'curl/8' }, { ipAddress: '198.51.100.1' }])
    expect(filterRows('threatActorIpAddresses', rows, '203[.]0[.]113').length).toBe(1)
    expect(filterRows('threatActorIpAddresses', rows, 'CURL').length).toBe(1)
    expect(filterRows('threatActorIpAddresses', rows, ' ')).toBe(rows)
    expect(filterRows('impactedAwsRegions', rowsOf([{ region: 'eu-west-1' }, { region: 'us-east-1' }]), 'irel').length).toBe(1)
  })
})

describe('what is copied', () => {
  const DRAWN: Record<ListField, fc.Arbitrary<Entry>> = {
    watchers: fc.record({ email: fc.stringMatching(/^[a-z]{2,6}@[a-z]{2,6}\.com$/), name: fc.constantFrom('Mia Keller', 'Doe, Jane', 'O"Neil') }),
    threatActorIpAddresses: fc.record({ ipAddress: fc.ipV4(), userAgent: fc.constantFrom('curl/8', 'a, b; "c"', 'Mozilla/5.0 (X11; Linux)') }),
    impactedServices: fc.record({ service: fc.constantFrom(...SERVICES) }),
    impactedAwsRegions: fc.record({ region: fc.constantFrom(...REGIONS) }),
    impactedAccounts: fc.record({ account: fc.stringMatching(/^\d{12}$/) }),
    caseMetadata: fc.record({ key: fc.stringMatching(/^[a-z]{3,8}$/), value: fc.constantFrom('1', 'a, b', 'two\nlines', '"quoted"') }),
  }

  it.each(LIST_FIELDS)('as CSV is read back whole by a paste: %s', (field) => {
    const lists = fc.uniqueArray(DRAWN[field], { minLength: 1, maxLength: 20, selector: entry => keyOf(field, entry) })
    fc.assert(fc.property(lists, (entries) => {
      const { fresh, refused } = readPaste(field, asCsv(field, entries), [])
      expect({ fresh, refused }).toEqual({ fresh: entries, refused: [] })
    }))
  })

  it('as CSV is no formula to a spreadsheet, whatever an attacker called themselves', () => {
    expect(asCsv('threatActorIpAddresses', [{ ipAddress: '1.1.1.1', userAgent: '=cmd|\' /C calc\'!A0' }]).split('\n')[1]).toBe('1.1.1.1,\'=cmd|\' /C calc\'!A0')
  })

  it('as a list is one key a line', () => {
    expect(asList('impactedAccounts', [{ account: '000123123123' }, { account: '111122223333' }])).toBe('000123123123\n111122223333')
  })
})
