import { expect, it } from 'vitest'
import type { Edit, FieldChange } from '#domain/edit'
import { outboxLines, sendWords } from '#domain/screen/outbox-lines'
import { slotOf } from '#domain/slot'
import { editOf, snapshotOf } from '../support/samples'

const slotFor = (edit: Edit, change: FieldChange) => ({ slot: slotOf(change), mark: { kind: 'waiting' as const, since: edit.at, edits: [edit] } })
const waiting = (number: number, change: FieldChange) => slotFor(editOf(number, change), change)
const address = (number: number) => waiting(number, { kind: 'add', field: 'threatActorIpAddresses', entry: { ipAddress: `203.0.113.${number}` } })
const title = waiting(100, { kind: 'set', field: 'title', value: 'New', base: snapshotOf().content.title })
const parked = (number: number) => ({
  ...address(number),
  mark: { ...address(number).mark, kind: 'held' as const, reason: { kind: 'parked' as const, code: 'X', message: 'No.', requestId: null } },
})
const many = (count: number) => Array.from({ length: count }, (_, index) => address(index + 1))

it('keeps a few entries of a list apart, and folds many into one line where the first of them stood', () => {
  expect(outboxLines([...many(4), title]).map(({ kind }) => kind)).toEqual(['slot', 'slot', 'slot', 'slot', 'slot'])
  expect(outboxLines([title, ...many(12)])).toMatchObject([{ kind: 'slot' }, { kind: 'list', what: '+12 threat-actor addresses' }])
})

it('folds entries that are held for one reason, apart from those that wait', () => {
  const held = [11, 12, 13, 14, 15].map(parked)
  expect(outboxLines([...many(6), ...held])).toMatchObject([
    { kind: 'list', what: '+6 threat-actor addresses', reason: null },
    { kind: 'list', what: '+5 threat-actor addresses', reason: { kind: 'parked', message: 'No.' } },
  ])
})

it('leaves what needs the responder out of the fold', () => {
  expect(outboxLines([...many(6), parked(9)])).toMatchObject([{ kind: 'list', what: '+6 threat-actor addresses' }, { kind: 'slot', mark: { kind: 'held' } }])
})

it('claims no plus for entries of which some go and some come', () => {
  const gone = waiting(7, { kind: 'remove', field: 'threatActorIpAddresses', entry: { ipAddress: '198.51.100.1' } })
  expect(outboxLines([...many(4), gone])).toMatchObject([{ what: '5 threat-actor addresses' }])
})

it('counts an entry that was added and then changed as added', () => {
  const [first] = many(1)
  if (first === undefined) throw new Error('There is one.')
  const base = { ipAddress: '203.0.113.1' }
  const changed = editOf(50, { kind: 'replace', field: 'threatActorIpAddresses', base, entry: { ...base, userAgent: 'curl/8' } })
  const both = { ...first, mark: { ...first.mark, edits: [...first.mark.edits, changed] } }
  expect(outboxLines([both, ...many(5).slice(1)])).toMatchObject([{ what: '+5 threat-actor addresses' }])
})

it('says in how many calls it will be sent, and of what', () => {
  const snapshot = snapshotOf()
  expect(sendWords(snapshot, [...many(12), title])).toBe('1 call: title, 12 threat-actor addresses')
  const before = { email: 'ana@example.com', name: 'Ana' }
  const replaced = waiting(8, { kind: 'replace', field: 'watchers', base: before, entry: { ...before, name: 'Ana Lima' } })
  expect(sendWords({ ...snapshot, content: { ...snapshot.content, watchers: [before] } }, [replaced])).toBe('2 calls: 1 watcher')
})

it('promises no call for what the service shows already', () => {
  const there = waiting(9, { kind: 'set', field: 'title', value: 'New', base: 'Old' })
  const snapshot = { ...snapshotOf(), content: { ...snapshotOf().content, title: 'New' } }
  expect(sendWords(snapshot, [there])).toBe('title: at the service already, to be confirmed')
  expect(sendWords(snapshot, [there, address(1)])).toBe('1 call: title, 1 threat-actor address')
  expect(sendWords(undefined, [there])).toBe('title')
})

it('counts what is held apart from what is sent', () => {
  expect(sendWords(snapshotOf(), [title, parked(3)])).toBe('1 call: title')
  expect(sendWords(snapshotOf(), [parked(3), parked(4)])).toBe('')
})
