import { storeError } from '#db/failure'
import { outboxRow } from '#db/rows'
import type { PageStore } from '#db/store'
import type { Started } from '#link/events'
import { describe, expect, it } from 'vitest'
import { settled } from '../support/fake-timers'
import { createLinkedPage, DEADLINE, until } from '../support/linked-page'
import { createMemoryDisk } from '../support/memory-page-store'
import { CASE, editId, snapshotOf, titleEdit } from '../support/samples'
import { createScriptedHost } from '../support/scripted-host'

const JOURNAL_FULL = { code: 'diskFull', message: 'The journal\'s disk is full.' } as const
const sent = (title: string) => ({ kind: 'sent' as const, requestId: 'r', wrote: { set: { title }, add: {}, remove: {}, put: [] } })
const PARKED = { kind: 'held', reason: { kind: 'parked', code: 'AccessDenied', message: 'No.', requestId: 'r' } } as const

function machine() {
  const disk = createMemoryDisk()
  const host = createScriptedHost()
  return { disk, host, page: () => createLinkedPage({ disk, host }) }
}

async function running(prepare: (parts: ReturnType<typeof machine>) => void = () => {}) {
  const parts = machine()
  prepare(parts)
  const page = parts.page()
  const started = okay(await page.start())
  await settled()
  return { ...parts, page, started, restart: parts.page }
}

function okay(started: Started): Extract<Started, { ok: true }> {
  if (!started.ok) throw new Error(`${started.step}: ${started.error.code}`)
  return started
}

const onDisk = ({ disk }: Pick<ReturnType<typeof machine>, 'disk'>): string[] => [...disk.tables.outbox.keys()].sort()
const parkedRow = (n: number) => outboxRow(titleEdit(n), 'generation-1', PARKED.reason)

describe('recording', () => {
  it('shows the edit at once, and says saved only when database and journal hold it', async () => {
    const { page, disk, host } = await running()
    const result = page.link.record([titleEdit(1)])
    expect(page.outbox.has(editId(1))).toBe(true)
    expect(page.saved.has(editId(1))).toBe(false)
    expect(await result).toEqual({ ok: true })
    expect([onDisk({ disk }), host.unsettled(), [...page.saved]]).toEqual([[editId(1)], [editId(1)], [editId(1)]])
  })

  it('marks the edit with the generation of the journal it was made under', async () => {
    const { page } = await running()
    await page.link.record([titleEdit(1)])
    expect(page.outbox.get(editId(1))?.generation).toBe('generation-1')
  })

  it('before the start is done records nothing', async () => {
    const { disk, host, page } = machine()
    expect(await page().link.record([titleEdit(1)])).toMatchObject({ ok: false, database: false, journal: false, error: { code: 'notReady' } })
    expect([onDisk({ disk }), host.unsettled()]).toEqual([[], []])
  })

  it('of what could never be read again is refused before it is shown', async () => {
    const { page, disk } = await running()
    expect(await page.link.record([{ ...titleEdit(1), id: 'not an id' }])).toMatchObject({ ok: false, database: false, journal: false })
    expect([onDisk({ disk }), page.outbox.size]).toEqual([[], 0])
  })

  it('two thousand pasted edits takes more than one message and saves them all', async () => {
    const { page, host } = await running()
    const edits = Array.from({ length: 2000 }, (_, n) => titleEdit(n + 1))
    expect(await page.link.record(edits)).toEqual({ ok: true })
    expect([host.edits.size, host.log.filter(name => name === 'record').length, page.saved.size]).toEqual([2000, 2, 2000])
  })
})

