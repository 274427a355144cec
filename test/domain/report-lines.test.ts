import { expect, it } from 'vitest'
import { beforeByEdits, replacedSlots } from '#domain/screen/report-lines'
import { editOf, titleEdit } from '../support/samples'

const call = { set: { title: 'Third', description: 'New' }, add: { watchers: [{ email: 'jo@example.com' }] }, remove: {}, put: [{ key: 'severity', value: 'high' }] }

it('says of each field and metadata key that a call wrote what its first edit was made on, where that can be put back', () => {
  const edits = [
    titleEdit(2, 'Third', { base: 'Second' }),
    titleEdit(1, 'Second', { base: 'First' }),
    editOf(3, { kind: 'set', field: 'description', value: 'New', base: null }),
    editOf(4, { kind: 'put', field: 'caseMetadata', entry: { key: 'severity', value: 'high' }, base: { key: 'severity', value: 'low' } }),
    editOf(5, { kind: 'add', field: 'watchers', entry: { email: 'jo@example.com' } }),
  ]
  expect(replacedSlots(call, beforeByEdits(edits))).toMatchObject([
    { slot: { id: 'title' }, was: 'First', wrote: 'Third', at: 1_700_000_000_001, when: 'edited' },
    { slot: { field: 'caseMetadata' }, was: { value: 'low' }, wrote: { value: 'high' } },
  ])
})

it('takes what an undo was made on for what it took back', () => {
  const undo = editOf(1, { kind: 'undo', undone: { kind: 'set', field: 'title', value: 'Wrong', base: 'Third' } })
  expect(replacedSlots(call, beforeByEdits([undo]))).toMatchObject([{ was: 'Wrong', wrote: 'Third' }])
})

it('says nothing of what no edit tells', () => {
  expect(replacedSlots(call, beforeByEdits([]))).toEqual([])
})
