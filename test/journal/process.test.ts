import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { newFolder, unsettledIds, withOpen } from '../support/journal-folder'
import { editId } from '../support/journal-records'
import { openJournal } from '#journal/journal'

const WRITER = fileURLToPath(new URL('writer.ts', import.meta.url))
const writer = (folder: string, first: number, last: number, atOnce: number): string[] =>
  ['--import', 'tsx', WRITER, folder, String(first), String(last), String(atOnce)]

describe('a host that is killed while it writes', () => {
  it('loses no edit it has acknowledged, and the next one takes over from it', async () => {
    const folder = await newFolder()
    const acknowledged: number[] = []
    for (const kills of [1, 30, 75, 140, 260]) {
      const first = acknowledged.length === 0 ? 1 : Math.max(...acknowledged) + 1000
      const child = spawn(process.execPath, writer(folder, first, first + 100_000, 8), { stdio: ['ignore', 'pipe', 'inherit'] })
      let seen = 0
      for await (const line of createInterface({ input: child.stdout })) {
        acknowledged.push(Number(line.replace('ack ', '')))
        if (++seen === kills) child.kill('SIGKILL')
      }
      if (child.signalCode === null) await once(child, 'exit')
      expect([child.signalCode, seen >= kills]).toEqual(['SIGKILL', true])
      await withOpen(folder, ({ journal, damage }) => {
        const there = new Set(unsettledIds(journal))
        expect(acknowledged.filter(n => !there.has(editId(n)))).toEqual([])
        expect(damage).toEqual([])
      })
    }
  }, 120_000)

  it('that still runs keeps everyone else out, in words', async () => {
    const folder = await newFolder()
    const child = spawn(process.execPath, writer(folder, 1, 1_000_000, 1), { stdio: ['ignore', 'pipe', 'inherit'] })
    try {
      await once(child.stdout, 'data')
      await expect(openJournal({ folder })).rejects.toMatchObject({
        code: 'locked',
        message: expect.stringContaining(`Another Fieldcase (process ${child.pid})`),
      })
    }
    finally {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    await withOpen(folder, ({ journal }) => { expect(journal.knows(editId(1))).toBe(true) })
  }, 30_000)
})

const canTrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0
if (!canTrace) console.log('Skipped: whether an edit is on disk before it is acknowledged. It is read from strace, which cannot run here.')

describe.skipIf(!canTrace)('what the operating system is asked to do', () => {
  /** W: a write to edits.log, S: its fsync has returned, A: an edit is acknowledged. */
  async function traced(edits: number, atOnce: number): Promise<string> {
    const folder = await newFolder()
    const trace = join(folder, 'trace')
    const args = ['-f', '-y', '-e', 'trace=pwrite64,fdatasync,write', '-o', trace, process.execPath, ...writer(folder, 1, edits, atOnce)]
    const child = spawn('strace', args, { stdio: ['ignore', 'ignore', 'inherit'] })
    expect(await once(child, 'exit')).toEqual([0, null])
    return (await readFile(trace, 'utf8')).split('\n').map((line) => {
      if (/pwrite64\(\d+<[^>]*edits\.log>/.test(line)) return 'W'
      if (/(fdatasync\(\d+<[^>]*edits\.log>\)|<\.\.\. fdatasync resumed>\)) += 0/.test(line)) return 'S'
      return /write\(1<[^>]*>, "ack /.test(line) ? 'A' : ''
    }).join('')
  }

  it('each edit is written, then synced, then acknowledged', async () => {
    expect(await traced(4, 1)).toBe('WSAWSAWSAWSA')
  }, 30_000)

  it('edits side by side share one write and one sync', async () => {
    expect(await traced(40, 40)).toBe(`WS${'A'.repeat(40)}`)
  }, 30_000)
})