describe('when one of the logs fails', () => {
  it('the journal: the edit is in the database, is not called saved, and is handed over once the journal works', async () => {
    const { page, disk, host } = await running()
    host.refuse = name => name === 'record' ? JOURNAL_FULL : null
    expect(await page.link.record([titleEdit(1)])).toEqual({ ok: false, database: true, journal: false, error: JOURNAL_FULL })
    expect(page.events.at(-1)).toEqual({ kind: 'unsaved', ids: [editId(1)], database: true, journal: false, error: JOURNAL_FULL })
    expect([onDisk({ disk }), page.saved.size]).toEqual([[editId(1)], 0])

    await page.timers.pass(60_000)
    expect(page.saved.size).toBe(0)
    host.refuse = () => null
    await page.timers.pass(30_000)
    await until(() => page.saved.has(editId(1)), 'saving')
    expect(host.unsettled()).toEqual([editId(1)])
    expect(page.timers.armed()).toBe(0)
  })

  it('the database: the edit is in the journal, is not called saved, and is written once there is room', async () => {
    const { page, disk, host } = await running()
    disk.refuse = method => method === 'keep' ? storeError('diskFull') : null
    expect(await page.link.record([titleEdit(1)])).toMatchObject({ ok: false, database: false, journal: true, error: { code: 'diskFull' } })
    expect([host.unsettled(), page.saved.size, page.outbox.size]).toEqual([[editId(1)], 0, 1])

    disk.refuse = () => null
    await page.timers.pass(1000)
    await until(() => page.saved.has(editId(1)), 'saving')
    expect(onDisk({ disk })).toEqual([editId(1)])
  })

  it('both: the edit stays on the screen, not saved, until both work', async () => {
    const { page, disk, host } = await running()
    disk.refuse = () => storeError('diskFull')
    host.refuse = () => JOURNAL_FULL
    expect(await page.link.record([titleEdit(1)])).toMatchObject({ ok: false, database: false, journal: false })
    await page.timers.pass(5000)
    disk.refuse = () => null
    host.refuse = () => null
    await page.timers.pass(30_000)
    await until(() => page.saved.has(editId(1)), 'saving')
    expect([onDisk({ disk }), host.unsettled(), page.outbox.size]).toEqual([[editId(1)], [editId(1)], 1])
  })

  it('an edit that could not be written but was sent meanwhile does not come back', async () => {
    const { page, disk, host } = await running()
    disk.refuse = method => method === 'keep' ? storeError('diskFull') : null
    await page.link.record([titleEdit(1)])
    host.drainOne()
    await until(() => page.outbox.size === 0, 'settling')
    disk.refuse = () => null
    await page.timers.pass(60_000)
    expect([onDisk({ disk }), page.outbox.size, page.timers.armed()]).toEqual([[], 0, 0])
  })

  it('a database that was closed under the page is opened again and gets what it lacks', async () => {
    const disk = createMemoryDisk()
    const host = createScriptedHost()
    const opened: Array<{ close(): void }> = []
    const page = createLinkedPage({ disk, host, between: { store: (store) => {
      opened.push(store)
      return store
    } } })
    await page.start()
    await page.link.record([titleEdit(1)])
    opened[0]?.close()
    expect(await page.link.record([titleEdit(2)])).toMatchObject({ ok: false, database: false, journal: true, error: { code: 'closed' } })
    await page.timers.pass(1000)
    await until(() => page.saved.has(editId(2)), 'saving')
    expect(onDisk({ disk })).toEqual([editId(1), editId(2)])
  })
})

describe('when the host is gone', () => {
  it('the page says so, keeps the edit in its database, and hands it over when the host is back', async () => {
    const { page, disk, host } = await running()
    page.pair.joined = false
    const result = page.link.record([titleEdit(1)])
    await page.timers.pass(DEADLINE)
    expect(await result).toMatchObject({ ok: false, database: true, journal: false, error: { code: 'closed' } })
    expect(page.events).toContainEqual({ kind: 'connection', open: false })

    page.pair.joined = true
    page.link.connected()
    await until(() => page.saved.has(editId(1)), 'saving')
    expect(page.events).toContainEqual({ kind: 'connection', open: true })
    expect([onDisk({ disk }), host.unsettled()]).toEqual([[editId(1)], [editId(1)]])
  })

  it('it is found again without being told', async () => {
    const { page } = await running()
    page.pair.joined = false
    const result = page.link.record([titleEdit(1)])
    await page.timers.pass(DEADLINE)
    await result
    await page.timers.pass(5 * DEADLINE)
    page.pair.joined = true
    await page.timers.pass(60_000)
    await until(() => page.saved.has(editId(1)), 'saving')
  })
})

