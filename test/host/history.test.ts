import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { v7 as newId } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createHost } from '#host'
import type { Journal } from '../../electron/ports/journal'
import { openJournal } from '#journal/journal'
import type { Caller } from '#channel/caller'
import { createCaller } from '#channel/caller'
import type { Input, Output, RequestName } from '#channel/protocol'
import { edit, editId, held, intentId, outcome, parked, theirs, watched } from '../support/journal-records'
import { createPortPair } from '../support/port-pair'
import { setWritable, smallDisk } from '../support/small-disk'

const RESOURCES = path.join(import.meta.dirname, '../../resources')
/** 2026-11-22T17:47:43Z */
const NOW = 1_795_369_663_000

let home: string
let data: string
let page: Caller
let close: () => Promise<void> = async () => {}

beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'fieldcase-history-'))
  data = path.join(home, 'data')
})
afterEach(async () => {
  await close()
  await rm(home, { recursive: true, force: true })
})

/** A host at a fixed time of day, whose timers are nobody's concern here, on a journal that was filled before. */
async function open(fill: (journal: Journal) => Promise<unknown> = async () => {}, dataFolder = data): Promise<string> {
  const folder = path.join(dataFolder, 'workspaces/practice')
  await mkdir(folder, { recursive: true })
  const { journal, close: closeJournal } = await openJournal({ folder })
  await fill(journal)
  await closeJournal()
  const pair = createPortPair()
  page = createCaller(pair.page)
  const clock = { now: () => NOW, after: () => () => {}, random: () => 0.5, newId: () => newId(), elapsed: () => NOW }
  const host = await createHost({ port: pair.host, shell: 'chromium', dataFolder, env: {}, home, resources: RESOURCES, profile: null, log: () => {}, clock })
  close = async () => {
    close = async () => {}
    await host.close()
  }
  return (await ask('workspace', {})).generation
}

async function ask<N extends RequestName>(request: N, input: Input<N>): Promise<Output<N>> {
  const result = await page.call(request, input)
  if (!result.ok) throw new Error(`${request}: ${result.error.code} ${result.error.message}`)
  return result.value
}

const ended = (count: number) => async (journal: Journal): Promise<void> => {
  const numbers = Array.from({ length: count }, (_, n) => n + 1)
  await journal.record(numbers.map(n => ({ edit: edit(n), generation: null })))
  await journal.conclude(numbers.map(n => outcome([n])))
}

describe('the history', () => {
  it('is given page by page from the newest on, each with its edits', async () => {
    await open(ended(120))
    const seqs: number[] = []
    for (let before: number | null = null, more = true; more;) {
      const reply: Output<'history'> = await ask('history', { before })
      expect(reply.entries.every(({ outcome: { seq }, edits }) => edits[0]?.id === editId(seq))).toBe(true)
      seqs.push(...reply.entries.map(entry => entry.outcome.seq))
      more = reply.more
      before = seqs.at(-1) ?? null
    }
    expect(seqs).toEqual(Array.from({ length: 120 }, (_, n) => 120 - n))
  })

  it('that is empty has no more', async () => {
    await open()
    expect(await ask('history', { before: null })).toEqual({ entries: [], more: false })
  })

  it('of very long texts comes in smaller pages, without a gap, and never as a message too long', async () => {
    const text = 'x'.repeat(16_000)
    await open(async (journal) => {
      const ids = Array.from({ length: 560 }, (_, n) => n + 1)
      await journal.record(ids.map(n => ({ edit: edit(n, { text }), generation: null })))
      await journal.conclude([outcome(ids.slice(0, 100)), outcome(ids.slice(100, 300)), outcome(ids.slice(300))])
    })
    const newest = await ask('history', { before: null })
    expect(newest).toMatchObject({ entries: [{ outcome: { seq: 3 }, edits: [] }], more: true })
    const next = await ask('history', { before: 3 })
    expect(next.entries.map(({ outcome: { seq }, edits }) => [seq, edits.length])).toEqual([[2, 200]])
    expect(next.more).toBe(true)
  }, 60_000)

  it('is verified, and what was changed under it is found', async () => {
    await open(ended(3))
    expect(await ask('verify', {})).toEqual({ ok: true, count: 3, head: expect.stringMatching(/^[0-9a-f]{64}$/) })
    const log = path.join(data, 'workspaces/practice/outcomes.log')
    await writeFile(log, (await readFile(log, 'utf8')).replace('Title 2', 'Title 9'))
    expect(await ask('verify', {})).toEqual({ ok: false, count: 3, brokenAt: 3 })
  })
})

