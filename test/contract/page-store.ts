import { outboxRow } from '#db/rows'
import type { Loaded, PageStore, StoreResult } from '#db/store'
import type { CaseDraft } from '#domain/draft'
import { draftId } from '#domain/draft'
import { lookAt } from '#domain/seen'
import { describe, expect, it } from 'vitest'
import { CASE, editId, snapshotOf, titleEdit } from '../support/samples'

/** One database: `open` may be called again and again, `plant` puts a row into a table as some other program would. */
export interface PageStoreFixture {
  open(): Promise<PageStore>
  plant(table: 'outbox' | 'mirror' | 'meta' | 'drafts' | 'seen', row: object): Promise<void>
}

const OTHER_CASE = '9876543210'

export function valueOf<T>(result: StoreResult<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`)
  return result.value
}

const lineDraft: CaseDraft = { caseId: CASE, at: 3000, draft: { kind: 'line', place: 'watchers', typed: { email: 'mia@', name: '' } } }
const fieldDraft = (typed: string): CaseDraft =>
  ({ caseId: CASE, at: 2000, draft: { kind: 'field', place: 'title', typed, settled: 'As read', seen: 'As read' } })

const EMPTY: Loaded = { rows: [], snapshots: [], generation: null, cursor: 0, drafts: [], looks: [], quarantined: 0 }
const row = (n: number) => outboxRow(titleEdit(n), 'g')
const ids = ({ rows }: Loaded): string[] => rows.map(({ id }) => id)

/** What every page store promises. */
export function pageStoreContract(name: string, createFixture: () => Promise<PageStoreFixture>): void {
  async function opened(): Promise<PageStoreFixture & { store: PageStore, reload: () => Promise<Loaded> }> {
    const fixture = await createFixture()
    const store = await fixture.open()
    return {
      ...fixture,
      store,
      async reload() {
        store.close()
        return valueOf(await (await fixture.open()).load())
      },
    }
  }

  describe(`page store: ${name}`, () => {
    it('is empty at first', async () => {
      const { store } = await opened()
      expect(valueOf(await store.load())).toEqual(EMPTY)
    })

    it('gives kept edits back whole, in the order made, after it was closed and opened', async () => {
      const { store, reload } = await opened()
      const held = outboxRow(titleEdit(2), null, { kind: 'recovered' })
      valueOf(await store.keep([row(300), row(1)]))
      valueOf(await store.keep([held]))
      expect((await reload()).rows).toEqual([row(1), held, row(300)])
    })

    it('keeps an edit once, however often it is kept', async () => {
      const { store, reload } = await opened()
      for (let times = 0; times < 3; times += 1) valueOf(await store.keep([row(1)]))
      expect(ids(await reload())).toEqual([editId(1)])
    })

    it('settles edits, case and cursor together', async () => {
      const { store, reload } = await opened()
      valueOf(await store.keep([row(1), row(2), row(3)]))
      const held = outboxRow(titleEdit(2), 'g', { kind: 'parked', code: 'X', message: 'No.', requestId: null })
      const snapshot = snapshotOf({ title: 'Written' })
      valueOf(await store.settle({ ended: [editId(1), editId(99)], put: [held], snapshots: [snapshot], generation: 'g', cursor: 7 }))
      expect(await reload()).toEqual({ rows: [held, row(3)], snapshots: [snapshot], generation: 'g', cursor: 7, drafts: [], looks: [], quarantined: 0 })
    })

    it('ends an edit that comes and ends in one settlement', async () => {
      const { store, reload } = await opened()
      valueOf(await store.settle({ ended: [editId(1)], put: [row(1), row(2)], snapshots: [], generation: 'g', cursor: 1 }))
      expect(ids(await reload())).toEqual([editId(2)])
    })

    it('replaces a snapshot of the same case and leaves the others', async () => {
      const { store, reload } = await opened()
      const other = snapshotOf({ caseId: OTHER_CASE })
      valueOf(await store.putSnapshots([snapshotOf({ title: 'First' }), other]))
      valueOf(await store.putSnapshots([snapshotOf({ title: 'Second' })]))
      expect((await reload()).snapshots).toEqual([snapshotOf({ title: 'Second' }), other])
    })

    it('gives drafts back as last typed, and none that was dropped', async () => {
      const { store, reload } = await opened()
      valueOf(await store.keepDrafts([fieldDraft('Con'), lineDraft], []))
      valueOf(await store.keepDrafts([fieldDraft('Contained')], [draftId(CASE, lineDraft.draft), draftId(CASE, { kind: 'paste', place: 'watchers' })]))
      expect((await reload()).drafts).toEqual([fieldDraft('Contained')])
    })

    it('keeps a draft that comes and goes in one transaction', async () => {
      const { store, reload } = await opened()
      valueOf(await store.keepDrafts([lineDraft], [draftId(CASE, lineDraft.draft)]))
      expect((await reload()).drafts).toEqual([lineDraft])
    })

    it('remembers of each case what it looked like last', async () => {
      const { store, reload } = await opened()
      const other = lookAt(snapshotOf({ caseId: OTHER_CASE }), 1000)
      valueOf(await store.keepLooks([lookAt(snapshotOf(), 1000), other]))
      valueOf(await store.keepLooks([lookAt(snapshotOf({ title: 'Retitled' }), 2000)]))
      expect((await reload()).looks).toEqual([lookAt(snapshotOf({ title: 'Retitled' }), 2000), other])
    })

    it('sets unreadable rows aside, whole, and gives the rest', async () => {
      const { store, plant, open, reload } = await opened()
      valueOf(await store.keep([row(1)]))
      valueOf(await store.putSnapshots([snapshotOf()]))
      const broken = [
        { id: editId(2), v: 1, edit: { nonsense: true }, generation: null, held: null },
        { id: editId(3), v: 2, edit: titleEdit(3), generation: null, held: null },
        { id: editId(4), v: 1, edit: titleEdit(5), generation: null, held: null },
      ]
      for (const one of broken) await plant('outbox', one)
      await plant('mirror', { caseId: OTHER_CASE, v: 1, snapshot: 'gone' })
      await plant('meta', { key: 'cursor', v: 1, generation: 'g', cursor: -1 })
      await plant('drafts', { id: 'elsewhere', v: 1, ...lineDraft })
      await plant('seen', { caseId: OTHER_CASE, v: 1, look: { caseId: OTHER_CASE } })

      const loaded = await reload()
      expect(loaded).toEqual({ ...EMPTY, rows: [row(1)], snapshots: [snapshotOf()], quarantined: 7 })
      const again = await open()
      expect(valueOf(await again.load()).quarantined).toBe(7)
      const aside = valueOf(await again.quarantined())
      expect(aside.map(({ table, key }) => [table, key])).toEqual([
        ['outbox', editId(2)], ['outbox', editId(3)], ['outbox', editId(4)], ['mirror', OTHER_CASE], ['meta', 'cursor'],
        ['drafts', 'elsewhere'], ['seen', OTHER_CASE],
      ])
      expect(aside.slice(0, 3).map(({ row: kept }) => kept)).toEqual(broken)
      expect(aside.every(({ reason, at }) => reason.length > 0 && at > 0)).toBe(true)
    })

    it('takes a fresh row where an unreadable one lay', async () => {
      const { store, plant, reload } = await opened()
      await plant('mirror', { caseId: CASE, v: 1 })
      valueOf(await store.load())
      valueOf(await store.putSnapshots([snapshotOf()]))
      expect(await reload()).toMatchObject({ snapshots: [snapshotOf()], quarantined: 1 })
    })

    it('is empty again once it is cleared', async () => {
      const { store, plant, reload } = await opened()
      await plant('mirror', { caseId: OTHER_CASE, v: 1 })
      valueOf(await store.load())
      valueOf(await store.settle({ ended: [], put: [row(1)], snapshots: [snapshotOf()], generation: 'g', cursor: 3 }))
      valueOf(await store.keepDrafts([lineDraft], []))
      valueOf(await store.keepLooks([lookAt(snapshotOf(), 1000)]))
      valueOf(await store.clear())
      expect(await reload()).toEqual(EMPTY)
    })

    it('says that it is closed instead of failing', async () => {
      const { store } = await opened()
      store.close()
      expect(await store.keep([row(1)])).toMatchObject({ ok: false, error: { code: 'closed' } })
      expect(await store.load()).toMatchObject({ ok: false, error: { code: 'closed' } })
    })
  })
}