describe('at the start', () => {
  it('a wiped database is filled from the journal, what was parked still parked, and its outcomes read from the first', async () => {
    const { page, disk, host, restart } = await running()
    await page.link.record([titleEdit(1), titleEdit(2), titleEdit(3)])
    host.drainOne()
    host.conclude([editId(2)], PARKED)
    await until(() => page.outbox.get(editId(2))?.held?.kind === 'parked')
    page.link.stop()
    for (const table of Object.values(disk.tables)) table.clear()

    const again = restart()
    const { outbox, unsaved } = okay(await again.start())
    expect(outbox.map(({ id, held }) => [id, held?.kind ?? null])).toEqual([[editId(2), 'parked'], [editId(3), null]])
    expect([unsaved, onDisk({ disk })]).toEqual([null, [editId(2), editId(3)]])
    await until(() => again.snapshots.get(CASE)?.content.title === 'Title 1', 'the case')
  })

  it('a lost journal gets the edits back under the generation they were made in, and they wait to be confirmed', async () => {
    const { page, host, restart } = await running()
    await page.link.record([titleEdit(1), titleEdit(2)])
    page.link.stop()
    host.loseJournal()

    const again = restart()
    okay(await again.start())
    await until(() => again.outbox.get(editId(2))?.held !== null, 'holding')
    expect([...again.outbox.values()].map(({ held }) => held)).toEqual([{ kind: 'recovered' }, { kind: 'recovered' }])
    expect(host.unsettled()).toEqual([editId(1), editId(2)])
    await again.link.record([titleEdit(3)])
    await settled()
    expect(host.edits.get(editId(3))?.held).toBeNull()
  })

  it('all outcomes are in before it is ready, over several pages, and none is told twice', async () => {
    const { page, disk, host, restart } = await running()
    await page.link.record([1, 2, 3, 4, 5, 6].map(n => titleEdit(n)))
    page.link.stop()
    for (let n = 0; n < 5; n += 1) host.drainOne({ tell: false })

    const { outbox, snapshots } = okay(await restart().start())
    expect(outbox.map(({ id }) => id)).toEqual([editId(6)])
    expect(snapshots.map(({ content }) => content.title)).toEqual(['Title 5'])
    expect(host.acknowledged.at(-1)).toEqual(['generation-1', 5])
    expect(onDisk({ disk })).toEqual([editId(6)])
  })

  it('with nothing new it still tells the host where it stands, and remembers the generation', async () => {
    const { host, disk } = await running()
    expect(host.acknowledged).toEqual([['generation-1', 0]])
    expect([...disk.tables.meta.values()]).toMatchObject([{ generation: 'generation-1', cursor: 0 }])
  })

  it('a full journal keeps nobody from reading: what is not handed over is named', async () => {
    const { page, host, restart } = await running()
    await page.link.record([titleEdit(1)])
    page.link.stop()
    host.loseJournal()
    host.refuse = name => name === 'record' ? JOURNAL_FULL : null
    const again = restart()
    const started = okay(await again.start())
    expect(started.outbox.map(({ id }) => id)).toEqual([editId(1)])
    expect(started.unsaved).toEqual({ ids: [editId(1)], database: true, journal: false, error: JOURNAL_FULL })
    host.refuse = () => null
    await again.timers.pass(1000)
    await until(() => again.saved.has(editId(1)), 'saving')
  })

  it('a full database hides nothing that the journal holds', async () => {
    const { page, disk, host, restart } = await running()
    await page.link.record([titleEdit(1)])
    page.link.stop()
    for (const name of ['outbox', 'mirror'] as const) disk.tables[name].clear()
    disk.refuse = method => method === 'keep' ? storeError('diskFull') : null
    const started = okay(await restart().start())
    expect(started).toMatchObject({ outbox: [{ id: editId(1) }], unsaved: { database: false, journal: true, error: { code: 'diskFull' } } })
    expect(host.unsettled()).toEqual([editId(1)])
  })

  it.each([
    ['workspace', 'journalUnwritable'],
    ['reconcile', 'internal'],
    ['outcomes', 'internal'],
  ] as const)('a failing %s is named with its reason, and a second start gets on', async (step, code) => {
    const { disk, host, page } = machine()
    host.refuse = name => name === step ? { code, message: 'Why.' } : null
    const starting = page()
    expect(await starting.start()).toEqual({ ok: false, step, error: { code, message: 'Why.' } })
    expect(await starting.link.record([titleEdit(1)])).toMatchObject({ error: { code: 'notReady' } })
    host.refuse = () => null
    okay(await starting.start())
    expect(await starting.link.record([titleEdit(1)])).toEqual({ ok: true })
    expect(onDisk({ disk })).toEqual([editId(1)])
  })

  it('a database that cannot be read is named with its reason', async () => {
    const { disk, page } = machine()
    disk.refuse = () => storeError('cannotOpen')
    expect(await page().start()).toMatchObject({ ok: false, step: 'database', error: { code: 'cannotOpen' } })
  })

  it('unreadable rows are counted, and the journal gives back what it knows of them', async () => {
    const { page, disk, restart } = await running()
    await page.link.record([titleEdit(1)])
    page.link.stop()
    disk.tables.outbox.set(editId(1), { id: editId(1), v: 1, edit: 'broken' })
    const again = restart()
    const started = okay(await again.start())
    expect([started.quarantined, started.outbox.map(({ id }) => id)]).toEqual([1, [editId(1)]])
    expect(again.events).toContainEqual({ kind: 'quarantined', count: 1 })
  })
})

