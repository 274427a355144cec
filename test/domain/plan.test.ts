import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CaseContent } from '#domain/case'
import { applyCall, applyChanges, changeBetween, inverse } from '#domain/change'
import type { FieldChange } from '#domain/edit'
import { LIST_FIELDS, LIST_LIMIT, SET_FIELDS } from '#domain/fields'
import type { LiveEdit } from '#domain/fold'
import { fold } from '#domain/fold'
import { keyOf } from '#domain/key'
import type { Plan } from '#domain/plan'
import { plan } from '#domain/plan'
import type { Slot } from '#domain/slot'
import { entrySlot, sameValue, scalarSlot, slotOf, valueAt, wantedBy } from '#domain/slot'
import { arbitraryContent, arbitraryWish, contentWith, fullList, manyEntries } from './arbitrary'

let count = 0
const live = (change: FieldChange): LiveEdit => ({ id: `edit-${count += 1}`, change, written: [] })

function changed(slot: Slot, base: Parameters<typeof changeBetween>[1], value: Parameters<typeof changeBetween>[2]): FieldChange {
  const change = changeBetween(slot, base, value)
  if (change === null) throw new Error('no such change')
  return change
}

/** What a responder does to a case that shows `shown`: each wish becomes the edit the page would make. */
function editsFor(shown: CaseContent, wishes: ReadonlyArray<{ slot: Slot, value: Parameters<typeof changeBetween>[2] }>): LiveEdit[] {
  const edits: LiveEdit[] = []
  let content = shown
  for (const { slot, value } of wishes) {
    const base = valueAt(content, slot)
    const change = sameValue(slot.field, base, value) ? null : changeBetween(slot, base, value)
    if (change === null) continue
    edits.push(live(change))
    content = applyChanges(content, [change])
  }
  return edits
}

const applied = (remote: CaseContent, { calls }: Plan): CaseContent => calls.reduce((content, { call }) => applyCall(content, call), remote)
const wishes = fc.array(arbitraryWish, { maxLength: 12 })

