import { v7 as newId } from 'uuid'
import { LATEST_LANDING_MS } from '#push/settle'
import { afterEach, expect, it } from 'vitest'
import type { CaseContent } from '#domain/case'
import { emptyContent } from '#domain/case'
import type { Draft } from '#domain/compose'
import { draftEdit, draftRetry, draftUndo } from '#domain/compose'
import type { Edit } from '#domain/edit'
import { scalarSlot } from '#domain/slot'
import type { OpenEdit } from '#domain/view'
import { viewOf } from '#domain/view'
import { settled } from '../support/fake-timers'
import { createMemoryJournal } from '../support/memory-journal'
import { snapshotOf } from '../support/samples'
import { A, startEngine, title } from './engine'

type Engine = ReturnType<typeof startEngine>
let engine: Engine
afterEach(async () => {
  await engine.stop()
})

const TITLE = scalarSlot('title')
const open = (): readonly OpenEdit[] => engine.journal.unsettled(A)
const snapshot = () => snapshotOf({ caseId: A, content: engine.memory.content(A) })
const shown = (): CaseContent => viewOf(snapshot(), open()).content

async function decide(name: string, draft: Draft | null): Promise<void> {
  if (draft === null) throw new Error(`${name} comes to nothing`)
  await engine.record(name, A, draft.change, { supersedes: [...draft.supersedes] })
}

/** An undo that the service does not take: the edit it takes back has landed. */
async function parkedUndo(): Promise<void> {
  engine = startEngine({ cases: { [A]: { title: 'Old' } } })
  const release = engine.memory.hold('updateCase')
  await engine.record('t', A, title('Old', 'New'))
  await decide('undo', draftUndo(open(), TITLE))
  engine.memory.failNext('getCase', { kind: 'refused', code: 'AccessDeniedException', message: 'No.', requestId: 'r' })
  release()
  await settled()
  expect(engine.log.at(-1)).toBe('0 undo held: parked')
}

it('lets an undo that was parked be discarded', async () => {
  await parkedUndo()
  await decide('discard', draftUndo(open(), TITLE))
  expect(open()).toEqual([])
  expect(engine.memory.content(A).title).toBe('New')
})

it('lets an undo that was parked be tried again', async () => {
  await parkedUndo()
  expect(shown().title).toBe('Old')
  await decide('retry', draftRetry(snapshot(), open(), TITLE))
  expect(open()).toEqual([])
  expect(engine.memory.content(A).title).toBe('Old')
})

it('lets another edit take the place of an undo that was parked', async () => {
  await parkedUndo()
  await decide('other', draftEdit(snapshot(), open(), TITLE, 'Newer'))
  expect(open()).toEqual([])
  expect(engine.memory.content(A).title).toBe('Newer')
})

it('lets a conflict be given up, also where a call of ours may have been sent before it', async () => {
  engine = startEngine({ cases: { [A]: { title: 'Old' } }, journal: createMemoryJournal().journal })
  engine.memory.failNext('updateCase', { kind: 'unknown', detail: 'reset', answered: false, retryAfterMs: null }, { applied: true })
  await engine.record('t', A, title('Old', 'New'))
  engine.memory.writeAs(A, { set: { title: 'Theirs' } })
  await engine.pass(1000)
  expect(engine.log.at(-1)).toBe('250 t held: conflict')
  await decide('take theirs', draftUndo(open(), TITLE))
  // Whether the first call has landed nobody can tell: until it can land no more, the undo looks out for it.
  await engine.pass(LATEST_LANDING_MS)
  expect(open()).toEqual([])
  expect(engine.memory.content(A).title).toBe('Theirs')
})

it('leads back to where it began when an addition and its removal, both sent, are taken back together', async () => {
  const entry = { ipAddress: '203.0.113.1' }
  engine = startEngine({ cases: { [A]: {} } })
  const first = await engine.record('add', A, { kind: 'add', field: 'threatActorIpAddresses', entry })
  const both = [
    { edit: { id: first, caseId: A, at: 0, supersedes: [], change: { kind: 'add', field: 'threatActorIpAddresses', entry } }, held: null },
  ] as const
  const second = await engine.record('remove', A, { kind: 'remove', field: 'threatActorIpAddresses', entry })
  const removed = { edit: { ...both[0].edit, id: second, change: { kind: 'remove', field: 'threatActorIpAddresses', entry } }, held: null } as const
  await decide('undo', draftUndo([...both, removed], { id: 'threatActorIpAddresses/203.0.113.1', field: 'threatActorIpAddresses', key: '203.0.113.1' }))
  expect(engine.memory.content(A).threatActorIpAddresses).toEqual([])
})

it('makes a decision on what the case holds, where the undo among what is held had nothing to take back', () => {
  const edit = (change: Edit['change']): OpenEdit => ({
    edit: { id: newId(), caseId: A, at: 0, supersedes: [], change },
    held: { kind: 'parked', code: 'validation', message: 'No.', requestId: 'r' },
  })
  const held = [edit({ kind: 'undo', undone: title('Old', 'New') }), edit(title('Old', 'Other'))]
  const old = snapshotOf({ caseId: A, content: { ...emptyContent(), title: 'Old' } })
  expect(draftEdit(old, held, TITLE, 'Mended')?.change).toEqual(title('Old', 'Mended'))
})