describe('outcomes', () => {
  it('end the edit, show what was written and move on in a single step, already on disk when it is told', async () => {
    const { page, disk, host } = await running()
    await page.link.record([titleEdit(1)])
    const before = page.events.length
    host.drainOne()
    await until(() => page.events.length > before)
    expect(page.events.slice(before)).toMatchObject([{
      kind: 'outbox', ended: [editId(1)], put: [], snapshots: [{ caseId: CASE, content: { title: 'Title 1' } }], outcomes: [{ seq: 1 }],
    }])
    expect([onDisk({ disk }), [...disk.tables.meta.values()]]).toMatchObject([[], [{ cursor: 1 }]])
    await until(() => host.acknowledged.length === 2)
    expect(host.acknowledged.at(-1)).toEqual(['generation-1', 1])
  })

  it('that hold an edit keep it in the outbox with the reason', async () => {
    const { page, disk, host } = await running()
    await page.link.record([titleEdit(1)])
    host.conclude([editId(1)], PARKED)
    await until(() => page.outbox.get(editId(1))?.held !== null)
    expect(page.outbox.get(editId(1))).toEqual(parkedRow(1))
    expect(disk.tables.outbox.get(editId(1))).toEqual(parkedRow(1))
  })

  it('wait for the row of an edit that the database is still writing', async () => {
    const disk = createMemoryDisk()
    const host = createScriptedHost()
    let write = (): void => {}
    const held = new Promise<void>((resolve) => { write = resolve })
    const slow = (store: PageStore): PageStore => ({ ...store, keep: rows => held.then(() => store.keep(rows)) })
    const page = createLinkedPage({ disk, host, between: { store: slow } })
    await page.start()
    await settled()
    const settlements = disk.log.filter(method => method === 'settle').length
    const result = page.link.record([titleEdit(1)])
    await until(() => host.unsettled().length === 1)
    host.drainOne()
    await settled()
    expect(disk.log.filter(method => method === 'settle')).toHaveLength(settlements)
    expect(page.outbox.has(editId(1))).toBe(true)
    write()
    expect(await result).toEqual({ ok: true })
    await until(() => page.outbox.size === 0)
    expect(onDisk({ disk })).toEqual([])
  })

  it('sent twice count once', async () => {
    const { page, host } = await running()
    await page.link.record([titleEdit(1), titleEdit(2)])
    host.drainOne()
    await until(() => page.outbox.size === 1)
    const told = page.events.length
    host.emit('outcomes', { generation: host.generation, outcomes: host.outcomes })
    await settled()
    expect(page.events.length).toBe(told)
  })

  it('that went missing are asked for, and taken in order', async () => {
    const { page, host } = await running()
    await page.link.record([1, 2, 3, 4].map(n => titleEdit(n)))
    for (let n = 0; n < 3; n += 1) host.drainOne({ tell: false })
    host.drainOne()
    await until(() => page.outbox.size === 0)
    const seqs = page.events.flatMap(event => event.kind === 'outbox' ? event.outcomes.map(({ seq }) => seq) : [])
    expect(seqs).toEqual([1, 2, 3, 4])
    expect(page.snapshots.get(CASE)?.content.title).toBe('Title 4')
  })

  it('of another generation make the page start over from the journal as it now is', async () => {
    const { page, host } = await running()
    await page.link.record([titleEdit(1)])
    host.loseJournal()
    host.conclude([], sent('From the new journal'))
    await until(() => page.outbox.get(editId(1))?.held?.kind === 'recovered', 'recovery')
    expect(host.acknowledged.at(-1)).toEqual(['generation-2', 2])
    expect(page.snapshots.get(CASE)?.content.title).toBe('From the new journal')
  })

  it('that cannot be written down are told to be waiting, and go in once there is room', async () => {
    const { page, disk, host } = await running()
    await page.link.record([titleEdit(1)])
    disk.refuse = method => method === 'settle' ? storeError('diskFull') : null
    host.drainOne()
    await until(() => page.kinds().includes('behind'))
    expect(page.outbox.size).toBe(1)
    disk.refuse = () => null
    await page.timers.pass(1000)
    await until(() => page.outbox.size === 0)
    expect(page.events.filter(({ kind }) => kind === 'behind')).toMatchObject([{ error: { code: 'diskFull' } }, { error: null }])
    expect(page.timers.armed()).toBe(0)
  })
})

