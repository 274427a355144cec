import { asStoreError } from '#db/failure'
import { openDatabase } from '#db/open'
import { outboxRow } from '#db/rows'
import type { CaseDraft } from '#domain/draft'
import { lookAt } from '#domain/seen'
import { declareVersions, newestVersion, VERSIONS } from '#db/versions'
import type { Transaction } from 'dexie'
import { Dexie } from 'dexie'
import { IDBFactory, IDBKeyRange, IDBObjectStore } from 'fake-indexeddb'
import { describe, expect, it } from 'vitest'
import { valueOf } from '../contract/page-store'
import { openRaw, putRaw, readRaw } from '../support/raw-database'
import { CASE, editId, snapshotOf, titleEdit } from '../support/samples'

const NAME = 'fieldcase-practice'

function machine(indexedDB: IDBFactory = new IDBFactory()) {
  const factory = { indexedDB, IDBKeyRange }
  return { indexedDB, open: () => openDatabase({ workspaceId: 'practice', factory, timeout: 400 }) }
}

/** The database as version 1 wrote it. Frozen: what was released does not change. */
interface Later { version: number, add: (fresh: IDBDatabase) => void }
async function writeVersion1(factory: IDBFactory, { version, add }: Later = { version: 10, add: () => {} }): Promise<void> {
  const db = await openRaw(factory, NAME, version, (fresh) => {
    add(fresh)
    fresh.createObjectStore('outbox', { keyPath: 'id' })
    fresh.createObjectStore('mirror', { keyPath: 'caseId' })
    fresh.createObjectStore('meta', { keyPath: 'key' })
    fresh.createObjectStore('quarantine', { keyPath: 'seq', autoIncrement: true })
  })
  db.close()
  await putRaw(factory, NAME, 'outbox', {
    id: '01900000-0000-7000-8000-000000000001',
    v: 1,
    generation: 'g-1',
    held: { kind: 'conflict', field: 'title', base: 'A', mine: 'B', theirs: 'C' },
    edit: {
      id: '01900000-0000-7000-8000-000000000001',
      caseId: '1234567890',
      at: 1_700_000_000_000,
      supersedes: [],
      change: { kind: 'set', field: 'title', value: 'B', base: 'A' },
    },
  })
  await putRaw(factory, NAME, 'mirror', {
    caseId: '1234567890',
    v: 1,
    snapshot: {
      caseId: '1234567890', readAt: 5000, complete: true, gone: false,
      facts: {
        caseArn: null, caseStatus: 'Submitted', createdDate: 500, lastUpdatedDate: 1000,
        closedDate: null, resolverType: 'Self', pendingAction: null, closureCode: null,
      },
      content: {
        title: 'C', description: null, reportedIncidentStartDate: null, actualIncidentStartDate: null, engagementType: null,
        watchers: [{ email: 'a@b.example' }], threatActorIpAddresses: [], impactedServices: [], impactedAwsRegions: [],
        impactedAccounts: [], caseMetadata: [],
      },
    },
  })
  await putRaw(factory, NAME, 'meta', { key: 'cursor', v: 1, generation: 'g-1', cursor: 41 })
  await putRaw(factory, NAME, 'quarantine', { table: 'mirror', key: '9876543210', reason: 'broken', at: 9000, row: { caseId: '9876543210' } })
}

/** The database as version 2 wrote it: what one version before held, and drafts and looks. Frozen too. */
async function writeVersion2(factory: IDBFactory): Promise<void> {
  await writeVersion1(factory, {
    version: 20,
    add(fresh) {
      fresh.createObjectStore('drafts', { keyPath: 'id' })
      fresh.createObjectStore('seen', { keyPath: 'caseId' })
    },
  })
  await putRaw(factory, NAME, 'drafts', {
    id: '1234567890 line watchers', v: 1, caseId: '1234567890', at: 3000, draft: { kind: 'line', place: 'watchers', typed: { email: 'mia@' } },
  })
  await putRaw(factory, NAME, 'seen', {
    caseId: '1234567890',
    v: 1,
    look: { caseId: '1234567890', at: 6000, updated: 1000, readAt: 5000, complete: true, slots: { title: 42 } },
  })
}

