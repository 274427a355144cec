import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editSchema } from '#domain/edit'
import { quickEdit } from '#domain/quick-edit'

const plain = {
  set: {
    id: '01900000-0000-7000-8000-000000000001', caseId: '4127691988', at: 1_774_632_000_000, supersedes: [],
    change: { kind: 'set', field: 'title', value: 'Keys used from abroad', base: null },
  },
  add: {
    id: '01900000-0000-7000-8000-000000000002', caseId: '4127691988', at: 1_774_632_000_000, supersedes: [],
    change: { kind: 'add', field: 'watchers', entry: { email: 'ann@example.com', name: 'Ann' } },
  },
}

const odd = fc.constantFrom<unknown>(
  null, undefined, '', 'x', 'title', 'watchers', 'caseMetadata', 'reportedIncidentStartDate', 'undo', 'remove', 'x'.repeat(16_384), 'x'.repeat(16_385),
  '01900000-0000-7000-8000-00000000000G', '412769198', '4127691988/', `4127691988${'x'.repeat(23)}`, 0, -0, 1.5, -1, 8.64e15, 8.64e15 + 1, NaN, Infinity, true,
  [], ['01900000-0000-7000-8000-000000000001'], ['x'], {}, { email: '' }, { email: 'ann@example.com' }, { email: 'a', ['y'.repeat(65)]: '' }, { email: 'a', name: 1 },
  JSON.parse('{"email":"a","__proto__":"b"}'), { kind: 'set', field: 'title', value: null, base: null }, { kind: 'undo', undone: plain.set.change },
)

/** A plain edit with one member of it, or of what is in it, changed, left out, or one more added. */
const spoilt = fc.tuple(fc.constantFrom(plain.set, plain.add), fc.constantFrom<readonly string[]>([], ['change'], ['change', 'entry']), fc.nat(6), odd)
  .map(([edit, path, at, value]): unknown => {
    const copy: unknown = structuredClone(edit)
    const inner = path.reduce<unknown>((holder, member) => isObject(holder) ? Reflect.get(holder, member) : undefined, copy)
    if (!isObject(inner)) return copy
    const member = Object.keys(inner)[at] ?? 'more'
    if (value === undefined) Reflect.deleteProperty(inner, member)
    else Reflect.set(inner, member, value)
    return copy
  })

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

describe('an edit that is read quickly', () => {
  it('is one that has the schema\'s leave, and the same', () => {
    fc.assert(fc.property(spoilt, (value) => {
      const quick = quickEdit(value)
      if (quick !== null) expect(editSchema.safeParse(value)).toEqual({ success: true, data: quick })
    }), { numRuns: 3000 })
  })

  it.each(Object.values(plain))('is any plain one: $change.kind', (edit) => {
    expect(quickEdit(edit)).toEqual(edit)
  })
})