describe('folding, planning and applying', () => {
  it('gives what was wanted when nobody else wrote', () => {
    fc.assert(fc.property(arbitraryContent, wishes, (remote, wanted) => {
      const edits = editsFor(remote, wanted)
      const planned = plan(remote, fold(edits))
      expect(planned.held).toEqual([])
      const result = applied(remote, planned)
      const shown = applyChanges(remote, edits.map(({ change }) => change))
      for (const { change } of edits) {
        const slot = slotOf(change)
        const [now, wished, was] = [valueAt(result, slot), valueAt(shown, slot), valueAt(remote, slot)]
        expect(sameValue(slot.field, now, wished) || sameValue(slot.field, now, was)).toBe(true)
      }
      for (const { slot, value } of fold(edits)) expect(sameValue(slot.field, valueAt(result, slot), value)).toBe(true)
    }))
  })

  it('touches no slot that nobody edited, and never replaces what a colleague wrote meanwhile', () => {
    fc.assert(fc.property(arbitraryContent, wishes, arbitraryContent, (shown, wanted, remote) => {
      const edits = editsFor(shown, wanted)
      const folded = fold(edits)
      const result = applied(remote, plan(remote, folded))
      const slots = new Map(folded.map(wish => [wish.slot.id, wish]))
      for (const field of LIST_FIELDS) {
        for (const entry of [...remote[field], ...result[field]]) {
          const slot = entrySlot(field, entry)
          const before = valueAt(remote, slot)
          const wish = slots.get(slot.id)
          const mayWrite = wish?.bases.some(base => sameValue(field, base.value, before)) ?? false
          if (!mayWrite) expect(sameValue(field, valueAt(result, slot), before)).toBe(true)
        }
      }
      const title = slots.get('title')
      if (!(title?.bases.some(base => sameValue('title', base.value, remote.title)) ?? false)) expect(result.title).toBe(remote.title)
    }))
  })

  it('accounts for every edit once: in a call, met already, or held', () => {
    fc.assert(fc.property(arbitraryContent, wishes, arbitraryContent, (shown, wanted, remote) => {
      const edits = editsFor(shown, wanted)
      const { calls, alreadySo, held } = plan(remote, fold(edits))
      const accounted = [...calls.flatMap(({ finishes }) => finishes), ...alreadySo, ...held].flatMap(one => typeof one === 'string' ? one : one.edits)
      expect(accounted.toSorted()).toEqual(edits.map(({ id }) => id).toSorted())
    }))
  })

  it('asks for nothing more when planned again on the result', () => {
    fc.assert(fc.property(arbitraryContent, wishes, arbitraryContent, (shown, wanted, remote) => {
      const folded = fold(editsFor(shown, wanted))
      const first = plan(remote, folded)
      const held = new Set(first.held.flatMap(({ edits }) => edits))
      const sendable = folded.filter(({ edits }) => !edits.some(id => held.has(id)))
      expect(plan(applied(remote, first), sendable).calls).toEqual([])
    }))
  })

  it('finds its way from any point at which a crash left the calls, its own intents in mind', () => {
    fc.assert(fc.property(arbitraryContent, wishes, fc.nat(3), (remote, wanted, landed) => {
      const edits = editsFor(remote, wanted)
      const first = plan(remote, fold(edits))
      const half = applied(remote, { ...first, calls: first.calls.slice(0, landed) })
      const sent = first.calls.slice(0, landed + 1)
      const remembered = edits.map((edit): LiveEdit => ({
        ...edit,
        written: sent.filter(call => call.edits.includes(edit.id)).map(({ call }) => valueAt(applyCall(half, call), slotOf(edit.change)))
          .map(value => ({ value, meant: value })),
      }))
      const again = plan(half, fold(remembered))
      expect(again.held).toEqual([])
      const result = applied(half, again)
      for (const { slot, value } of fold(edits)) expect(sameValue(slot.field, valueAt(result, slot), value)).toBe(true)
    }))
  })

  it('breaks no limit, in no call and at no time between calls', () => {
    const bulk = fc.record({ field: fc.constantFrom(...SET_FIELDS), there: fc.nat(1), adds: fc.nat(1), drop: fc.nat(40) })
    fc.assert(fc.property(bulk, fc.nat(60), ({ field, there, adds, drop }, fresh) => {
      const limit = LIST_LIMIT[field]
      const all = manyEntries(field, limit * 2)
      const remote = contentWith({ [field]: all.slice(0, there === 1 ? limit : Math.floor(limit / 2)) })
      const additions = all.slice(limit, limit + (adds === 1 ? limit : fresh))
      const edits = [
        ...remote[field].slice(0, drop).map(entry => live({ kind: 'remove', field, entry })),
        ...additions.map(entry => live({ kind: 'add', field, entry })),
      ]
      const planned = plan(remote, fold(edits))
      let content = remote
      for (const { call } of planned.calls) {
        expect(call.add[field]?.length ?? 0).toBeLessThanOrEqual(limit)
        expect(call.remove[field]?.length ?? 0).toBeLessThanOrEqual(limit)
        const removed = new Set(call.remove[field]?.map(entry => keyOf(field, entry)))
        expect(call.add[field]?.some(entry => removed.has(keyOf(field, entry))) ?? false).toBe(false)
        content = applyCall(content, call)
        expect(content[field].length).toBeLessThanOrEqual(limit)
      }
    }), { numRuns: 60 })
  })

  it('never sends an empty call', () => {
    fc.assert(fc.property(arbitraryContent, wishes, arbitraryContent, (shown, wanted, remote) => {
      for (const { call } of plan(remote, fold(editsFor(shown, wanted))).calls) {
        const lists = [...Object.values(call.add), ...Object.values(call.remove)]
        expect(lists.every(list => list.length > 0)).toBe(true)
        expect(Object.keys(call.set).length + lists.length + call.put.length).toBeGreaterThan(0)
      }
    }))
  })
})

