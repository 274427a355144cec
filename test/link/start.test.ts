import { storeError } from '#db/failure'
import { describe, expect, it } from 'vitest'
import { settled } from '../support/fake-timers'
import { until } from '../support/linked-page'
import { CASE, editId, titleEdit } from '../support/samples'
import { JOURNAL_FULL, PARKED, machine, running, okay, onDisk, parkedRow } from './machine'

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

  it('a wiped database gets back more than one message carries', async () => {
    const { page, disk, host, restart } = await running()
    await page.link.record([1, 2, 3, 4, 5].map(n => titleEdit(n)))
    page.link.stop()
    for (const table of Object.values(disk.tables)) table.clear()

    const { outbox, unsaved } = okay(await restart().start())
    expect(outbox.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5].map(editId))
    expect([unsaved, onDisk({ disk })]).toEqual([null, host.unsettled()])
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

  it('a database that does not open is put aside once, and named with its reason where the next one does not either', async () => {
    const { disk, host, page } = machine()
    disk.refuse = () => storeError('cannotOpen')
    expect(await page().start()).toMatchObject({ ok: false, step: 'database', error: { code: 'restarting' } })
    expect(await page().start()).toMatchObject({ ok: false, step: 'database', error: { code: 'cannotOpen' } })
    expect(host.log.filter(name => name === 'setAside')).toHaveLength(1)
    disk.refuse = () => null
    expect(okay(await page().start()).database).toEqual({ kind: 'aside', aside: host.aside })
  })

  it('a database that is not put aside is named with the reason', async () => {
    const { disk, host, page } = machine()
    disk.refuse = () => storeError('cannotOpen')
    host.refuse = name => name === 'setAside' ? { code: 'cannotSetAside', message: 'Why.' } : null
    expect(await page().start()).toEqual({ ok: false, step: 'database', error: { code: 'cannotSetAside', message: 'Why.' } })
  })

  it('one that is empty or knows less than it did is told, one that was never used is not', async () => {
    const { host, disk, page } = machine()
    expect(okay(await page().start()).database).toBeNull()
    host.remembered = 0
    expect(okay(await page().start()).database).toBeNull()
    host.remembered = 1
    expect(okay(await page().start()).database).toEqual({ kind: 'behind' })
    for (const table of Object.values(disk.tables)) table.clear()
    expect(okay(await page().start()).database).toEqual({ kind: 'empty' })
  })

  it('unreadable rows are counted, and the journal gives back what it knows of them', async () => {
    const { page, disk, host, restart } = await running()
    await page.link.record([titleEdit(1)])
    host.conclude([editId(1)], PARKED)
    await until(() => host.acknowledged.length === 2)
    page.link.stop()
    disk.tables.outbox.set(editId(1), { id: editId(1), v: 1, edit: 'broken' })
    const again = restart()
    const started = okay(await again.start())
    expect([started.quarantined, started.outbox]).toEqual([1, [parkedRow(1)]])
    expect(again.events).toContainEqual({ kind: 'quarantined', count: 1 })
  })
})
