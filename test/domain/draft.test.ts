import { expect, it } from 'vitest'
import { hasBecome } from '#domain/draft'
import type { CaseDraft } from '#domain/draft'
import type { Edit } from '#domain/edit'

const CASE = '1234567890'
const edit = (at: number, change: Edit['change'], caseId = CASE): Edit => ({ id: '01a19467-e8e5-7000-8000-000000000001', caseId, at, supersedes: [], change })
const title = { kind: 'set', field: 'title', value: 'Whole', base: 'Old' } as const
const watcher = { kind: 'add', field: 'watchers', entry: { email: 'ann@example.com', jobTitle: 'Lead' } } as const
const typed = (place: string): CaseDraft => ({ caseId: CASE, at: 100, draft: { kind: 'field', place, typed: 'Who', settled: 'Old', seen: 'Old' } })

it('is over for a field whose text was taken as an edit after it', () => {
  expect(hasBecome(typed('title'), [edit(100, title)])).toBe(true)
  expect(hasBecome(typed('watchers/ann@example.com/jobTitle'), [edit(130, watcher)])).toBe(true)
})

it('stands where the edit came before it, or is about something else', () => {
  expect(hasBecome(typed('title'), [edit(99, title)])).toBe(false)
  expect(hasBecome(typed('description'), [edit(130, title)])).toBe(false)
  expect(hasBecome(typed('title'), [edit(130, title, '1234567891')])).toBe(false)
})

const address = { kind: 'add', field: 'threatActorIpAddresses', entry: { ipAddress: '2001:DB8::1', userAgent: 'curl/8' } } as const
const line = (text: Readonly<Record<string, string>>): CaseDraft =>
  ({ caseId: CASE, at: 100, draft: { kind: 'line', place: 'threatActorIpAddresses', typed: text } })

it('is over for half of an entry that was added after it', () => {
  expect(hasBecome(line({ ipAddress: '2001:db8' }), [edit(130, address)])).toBe(true)
  expect(hasBecome(line({ ipAddress: '2001:db8::1 ', userAgent: 'cu' }), [edit(130, address)])).toBe(true)
})

it('stands for an entry that another one was added beside', () => {
  expect(hasBecome(line({ ipAddress: '198.51.100.' }), [edit(130, address)])).toBe(false)
  expect(hasBecome(line({ ipAddress: '2001:db8', userAgent: 'wget' }), [edit(130, address)])).toBe(false)
  expect(hasBecome(line({ ipAddress: '2001:db8' }), [edit(99, address)])).toBe(false)
  expect(hasBecome(line({ ipAddress: '2001:db8' }), [edit(130, watcher)])).toBe(false)
})
