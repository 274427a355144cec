import { storeError } from '#db/failure'
import type { PageStore } from '#db/store'
import { describe, expect, it } from 'vitest'
import { settled } from '../support/fake-timers'
import { createLinkedPage, until } from '../support/linked-page'
import { createMemoryDisk } from '../support/memory-page-store'
import { CASE, editId, snapshotOf, titleEdit } from '../support/samples'
import { createScriptedHost } from '../support/scripted-host'
import { sent, PARKED, running, onDisk, parkedRow } from './machine'

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

it('a switched workspace is passed on', async () => {
  const { page, host } = await running()
  host.emit('moved', {})
  await settled()
  expect(page.events.at(-1)).toEqual({ kind: 'moved' })
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