describe('an inverse', () => {
  it('undoes its change, wherever the service offers one', () => {
    fc.assert(fc.property(arbitraryContent, arbitraryWish, (content, { slot, value }) => {
      const base = valueAt(content, slot)
      const change = changeBetween(slot, base, value)
      const back = change === null ? null : inverse(change)
      if (change === null || back === null) return
      const undone = applyChanges(content, [change, back])
      expect(sameValue(slot.field, valueAt(undone, slot), base)).toBe(true)
      expect(wantedBy(back)).toEqual(base)
    }))
  })

  it('of setting what was never set is none: the service cannot clear a title or take a metadata key away', () => {
    expect(inverse({ kind: 'set', field: 'title', value: 'A', base: null })).toBeNull()
    expect(inverse({ kind: 'put', field: 'caseMetadata', entry: { key: 'k', value: 'v' }, base: null })).toBeNull()
  })
})

describe('the calls', () => {
  const title = (base: string | null, value: string) => live(changed(scalarSlot('title'), base, value))

  it('are one for any number of edits in every field', () => {
    const remote = contentWith({ title: 'Old', impactedAccounts: [{ account: '000000000001' }] })
    const edits = [
      title('Old', 'Newer'),
      title('Newer', 'Newest'),
      ...manyEntries('threatActorIpAddresses', 200).map(entry => live({ kind: 'add', field: 'threatActorIpAddresses', entry })),
      live({ kind: 'remove', field: 'impactedAccounts', entry: { account: '000000000001' } }),
      live({ kind: 'put', field: 'caseMetadata', entry: { key: 'ticket', value: '7' }, base: null }),
    ]
    const { calls } = plan(remote, fold(edits))
    expect(calls).toHaveLength(1)
    expect(calls[0]?.call.set).toEqual({ title: 'Newest' })
    expect(calls[0]?.call.add.threatActorIpAddresses).toHaveLength(200)
    expect(calls[0]?.call.remove.impactedAccounts).toEqual([{ account: '000000000001' }])
  })

  it('are two where an entry is replaced: deleted, then added', () => {
    const before = { email: 'ann@example.com', jobTitle: 'Analyst' }
    const after = { email: 'ann@example.com', jobTitle: 'Lead' }
    const { calls } = plan(contentWith({ watchers: [before] }), fold([live({ kind: 'replace', field: 'watchers', entry: after, base: before })]))
    expect(calls.map(({ call }) => [call.remove.watchers, call.add.watchers])).toEqual([[[before], undefined], [undefined, [after]]])
    expect(calls.map(({ finishes }) => finishes.length)).toEqual([0, 1])
  })

  it('are none where edits cancel each other, whatever a colleague wrote meanwhile', () => {
    const entry = { ipAddress: '203.0.113.7' }
    const edits = [live({ kind: 'add', field: 'threatActorIpAddresses', entry }), live({ kind: 'remove', field: 'threatActorIpAddresses', entry })]
    expect(plan(contentWith({ threatActorIpAddresses: [entry] }), fold(edits)).calls).toEqual([])
    expect(plan(contentWith({ title: 'Theirs' }), fold([title('Old', 'Mine'), title('Mine', 'Old')])).calls).toEqual([])
  })

  it('carry of the metadata what changed alone, or the known along with it where the service replaces it all', () => {
    const remote = contentWith({ caseMetadata: [{ key: 'a', value: '1' }, { key: 'b', value: '2' }] })
    const wanted = fold([live({ kind: 'put', field: 'caseMetadata', entry: { key: 'b', value: '3' }, base: { key: 'b', value: '2' } })])
    expect(plan(remote, wanted).calls[0]?.call.put).toEqual([{ key: 'b', value: '3' }])
    expect(plan(remote, wanted, 'merges').calls[0]?.call.put).toEqual([{ key: 'b', value: '3' }])
    expect(plan(remote, wanted, 'replaces').calls[0]?.call.put).toEqual([{ key: 'a', value: '1' }, { key: 'b', value: '3' }])
  })
})

