import { describe, expect, it } from 'vitest'
import { draftEdit } from '#domain/compose'
import type { Edit } from '#domain/edit'
import { fold } from '#domain/fold'
import { plan } from '#domain/plan'
import { entrySlot, scalarSlot } from '#domain/slot'
import { viewOf } from '#domain/view'
import { titleEdit, snapshotOf } from '../support/samples'
import { manyEntries } from './arbitrary'

// What is quadratic here takes minutes, and does not end in a test's time.

describe('twenty thousand edits of one slot', () => {
  const edits: Edit[] = Array.from({ length: 20_000 }, (_, n) => titleEdit(n + 1, `Title ${n + 1}`, { base: `Title ${n}` }))
  const snapshot = snapshotOf({ title: 'Title 0' })

  it('show as one', () => {
    const open = edits.map(edit => ({ edit, held: null }))
    expect(viewOf(snapshot, open).marks.get('title')?.edits).toHaveLength(20_000)
    expect(draftEdit(snapshot, open, scalarSlot('title'), 'Last')?.change).toMatchObject({ base: 'Title 20000' })
  })

  it('are folded into one call', () => {
    const live = edits.flatMap(({ id, change }) => change.kind === 'undo' ? [] : [{ id, change, written: [] }])
    expect(plan(snapshot.content, fold(live)).calls.map(({ call }) => call.set)).toEqual([{ title: 'Title 20000' }])
  })
})

it('two hundred addresses pasted into a case of two thousand are drafted each', () => {
  const [pasted, there] = [manyEntries('threatActorIpAddresses', 2200).slice(2000), manyEntries('threatActorIpAddresses', 2000)]
  const snapshot = snapshotOf()
  const open = there.map((entry, n) =>
    ({ edit: { ...titleEdit(n), change: { kind: 'add', field: 'threatActorIpAddresses', entry } } satisfies Edit, held: null }))
  const drafts = pasted.map(entry => draftEdit(snapshot, open, entrySlot('threatActorIpAddresses', entry), entry))
  expect(drafts.filter(draft => draft !== null)).toHaveLength(200)
})