describe('reads', () => {
  it('of a case are stored, then told; older ones change nothing', async () => {
    const { page, disk, host } = await running()
    const newer = snapshotOf({ updated: 90_000, readAt: 90_000, title: 'Newer' })
    host.emit('snapshots', { snapshots: [newer] })
    host.emit('snapshots', { snapshots: [snapshotOf({ updated: 80_000, readAt: 95_000, title: 'Older' })] })
    await until(() => page.snapshots.get(CASE)?.content.title === 'Newer')
    await settled()
    expect(page.snapshots.get(CASE)).toEqual(newer)
    expect([...disk.tables.mirror.values()]).toMatchObject([{ snapshot: newer }])
  })

  it('that cannot be stored come again', async () => {
    const { page, disk, host } = await running()
    disk.refuse = method => method === 'putSnapshots' ? storeError('diskFull') : null
    host.snapshot = snapshotOf({ updated: 90_000, readAt: 90_000, title: 'Newer' })
    host.emit('snapshots', { snapshots: [host.snapshot] })
    await until(() => page.kinds().includes('behind'))
    disk.refuse = () => null
    await page.timers.pass(1000)
    await until(() => page.snapshots.get(CASE)?.content.title === 'Newer')
  })
})

it('status, practice and a switched workspace are passed on', async () => {
  const { page, host } = await running()
  host.emit('practice', { cut: true })
  host.emit('moved', {})
  await settled()
  expect(page.events.slice(-2)).toEqual([{ kind: 'practice', practice: { cut: true } }, { kind: 'moved' }])
})

it('a reset of the practice empties the database before the host begins anew', async () => {
  const { page, disk, host } = await running()
  await page.link.record([titleEdit(1)])
  expect(await page.link.resetPractice()).toEqual({ ok: true })
  expect([onDisk({ disk }), host.log.at(-1)]).toEqual([[], 'practice'])
  expect(await page.link.record([titleEdit(2)])).toMatchObject({ error: { code: 'notReady' } })
})

it('a stopped link says and writes nothing more', async () => {
  const { page, disk, host } = await running()
  await page.link.record([titleEdit(1)])
  const told = page.events.length
  page.link.stop()
  host.drainOne()
  await page.timers.pass(60_000)
  expect([page.events.length, onDisk({ disk }), page.timers.armed()]).toEqual([told, [editId(1)], 0])
})