describe('what a colleague changed', () => {
  const title = live({ kind: 'set', field: 'title', value: 'Mine', base: 'Old' })

  it('is asked about where it is the same scalar, with base, mine and theirs', () => {
    const { calls, held } = plan(contentWith({ title: 'Theirs' }), fold([title]))
    expect(calls).toEqual([])
    expect(held).toEqual([{ edits: [title.id], reason: { kind: 'conflict', field: 'title', base: 'Old', mine: 'Mine', theirs: 'Theirs' } }])
  })

  it('is no conflict where both came to the same', () => {
    expect(plan(contentWith({ title: 'Mine' }), fold([title])).alreadySo).toMatchObject([{ edits: [title.id] }])
  })

  it('stands beside ours where it is another entry of the same list', () => {
    const mine = live({ kind: 'add', field: 'impactedServices', entry: { service: 'Amazon S3' } })
    const { calls, held } = plan(contentWith({ impactedServices: [{ service: 'AWS Lambda' }] }), fold([mine]))
    expect(held).toEqual([])
    expect(calls[0]?.call.add.impactedServices).toEqual([{ service: 'Amazon S3' }])
  })

  it('is asked about where they removed the entry we changed, or changed the one we removed', () => {
    const before = { ipAddress: '203.0.113.7' }
    const after = { ipAddress: '203.0.113.7', userAgent: 'curl' }
    expect(plan(contentWith({}), fold([live({ kind: 'replace', field: 'threatActorIpAddresses', entry: after, base: before })])).held).toHaveLength(1)
    expect(plan(contentWith({ threatActorIpAddresses: [after] }), fold([live({ kind: 'remove', field: 'threatActorIpAddresses', entry: before })])).held)
      .toHaveLength(1)
  })

  it('in another line stays, where the line that we sent is taken back together with one that was never sent', () => {
    const text = (mine: string, theirs: string): string => ['first', mine, 'between', 'more between', theirs, 'last'].join('\n')
    const back = { id: 'back', change: changed(scalarSlot('description'), text('never sent', ''), text('before', '')), takesBack: true }
    const written = [{ value: text('sent', ''), meant: text('sent', '') }]
    const { calls } = plan(contentWith({ description: text('sent', 'theirs') }), fold([{ ...back, written }]))
    expect(calls.map(({ call }) => call.set)).toEqual([{ description: text('before', 'theirs') }])
  })

  it('leaves the rest of the case free to go', () => {
    const other = live({ kind: 'set', field: 'description', value: 'Ours', base: 'Was' })
    const { calls, held } = plan(contentWith({ title: 'Theirs', description: 'Was' }), fold([title, other]))
    expect(held).toHaveLength(1)
    expect(calls.map(({ call }) => call.set)).toEqual([{ description: 'Ours' }])
  })

  it('may fill the list: what no longer fits is parked with the limit named', () => {
    const entry = { account: '999999999999' }
    const { calls, held } = plan(contentWith({ impactedAccounts: fullList('impactedAccounts') }), fold([live({ kind: 'add', field: 'impactedAccounts', entry })]))
    expect(calls).toEqual([])
    expect(held[0]?.reason).toMatchObject({ kind: 'parked', code: 'listFull' })
    expect(held[0]?.reason.kind === 'parked' && held[0].reason.message).toContain('200')
  })

  it('compares dates at whole seconds', () => {
    const date = live({ kind: 'set', field: 'actualIncidentStartDate', value: 5000, base: 1_000 })
    expect(plan(contentWith({ actualIncidentStartDate: 1_400 }), fold([date])).calls).toHaveLength(1)
  })
})