const DRAFT: CaseDraft = { caseId: CASE, at: 3000, draft: { kind: 'line', place: 'watchers', typed: { email: 'mia@' } } }
const LOOK = lookAt(snapshotOf(), 6000)

it('a database of version 2 opens with the drafts and looks in it', async () => {
  const { indexedDB, open } = machine()
  await writeVersion2(indexedDB)
  const store = valueOf(await open())
  expect(valueOf(await store.load())).toMatchObject({ drafts: [DRAFT], looks: [{ slots: { title: 42 } }], cursor: 41, quarantined: 1 })
})

describe('a database of version 1', () => {
  it('opens with all that was in it, takes new edits, and opens again', async () => {
    const { indexedDB, open } = machine()
    await writeVersion1(indexedDB)

    const store = valueOf(await open())
    const loaded = valueOf(await store.load())
    expect(loaded).toMatchObject({ generation: 'g-1', cursor: 41, quarantined: 1 })
    expect(loaded.rows.map(({ edit, held }) => [edit.change.kind, held?.kind])).toEqual([['set', 'conflict']])
    expect(loaded.snapshots.map(({ content }) => content.watchers)).toEqual([[{ email: 'a@b.example' }]])
    valueOf(await store.keep([outboxRow(titleEdit(2), 'g-1')]))
    valueOf(await store.settle({ ended: [editId(1)], put: [], snapshots: [snapshotOf({ title: 'B' })], generation: 'g-1', cursor: 42 }))
    valueOf(await store.keepDrafts([DRAFT], []))
    valueOf(await store.keepLooks([LOOK]))
    store.close()

    const again = valueOf(await open())
    expect(valueOf(await again.load())).toEqual({
      rows: [outboxRow(titleEdit(2), 'g-1')], snapshots: [snapshotOf({ title: 'B' })], generation: 'g-1', cursor: 42, quarantined: 1,
      drafts: [DRAFT], looks: [LOOK],
    })
    again.close()
  })

  it('with what version 2 adds is what this version writes too', async () => {
    const [old, fresh] = [machine(), machine()]
    await writeVersion2(old.indexedDB)
    const store = valueOf(await fresh.open())
    valueOf(await store.settle({ ended: [], put: [outboxRow(titleEdit(1), 'g-1')], snapshots: [snapshotOf()], generation: 'g-1', cursor: 41 }))
    valueOf(await store.keepDrafts([DRAFT], []))
    valueOf(await store.keepLooks([LOOK]))
    store.close()
    const members = async (factory: IDBFactory) => {
      const { version, tables } = await readRaw(factory, NAME)
      return { version, tables: Object.entries(tables).map(([name, rows]) => [name, name === 'quarantine' ? [] : rows.flatMap(row => Object.keys(Object(row)).sort())]) }
    }
    expect(await members(fresh.indexedDB)).toEqual(await members(old.indexedDB))
  })
})

it('a database that a newer Fieldcase has written is neither opened nor changed', async () => {
  const { indexedDB, open } = machine()
  const newer = await openRaw(indexedDB, NAME, 10 * newestVersion() + 10, (db) => {
    db.createObjectStore('outbox', { keyPath: 'id' })
    db.createObjectStore('brandNew', { keyPath: 'id' })
  })
  newer.close()
  await putRaw(indexedDB, NAME, 'outbox', { id: 'x', form: 'of the future' })
  const before = await readRaw(indexedDB, NAME)

  expect(await open()).toMatchObject({ ok: false, error: { code: 'newerVersion' } })
  expect(await readRaw(indexedDB, NAME)).toEqual(before)
})

