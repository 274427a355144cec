import { layOutcome, mergeSnapshot } from '#domain/mirror'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sentOutcome, snapshotOf } from '../support/samples'

const WATCHERS = [{ email: 'a@b.example' }]
const details = snapshotOf({ updated: 10_000, readAt: 50_000, title: 'Details' })
const known = { ...details, facts: { ...details.facts, closureCode: 'Investigation Completed' }, content: { ...details.content, watchers: WATCHERS } }

function listing({ updated = 20_000, readAt = 60_000, title = 'Listed' }: { updated?: number | null, readAt?: number, title?: string } = {}) {
  return snapshotOf({ complete: false, updated, readAt, title })
}

describe('a case never seen', () => {
  it.each([['listed', listing()], ['read', details], ['gone', { ...listing(), gone: true }]])('is taken as %s', (_, incoming) => {
    expect(mergeSnapshot(undefined, incoming)).toEqual(incoming)
  })
})

describe('details that were known', () => {
  it('give way to details the service updated later, even if its clock and ours disagree on the reading', () => {
    const newer = snapshotOf({ updated: 11_000, readAt: 40_000, title: 'Newer' })
    expect(mergeSnapshot(known, newer)).toEqual(newer)
  })

  it('stay when an older read comes late', () => {
    expect(mergeSnapshot(known, snapshotOf({ updated: 9000, readAt: 70_000 }))).toBeNull()
  })

  it('of one and the same second give way to what was read later', () => {
    const later = snapshotOf({ updated: 10_900, readAt: 50_001, title: 'Later' })
    expect(mergeSnapshot(known, later)).toEqual(later)
    expect(mergeSnapshot(known, { ...later, readAt: 50_000 })).toBeNull()
  })

  it('are not lost to a newer listing: it changes title, engagement and facts alone', () => {
    const merged = mergeSnapshot(known, { ...listing(), facts: { ...listing().facts, caseStatus: 'Containment' } })
    expect(merged).toMatchObject({ complete: true, readAt: 50_000, content: { title: 'Listed', watchers: WATCHERS } })
    expect(merged?.facts).toMatchObject({ caseStatus: 'Containment', closureCode: 'Investigation Completed' })
  })

  it('go on telling how old they are after a newer listing, so that they are read again', () => {
    const merged = mergeSnapshot(known, listing())
    expect(merged?.facts.lastUpdatedDate).toBe(10_000)
    const fresh = snapshotOf({ updated: 20_000, readAt: 61_000, title: 'Listed' })
    expect(mergeSnapshot(merged ?? undefined, fresh)).toEqual(fresh)
  })

  it('are not touched by an older listing, nor by one that says nothing new', () => {
    expect(mergeSnapshot(known, listing({ updated: 9000 }))).toBeNull()
    const merged = mergeSnapshot(known, listing())
    expect(mergeSnapshot(merged ?? undefined, listing({ readAt: 65_000 }))).toBeNull()
  })
})

describe('a case that was only listed', () => {
  it('gets its details', () => {
    expect(mergeSnapshot(listing(), snapshotOf({ updated: 20_000, readAt: 61_000, title: 'Read' }))).toMatchObject({ complete: true, content: { title: 'Read' } })
  })

  it('gets details older than the listing without going back in what the listing said', () => {
    expect(mergeSnapshot(listing(), known)).toMatchObject({
      complete: true, content: { title: 'Listed', watchers: WATCHERS }, facts: { lastUpdatedDate: 10_000 },
    })
  })

  it('follows newer listings', () => {
    const newer = listing({ updated: 30_000, title: 'Newer' })
    expect(mergeSnapshot(listing(), newer)).toEqual(newer)
  })
})

describe('a case that is gone', () => {
  const gone = { ...listing({ updated: null, title: '', readAt: 80_000 }), gone: true }

  it('stays readable, marked', () => {
    expect(mergeSnapshot(known, gone)).toEqual({ ...known, gone: true, readAt: 80_000 })
  })

  it('is marked once', () => {
    expect(mergeSnapshot({ ...known, gone: true, readAt: 80_000 }, { ...gone, readAt: 90_000 })).toBeNull()
  })

  it('is not marked by an answer older than its last reading', () => {
    expect(mergeSnapshot(known, { ...gone, readAt: 40_000 })).toBeNull()
  })

  it('that comes back shows again, listed or read', () => {
    const marked = { ...known, gone: true, readAt: 80_000 }
    const back = mergeSnapshot(marked, listing({ updated: 10_000, readAt: 90_000 }))
    expect(back).toMatchObject({ gone: false, complete: true, content: { watchers: WATCHERS } })
    expect(mergeSnapshot(marked, { ...details, readAt: 90_000 })).toMatchObject({ gone: false })
    expect(mergeSnapshot(marked, { ...details, readAt: 70_000 })).toBeNull()
  })
})

it('the same reads in any order leave details, the newest ones', () => {
  const reads = fc.array(fc.record({ complete: fc.boolean(), updated: fc.nat({ max: 9 }), readAt: fc.nat({ max: 9 }) }), { maxLength: 12 })
  fc.assert(fc.property(reads, (seen) => {
    // As from a real service: what was updated later was read later too.
    const snapshots = seen.map(({ complete, updated, readAt }) =>
      snapshotOf({ complete, updated: updated * 1000, readAt: updated * 10_000 + readAt, title: `T${updated}` }))
    let held = snapshots[0]
    for (const snapshot of snapshots) held = mergeSnapshot(held, snapshot) ?? held
    const complete = snapshots.filter(snapshot => snapshot.complete)
    const newest = Math.max(...complete.map(({ facts }) => facts.lastUpdatedDate ?? 0))
    const title = `T${Math.max(...seen.map(({ updated }) => updated))}`
    if (held === undefined) return
    expect(held.complete).toBe(complete.length > 0)
    if (held.complete) expect(held.facts.lastUpdatedDate).toBe(newest)
    if (!held.complete) expect(held.content.title).toBe(title)
  }))
})

describe('an outcome', () => {
  it('shows in the case what the call wrote, and nothing else changes', () => {
    const laid = layOutcome({ ...known, readAt: 1000 }, sentOutcome(1, [], 'Ours'))
    expect(laid).toMatchObject({ content: { title: 'Ours', watchers: WATCHERS }, facts: known.facts })
  })

  it('from before the last reading is not laid over what a colleague wrote since', () => {
    expect(layOutcome(known, sentOutcome(1, [], 'Ours'))).toBe(known)
  })

  it('does not vanish behind a reading from before it that a colleague\'s edit made newer', () => {
    const laid = layOutcome({ ...known, readAt: 1000 }, sentOutcome(1, [], 'Ours'))
    const later = { ...known.facts, lastUpdatedDate: 90_000 }
    expect(mergeSnapshot(laid, { ...known, readAt: 1500, facts: later })).toBeNull()
    expect(mergeSnapshot(laid, { ...known, readAt: 5000, facts: later })?.content.title).toBe('Details')
  })

  it('makes a reading from before it look old', () => {
    const laid = layOutcome({ ...known, readAt: 1000 }, sentOutcome(1, [], 'Ours'))
    expect(mergeSnapshot(laid, { ...known, readAt: 1500 })).toBeNull()
  })
})
