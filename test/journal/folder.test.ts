import { spawnSync } from 'node:child_process'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { JournalError } from '../../electron/ports/journal'
import { newFolder, unsettledIds, withOpen } from '../support/journal-folder'
import { edit, editId, outcome } from '../support/journal-records'
import { setWritable, smallDisk } from '../support/small-disk'
import { openJournal } from '#journal/journal'

const NO_MOUNT = 'mounting a disk of its own takes root'

describe('the journal\'s folder', () => {
  it('is its owner\'s alone, with all that lies in it', async () => {
    const folder = join(await newFolder(), 'journals', 'practice')
    await withOpen(folder, async ({ journal }) => {
      await journal.record([{ edit: edit(1), generation: null }])
      const modes = await Promise.all((await readdir(folder)).map(async name => (await stat(join(folder, name))).mode & 0o777))
      expect(modes).toEqual([0o600, 0o600, 0o600])
      expect((await stat(folder)).mode & 0o777).toBe(0o700)
    })
  })

  it('that others could read is closed to them', async () => {
    const folder = join(await newFolder(), 'open')
    await mkdir(folder, { mode: 0o755 })
    await withOpen(folder, async () => { expect((await stat(folder)).mode & 0o777).toBe(0o700) })
  })

  it('that cannot be written is refused in words', async (test) => {
    const disk = await smallDisk(1_000_000)
    if (disk === null) return test.skip(NO_MOUNT)
    const folder = join(disk, 'practice')
    await withOpen(folder, async ({ journal }) => { await journal.record([{ edit: edit(1), generation: null }]) })
    setWritable(disk, false)
    await expect(openJournal({ folder })).rejects.toMatchObject({ code: 'unwritable', message: expect.stringContaining('read-only') })
    setWritable(disk, true)
    await withOpen(folder, ({ journal }) => { expect(unsettledIds(journal)).toEqual([editId(1)]) })
  })
})

describe('a full disk', () => {
  it('refuses what does not fit, remembers nothing of it, and takes it when there is space again', async (test) => {
    const disk = await smallDisk(400_000)
    if (disk === null) return test.skip(NO_MOUNT)
    const folder = join(disk, 'practice')
    const ballast = join(disk, 'ballast')
    const long = (n: number) => [{ edit: edit(n, { text: 'x'.repeat(16_000) }), generation: null }]
    const taken = await withOpen(folder, async ({ journal }) => {
      await writeFile(ballast, 'x'.repeat(100_000))
      let n = 1
      let refusal: unknown = null
      for (; refusal === null; n++) await journal.record(long(n)).catch((error: unknown) => { refusal = error })
      const refused = n - 1
      expect(refusal).toBeInstanceOf(JournalError)
      expect(refusal).toMatchObject({ code: 'diskFull', message: expect.stringMatching(/full.*What was recorded before is safe.*Free some space/) })
      expect([journal.knows(editId(refused)), journal.unsettled().length]).toEqual([false, refused - 1])
      const filled = (await readFile(join(folder, 'edits.log'))).length
      await expect(Promise.all([journal.record(long(refused)), journal.record(long(refused + 1))])).rejects.toMatchObject({ code: 'diskFull' })
      expect((await readFile(join(folder, 'edits.log'))).length).toBe(filled)

      await rm(ballast)
      await journal.record(long(refused + 2))
      expect((await journal.conclude([outcome([1])]))[0]?.seq).toBe(1)
      return [...Array.from({ length: refused - 1 }, (_, index) => index + 1).slice(1), refused + 2].map(editId)
    })
    await withOpen(folder, ({ journal, damage }) => {
      expect(unsettledIds(journal)).toEqual(taken)
      expect(damage).toEqual([])
    })
  })

  it('that refuses an outcome leaves no gap in the numbers', async (test) => {
    const disk = await smallDisk(400_000)
    if (disk === null) return test.skip(NO_MOUNT)
    const folder = join(disk, 'practice')
    const big = Array.from({ length: 40 }, (_, n) => ({ ...outcome([n]), result: {
      kind: 'held' as const, reason: { kind: 'parked' as const, code: 'x', message: 'x'.repeat(20_000), requestId: null } } }))
    await withOpen(folder, async ({ journal }) => {
      await journal.conclude([outcome([100])])
      await expect(journal.conclude(big)).rejects.toMatchObject({ code: 'diskFull' })
      expect((await journal.conclude([outcome([101])]))[0]?.seq).toBe(2)
    })
    await withOpen(folder, ({ journal, damage }) => {
      expect(journal.outcomesAfter(0, 9).map(({ seq }) => seq)).toEqual([1, 2])
      expect(damage).toEqual([])
    })
  })
})

describe('two hosts on one folder', () => {
  const gone = (): string => JSON.stringify({ pid: spawnSync('true').pid, started: null })

  it('the second is told which process has it', async () => {
    const folder = await newFolder()
    await withOpen(folder, async () => {
      await expect(openJournal({ folder })).rejects.toMatchObject({
        code: 'locked',
        message: expect.stringContaining(`process ${process.pid}`),
      })
    })
    await withOpen(folder, ({ damage }) => { expect(damage).toEqual([]) })
  })

  it.each([
    ['of a process that is gone', gone],
    ['of an earlier process with this one\'s id', () => JSON.stringify({ pid: process.pid, started: 'another boot 17' })],
    ['that a power cut left empty', () => ''],
  ])('a lock %s keeps nobody out, and lets one of many in', async (_, content) => {
    const folder = await newFolder()
    await writeFile(join(folder, 'lock'), content())
    const tries = await Promise.allSettled(Array.from({ length: 5 }, () => openJournal({ folder })))
    const opened = tries.filter(result => result.status === 'fulfilled')
    const codes = tries.flatMap(result => result.status === 'rejected' ? [result.reason instanceof JournalError && result.reason.code] : [])
    expect([opened.length, codes]).toEqual([1, ['locked', 'locked', 'locked', 'locked']])
    await Promise.all(opened.map(({ value }) => value.close()))
    expect((await readdir(folder)).filter(name => name.startsWith('lock'))).toEqual([])
  })

  it('a host that died while it removed a dead one\'s lock keeps nobody out', async () => {
    const folder = await newFolder()
    await writeFile(join(folder, 'lock'), gone())
    await writeFile(join(folder, 'lock.takeover'), gone())
    await withOpen(folder, ({ damage }) => { expect(damage).toEqual([]) })
    expect((await readdir(folder)).filter(name => name.startsWith('lock'))).toEqual([])
  })
})