describe('a database that does not open', () => {
  /** Opens like a damaged one: `answer` is called for each try. */
  function damaged(answer: (request: IDBOpenDBRequest, tries: number) => IDBOpenDBRequest) {
    const { indexedDB, open } = machine()
    let tries = 0
    const real = indexedDB.open.bind(indexedDB)
    indexedDB.open = (name, version) => {
      tries += 1
      return answer(real(name, version), tries)
    }
    return { indexedDB, open, tries: () => tries }
  }
  const silent = (request: IDBOpenDBRequest): IDBOpenDBRequest => {
    Object.defineProperty(request, 'onsuccess', { set() {} })
    return request
  }

  it('is given up after three tries that never answer', async () => {
    const { open, tries } = damaged(silent)
    expect(await open()).toMatchObject({ ok: false, error: { code: 'cannotOpen' } })
    expect(tries()).toBe(3)
  })

  it('is open when the third try answers', async () => {
    const { open } = damaged((request, tries) => tries < 3 ? silent(request) : request)
    const store = valueOf(await open())
    expect(await store.keep([outboxRow(titleEdit(1), null)])).toEqual({ ok: true, value: null })
  })

  it('for want of room says that the disk is full', async () => {
    const { open } = damaged(() => { throw new DOMException('Encountered full disk while opening: FILE_ERROR_NO_SPACE', 'UnknownError') })
    expect(await open()).toMatchObject({ ok: false, error: { code: 'diskFull' } })
  })
})

describe('a full disk', () => {
  it('refuses the edit and leaves what was there', async () => {
    const { open } = machine()
    const store = valueOf(await open())
    valueOf(await store.keep([outboxRow(titleEdit(1), 'g')]))
    const { put } = IDBObjectStore.prototype
    try {
      IDBObjectStore.prototype.put = () => { throw new DOMException('No room.', 'QuotaExceededError') }
      expect(await store.keep([outboxRow(titleEdit(2), 'g'), outboxRow(titleEdit(3), 'g')])).toMatchObject({ ok: false, error: { code: 'diskFull' } })
      expect(await store.settle({ ended: [editId(1)], put: [], snapshots: [snapshotOf()], generation: 'g', cursor: 1 }))
        .toMatchObject({ ok: false, error: { code: 'diskFull' } })
    }
    finally {
      IDBObjectStore.prototype.put = put
    }
    expect(valueOf(await store.load())).toMatchObject({ rows: [{ id: editId(1) }], snapshots: [], generation: null, cursor: 0 })
    expect(await store.keep([outboxRow(titleEdit(2), 'g')])).toMatchObject({ ok: true })
  })

  it.each([
    ['its name', new DOMException('', 'QuotaExceededError'), 'diskFull'],
    ['its text', new DOMException('Internal error: FILE_ERROR_NO_SPACE', 'UnknownError'), 'diskFull'],
    ['what caused an aborted transaction', Object.assign(new Error('aborted'), { name: 'AbortError', inner: new DOMException('', 'QuotaExceededError') }), 'diskFull'],
    ['nothing of it', new DOMException('Something else', 'UnknownError'), 'failed'],
    ['something that is no error', 'text', 'failed'],
  ])('is known by %s', (_, error, code) => {
    expect(asStoreError(error, 'failed')).toMatchObject({ code })
  })
})

it('workspaces have databases of their own', async () => {
  const factory = { indexedDB: new IDBFactory(), IDBKeyRange }
  const [one, other] = await Promise.all(['practice', '123456789012-eu-west-1'].map(workspaceId => openDatabase({ workspaceId, factory })))
  if (one === undefined || other === undefined) throw new Error('unopened')
  valueOf(await valueOf(one).putSnapshots([snapshotOf({ caseId: CASE })]))
  expect(valueOf(await valueOf(other).load()).snapshots).toEqual([])
})

it('an upgrade runs once over the rows of the version before, and a second start finds it done', async () => {
  const { indexedDB } = machine()
  await writeVersion1(indexedDB)
  let upgrades = 0
  const next = {
    version: newestVersion() + 1,
    stores: { notes: 'key' },
    async upgrade(transaction: Transaction) {
      upgrades += 1
      await transaction.table('outbox').toCollection().modify({ v: 2 })
    },
  }
  for (let starts = 0; starts < 2; starts += 1) {
    const db = new Dexie(NAME, { indexedDB, IDBKeyRange })
    declareVersions(db, [...VERSIONS, next])
    await db.open()
    db.close()
  }
  const { tables } = await readRaw(indexedDB, NAME)
  expect(upgrades).toBe(1)
  expect(tables).toMatchObject({ outbox: [{ id: editId(1), v: 2 }], meta: [{ cursor: 41 }], notes: [] })
})
