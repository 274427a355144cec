import { describe, expect, it } from 'vitest'
import { draftAgain, draftEdit, draftMend, draftRetry } from '#domain/compose'
import type { Edit } from '#domain/edit'
import type { Entry } from '#domain/fields'
import type { HeldReason } from '#domain/outcome'
import { entrySlot, scalarSlot } from '#domain/slot'
import type { OpenEdit } from '#domain/view'
import { entryConflict } from '#domain/words/conflict-words'
import { editId, editOf, snapshotOf, titleEdit } from '../support/samples'

const TITLE = scalarSlot('title')
const PARKED: HeldReason = { kind: 'parked', code: 'X', message: 'No.', requestId: null }
const held = (edit: Edit, reason: HeldReason = PARKED): OpenEdit[] => [{ edit, held: reason }]
const address = (ipAddress: string, userAgent?: string): Entry => userAgent === undefined ? { ipAddress } : { ipAddress, userAgent }
const added = (entry: Entry) => held(editOf(1, { kind: 'add', field: 'threatActorIpAddresses', entry }))

describe('a decision', () => {
  it('is made on what the panel showed, not on what a colleague wrote since', () => {
    const open = held(titleEdit(1, 'Mine', { base: 'Old' }), { kind: 'conflict', field: 'title', base: 'Old', mine: 'Mine', theirs: 'Theirs' })
    const later = snapshotOf({ title: 'Theirs, later' })
    expect(draftRetry(later, open, TITLE)).toEqual({ supersedes: [editId(1)], change: { kind: 'set', field: 'title', value: 'Mine', base: 'Theirs' } })
    expect(draftEdit(later, open, TITLE, 'Both')?.change).toMatchObject({ value: 'Both', base: 'Theirs' })
  })

  it('about a refused edit leaves its base, so that a colleague\'s change that nobody has seen is asked about', () => {
    const open = held(titleEdit(1, 'Refused', { base: 'Old' }))
    expect(draftRetry(snapshotOf({ title: 'Theirs' }), open, TITLE)?.change).toEqual({ kind: 'set', field: 'title', value: 'Refused', base: 'Old' })
  })

  it('for what was there takes the edit back', () => {
    const open = held(titleEdit(1, 'Refused', { base: 'Old' }))
    expect(draftEdit(snapshotOf({ title: 'Old' }), open, TITLE, 'Old')?.change.kind).toBe('undo')
  })
})

describe('a refused entry', () => {
  const bad = address('198.51.100.7', 'curl')
  const slot = entrySlot('threatActorIpAddresses', bad)

  it('is mended under another key, in its place', () => {
    expect(draftMend(snapshotOf(), added(bad), slot, address('198.51.100.8', 'curl')))
      .toEqual({ supersedes: [editId(1)], change: { kind: 'add', field: 'threatActorIpAddresses', entry: address('198.51.100.8', 'curl') } })
  })

  it('that was mended to one that is there already just goes, and takes nothing of it away', () => {
    const snapshot = snapshotOf({ content: { ...snapshotOf().content, threatActorIpAddresses: [address('198.51.100.8', 'nmap')] } })
    expect(draftMend(snapshot, added(address('198.51.100.7')), slot, address('198.51.100.8'))).toMatchObject({ supersedes: [editId(1)], change: { kind: 'undo' } })
  })
})

describe('an edit of the history', () => {
  it('is brought back over what the case shows now', () => {
    expect(draftAgain(snapshotOf({ title: 'Now' }), [], titleEdit(1, 'Then', { base: 'Before' }).change))
      .toEqual({ supersedes: [], change: { kind: 'set', field: 'title', value: 'Then', base: 'Now' } })
  })

  it('is not where the case shows that already', () => {
    expect(draftAgain(snapshotOf({ title: 'Then' }), [], titleEdit(1, 'Then').change)).toBeNull()
    expect(draftAgain(snapshotOf(), [], { kind: 'undo', undone: { kind: 'set', field: 'title', value: 'Then', base: null } })).toBeNull()
  })
})

describe('a conflict about an entry, in words', () => {
  const [plain, curl, nmap] = [address('203.0.113.7'), address('203.0.113.7', 'curl'), address('203.0.113.7', 'nmap')]

  it.each([
    [{ base: plain, theirs: null, mine: curl }, 'A colleague removed 203.0.113.7. You changed its user agent to “curl” at 13:58.'],
    [{ base: curl, theirs: nmap, mine: plain }, 'A colleague changed the user agent of 203.0.113.7 to “nmap”. You took away its user agent at 13:58.'],
    [{ base: curl, theirs: nmap, mine: null }, 'A colleague changed the user agent of 203.0.113.7 to “nmap”. You removed it at 13:58.'],
    [{ base: null, theirs: nmap, mine: curl }, 'A colleague added 203.0.113.7 with user agent “nmap”. You added it with user agent “curl” at 13:58.'],
  ])('%j', (conflict, words) => {
    expect(entryConflict('threatActorIpAddresses', conflict, 'at 13:58').join(' ')).toBe(words)
  })

  it('of metadata says which value each gave it', () => {
    const conflict = { base: { key: 'severity', value: 'low' }, theirs: { key: 'severity', value: 'high' }, mine: { key: 'severity', value: 'medium' } }
    expect(entryConflict('caseMetadata', conflict, 'at 13:58').join(' '))
      .toBe('A colleague changed the value of severity to “high”. You changed its value to “medium” at 13:58.')
  })
})