describe('what may have been overwritten', () => {
  it('is reported until it is dismissed, after a restart too', async () => {
    const generation = await open(journal => journal.conclude([watched(1), watched(2, [theirs]), watched(3, [theirs])]))
    expect((await ask('reports', {})).reports.map(({ seq }) => seq)).toEqual([2, 3])
    await ask('dismiss', { generation, seq: 2 })
    expect((await ask('reports', {})).reports.map(({ seq, result }) => [seq, result.kind === 'watched' && result.intent])).toEqual([[3, intentId(3)]])
    await close()
    await open()
    expect((await ask('reports', {})).reports.map(({ seq }) => seq)).toEqual([3])
  })

  it('is not dismissed by a number of another life of the journal, nor by that of something else', async () => {
    const generation = await open(journal => journal.conclude([outcome([1]), watched(2, [theirs])]))
    await ask('dismiss', { generation: 'another life', seq: 2 })
    await ask('dismiss', { generation, seq: 1 })
    expect((await ask('reports', {})).reports.map(({ seq }) => seq)).toEqual([2])
  })
})

describe('an export', () => {
  it('of the history is the whole chain, in a new file of the user\'s downloads that only the user can read', async () => {
    const downloads = path.join(home, 'Downloads')
    await mkdir(downloads)
    await open(ended(3))
    const { path: file, count } = await ask('export', { what: 'history' })
    expect([path.dirname(file), path.basename(file), count]).toEqual([downloads, 'fieldcase-history-practice-20261122-174743.jsonl', 3])
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n').map((line): unknown => JSON.parse(line))
    const { head } = Object.assign({ head: '' }, await ask('verify', {}))
    expect(lines).toMatchObject([{ kind: 'header' }, { outcome: { seq: 1 } }, { outcome: { seq: 2 } }, { outcome: { seq: 3 }, edits: [edit(3)], hash: head }])
  })

  it('of the outbox has every edit that is not sent, with the reason where it is held', async () => {
    await open(async (journal) => {
      await journal.record([1, 2, 3].map(n => ({ edit: edit(n), generation: null })))
      await journal.conclude([outcome([1]), held([2, 3])])
    })
    const { path: file, count } = await ask('export', { what: 'outbox' })
    expect(path.dirname(file)).toBe(path.join(data, 'exports'))
    expect(path.basename(file)).toBe('fieldcase-outbox-practice-20261122-174743.json')
    expect(count).toBe(2)
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      workspace: { id: 'practice' },
      exportedAt: '2026-11-22T17:47:43.000Z',
      edits: [2, 3].map(n => ({ caseId: edit(n).caseId, edit: edit(n), held: parked })),
    })
  })

  it('overwrites nothing, not even one of the same second', async () => {
    await open(ended(1))
    const names = []
    for (let n = 0; n < 3; n++) names.push(path.basename((await ask('export', { what: 'history' })).path))
    expect(names).toEqual(['', '-2', '-3'].map(copy => `fieldcase-history-practice-20261122-174743${copy}.jsonl`))
  })

  it('that a full disk cuts short says so in words, and leaves no half a file', async (test) => {
    const disk = await smallDisk(600_000)
    if (disk === null) return test.skip('mounting a disk of its own takes root')
    await mkdir(path.join(home, 'Downloads'))
    await open(ended(300))
    const downloads = path.join(disk, 'Downloads')
    home = disk
    await close()
    await mkdir(downloads)
    await writeFile(path.join(disk, 'ballast'), 'x'.repeat(560_000))
    await open()
    const result = await page.call('export', { what: 'history' })
    expect(result).toMatchObject({ ok: false, error: { code: 'diskFull', message: expect.stringMatching(/full: nothing was exported.*safe.*Free some space/) } })
    expect(await readdir(downloads)).toEqual([])
    setWritable(disk, false)
    expect(await page.call('export', { what: 'outbox' })).toMatchObject({ ok: false, error: { message: expect.stringMatching(/cannot be written: nothing was exported.*permissions/) } })
    setWritable(disk, true)
    home = path.dirname(data)
  })
})
