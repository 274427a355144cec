import { storeError } from '#db/failure'
import { describe, expect, it } from 'vitest'
import { createLinkedPage, DEADLINE, until } from '../support/linked-page'
import { createMemoryDisk } from '../support/memory-page-store'
import { editId, statusOf, titleEdit } from '../support/samples'
import { createScriptedHost } from '../support/scripted-host'
import { JOURNAL_FULL, machine, running, onDisk } from './machine'

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
  it('a disk that is full: neither log is tried, the edit stays shown, and is saved at once when there is room', async () => {
    const { page, disk, host } = await running()
    const status = (state: 'full' | 'low') => host.emit('status', statusOf({ disk: { state, freeBytes: 1 } }))
    status('full')
    await until(() => page.kinds().includes('status'), 'the word of it')
    const asked = host.log.length
    expect(await page.link.record([titleEdit(1)])).toMatchObject({ ok: false, database: false, journal: false, error: { code: 'diskFull' } })
    expect([onDisk({ disk }), host.log.slice(asked), [...page.outbox.keys()]]).toEqual([[], [], [editId(1)]])

    status('low')
    await until(() => page.saved.has(editId(1)), 'saving')
    expect([onDisk({ disk }), host.unsettled(), page.timers.armed()]).toEqual([[editId(1)], [editId(1)], 0])
  })

  it('the journal: the edit is in the database, is not called saved, and is handed over once the journal works', async () => {
    const { page, disk, host } = await running()
    host.refuse = name => name === 'record' ? JOURNAL_FULL : null
    expect(await page.link.record([titleEdit(1)])).toEqual({ ok: false, database: true, journal: false, error: JOURNAL_FULL })
    expect(page.events.at(-1)).toEqual({ kind: 'unsaved', ids: [editId(1)], database: true, journal: false, error: JOURNAL_FULL })
    expect(onDisk({ disk })).toEqual([editId(1)])
    expect(page.kinds()).not.toContain('saved')

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
    expect([host.unsettled(), page.outbox.size]).toEqual([[editId(1)], 1])
    expect(page.kinds()).not.toContain('saved')

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

  it('a database that was wiped and closed under the page is opened again and gets what it lacks', async () => {
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
    for (const table of Object.values(disk.tables)) table.clear()
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
