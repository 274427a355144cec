import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Snapshot } from '#domain/case'
import { emptyContent, NO_FACTS } from '#domain/case'
import type { CaseFilter } from '#domain/preferences'
import { CASE_SORTS, FILTER_MARKS } from '#domain/preferences'
import { EVERY_CASE, isSameFilter, listCases, STATUSES, toggled } from '#domain/screen/case-filter'
import { inOrder } from '#domain/screen/case-order'
import type { About } from '#domain/screen/case-rows'
import { needsMe, rowOf } from '#domain/screen/case-rows'
import { createSearch } from '#domain/screen/case-search'
import { CASE, snapshotOf, titleEdit } from '../support/samples'
import { arbitraryContent } from './arbitrary'

const NOTHING: About = { open: new Map(), reported: new Set(), changed: new Set(), drafted: new Set() }
const PARKED = { kind: 'parked', code: 'ValidationException', message: 'Refused.', requestId: 'r-1' } as const

const arbitrarySnapshots: fc.Arbitrary<Snapshot[]> = fc.array(fc.record({
  content: arbitraryContent,
  status: fc.option(fc.constantFrom(...STATUSES), { nil: null }),
  updated: fc.option(fc.integer({ min: 1, max: 9 }), { nil: null }),
  created: fc.option(fc.integer({ min: 1, max: 9 }), { nil: null }),
}), { maxLength: 12 }).map(cases => cases.map(({ content, status, updated, created }, index) => ({
  ...snapshotOf({ caseId: String(1_000_000_000 + index) }),
  content,
  facts: { ...NO_FACTS, caseStatus: status, lastUpdatedDate: updated, createdDate: created },
})))

const arbitraryAbout: fc.Arbitrary<About> = fc.array(fc.tuple(
  fc.integer({ min: 0, max: 11 }), fc.constantFrom('waiting', 'parked', 'reported', 'changed', 'drafted'),
)).map((marks) => {
  const about = { open: new Map(), reported: new Set<string>(), changed: new Set<string>(), drafted: new Set<string>() }
  for (const [index, mark] of marks) {
    const caseId = String(1_000_000_000 + index)
    if (mark === 'reported' || mark === 'changed' || mark === 'drafted') about[mark].add(caseId)
    else about.open.set(caseId, [{ edit: titleEdit(index, 'Mine', { caseId }), held: mark === 'parked' ? PARKED : null }])
  }
  return about
})

const some = <T>(...values: T[]) => fc.uniqueArray(fc.constantFrom(...values), { maxLength: 2 })
const arbitraryFilter: fc.Arbitrary<CaseFilter> = fc.record({
  search: fc.constantFrom('', 'a', 'b c', 'eu-west', '203.0.113', '1000000003', 'closed', 'nothing'),
  statuses: some(...STATUSES),
  engagements: some('Security Incident', 'Investigation'),
  marks: some(...FILTER_MARKS),
  sort: fc.constantFrom(...CASE_SORTS),
})

it('lists every case once that passes all of the filter, in the order asked for, and counts what another choice would list', () => {
  fc.assert(fc.property(arbitrarySnapshots, arbitraryAbout, arbitraryFilter, (snapshots, about, filter) => {
    const all = snapshots.map(snapshot => rowOf(snapshot, about))
    const found = createSearch()(inOrder(all, filter.sort), filter.search)
    const listed = listCases(found, filter)
    const ids = listed.rows.map(({ caseId }) => caseId)
    expect(new Set(ids).size).toBe(ids.length)

    for (const row of all) {
      const here = [row.caseId, row.status, row.title, row.content.description, row.engagement, JSON.stringify(row.content)].join('\n').toLowerCase()
      const isFound = filter.search.split(' ').every(word => here.includes(word))
      const held = row.conflicts + row.parked > 0
      const { reported, changed } = row
      const has = {
        needsMe: held || reported, pending: row.waiting > 0, conflict: row.conflicts > 0, parked: row.parked > 0,
        changed, draft: row.drafted,
      }
      const passes = isFound
        && (filter.statuses.length === 0 || filter.statuses.some(status => status === row.status))
        && (filter.engagements.length === 0 || filter.engagements.some(engagement => engagement === row.engagement))
        && (filter.marks.length === 0 || filter.marks.some(mark => has[mark]))
      expect(ids.includes(row.caseId)).toBe(passes)
    }

    const listing = (patch: Partial<CaseFilter>): number => listCases(found, { ...filter, ...patch }).rows.length
    for (const mark of FILTER_MARKS) expect(listed.marks.get(mark) ?? 0).toBe(listing({ marks: [mark] }))
    for (const status of STATUSES) expect(listed.statuses.get(status) ?? 0).toBe(listing({ statuses: [status] }))

    const keys = listed.rows.map(row => filter.sort === 'needsMe' ? Number(needsMe(row)) : row.lastUpdatedDate ?? 0)
    if (filter.sort === 'needsMe' || filter.sort === 'updated') expect(keys).toEqual(keys.toSorted((a, b) => b - a))
    expect(inOrder([...all].reverse(), filter.sort)).toEqual(inOrder(all, filter.sort))
  }))
})

it('finds the same however it was typed: letter by letter, with a word put before, or taken back', () => {
  const search = fc.array(fc.constantFrom('a', 'b', ' ', 'eu', '-west', '203.', 'x'), { maxLength: 6 }).map(parts => parts.join(''))
  fc.assert(fc.property(arbitrarySnapshots, fc.array(search, { minLength: 1, maxLength: 8 }), (snapshots, typed) => {
    const rows = snapshots.map(snapshot => rowOf(snapshot, NOTHING))
    const remembering = createSearch()
    for (const text of typed) expect(remembering(rows, text)).toEqual(createSearch()(rows, text))
  }))
})

it('finds a case by what was typed into it, sent or not, and no longer by what that took the place of', () => {
  const snapshot = snapshotOf({ title: 'Exfiltration' })
  const open = new Map([[CASE, [{ edit: titleEdit(1, 'Contained', { base: 'Exfiltration' }), held: null }]]])
  const rows = [rowOf(snapshot, { ...NOTHING, open })]
  const search = createSearch()
  expect(search(rows, 'contained')).toHaveLength(1)
  expect(search(rows, 'exfil')).toHaveLength(0)
})

it('keeps the row of a case that stayed as it was', () => {
  const snapshot = snapshotOf({ content: emptyContent() })
  const row = rowOf(snapshot, NOTHING)
  expect(rowOf(snapshot, { ...NOTHING, changed: new Set(['2222222222']) })).toBe(row)
  expect(rowOf(snapshot, { ...NOTHING, changed: new Set([CASE]) })).toMatchObject({ changed: true })
})

it('knows a saved view again, whichever of its choices was made first', () => {
  const filter: CaseFilter = { ...EVERY_CASE, statuses: ['Submitted', 'Closed'], marks: ['pending'] }
  expect(isSameFilter(filter, { ...filter, statuses: ['Closed', 'Submitted'], search: ' ' })).toBe(true)
  expect(isSameFilter(filter, { ...filter, sort: 'title' })).toBe(false)
  expect(isSameFilter({ ...filter, statuses: toggled(filter.statuses, 'Closed') }, filter)).toBe(false)
})
