import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { newFolder, withOpen } from '../support/journal-folder'
import { edit, editId, held, outcome, superseded } from '../support/journal-records'
import type { Journal } from '../../electron/ports/journal'
import { frame, jsonOf } from '#journal/line'

/** Line 1 is the header, line n + 1 the outcome that ends edit n. */
async function ended(count = 5): Promise<string> {
  const folder = await newFolder()
  await withOpen(folder, async ({ journal }) => {
    await journal.record(Array.from({ length: count }, (_, n) => ({ edit: edit(n + 1, { text: `Täter ${n + 1}` }), generation: null })))
    for (let n = 1; n <= count; n++) await journal.conclude([outcome([n])])
  })
  return folder
}

type Change = (lines: string[]) => string[]

async function change(folder: string, how: Change): Promise<void> {
  const path = join(folder, 'outcomes.log')
  const lines = (await readFile(path, 'utf8')).split('\n').slice(0, -1)
  await writeFile(path, how(lines).map(line => `${line}\n`).join(''))
}

/** Rewrites one line, number 1 first, and has its checksum fit again. */
const forge = (number: number, edit: (json: string) => string): Change => lines => lines.map((line, index) =>
  index === number - 1 ? frame(edit(jsonOf(Buffer.from(line)).toString('utf8'))).trimEnd() : line)

const flip: Change = lines => lines.map((line, index) => index === 2 ? line.replace('Täter', 'Väter') : line)
const remove: Change = lines => lines.toSpliced(2, 1)
const swap: Change = ([a = '', b = '', c = '', d = '', ...rest]) => [a, b, d, c, ...rest]
const alter = forge(3, json => json.replace('Täter 2', 'Opfer 2'))
const cut: Change = lines => lines.slice(0, -1)

/** Which line each kind of change is found at; the two that swapped places lie on lines 3 and 4. */
const CHANGES: Array<[string, Change, found: number[], broken: number]> = [
  ['a flipped byte', flip, [3], 3],
  ['an altered line whose checksum was made to fit', alter, [3], 3],
  ['a line that was taken out', remove, [3], 3],
  ['two lines that changed places', swap, [3, 4], 3],
]

describe('the chain of the outcome log', () => {
  it.each(CHANGES)('at the next start finds %s, and names the line', async (_, how, found) => {
    const folder = await ended()
    const before = await withOpen(folder, ({ journal }) => journal.generation)
    await change(folder, how)
    await withOpen(folder, async ({ journal, damage }) => {
      expect(damage.map(({ file, line }) => [file, line])).toEqual(found.map(line => ['outcomes.log', line]))
      expect(journal.generation).not.toBe(before)
      // What goes on is whole again, and chained from its own beginning.
      expect(await journal.verify()).toMatchObject({ ok: true, count: journal.outcomesAfter(0, 9).length })
    })
    await withOpen(folder, ({ damage }) => { expect(damage).toHaveLength(found.length) })
  })

  it.each([...CHANGES, ['a last line that was taken off', cut, [], 6] as const])('when asked finds %s, while the journal is open', async (_, how, __, broken) => {
    const folder = await ended()
    await withOpen(folder, async ({ journal }) => {
      expect(await journal.verify()).toMatchObject({ ok: true, count: 5 })
      await change(folder, how)
      expect(await journal.verify()).toEqual({ ok: false, count: 5, brokenAt: broken })
    })
  })

  it('when asked finds another whole log put in the place of this one', async () => {
    const [folder, other] = [await ended(), await ended()]
    await withOpen(folder, async ({ journal }) => {
      await writeFile(join(folder, 'outcomes.log'), await readFile(join(other, 'outcomes.log')))
      expect(await journal.verify()).toMatchObject({ ok: false, brokenAt: 6 })
    })
  })

  it('believes an altered line in nothing, and the others in all', async () => {
    const folder = await ended()
    await change(folder, forge(3, json => json.replace(editId(2), editId(99))))
    await withOpen(folder, ({ journal }) => {
      expect(journal.knows(editId(99))).toBe(false)
      expect(journal.outcomesAfter(0, 9).map(({ edits }) => edits[0])).toEqual([1, 3, 4, 5].map(editId))
    })
  })

  it('goes on from one start to the next, and past writes that were refused', async () => {
    const folder = await ended(1)
    await withOpen(folder, async ({ journal }) => {
      const parallel = [journal.conclude([outcome([7]), held([8])]), journal.conclude([superseded([9], 10)])]
      await expect(journal.conclude([{ ...outcome([11]), at: Number.NaN }])).rejects.toThrow()
      await Promise.all(parallel)
      expect(await journal.verify()).toMatchObject({ ok: true, count: 4 })
    })
    await withOpen(folder, async ({ journal, damage }) => {
      await journal.conclude([outcome([12])])
      expect([await journal.verify(), damage]).toEqual([{ ok: true, count: 5, head: expect.stringMatching(/^[0-9a-f]{64}$/) }, []])
    })
  })

  async function exportOf(journal: Journal): Promise<string> {
    let text = ''
    for await (const line of journal.exported()) text += line
    return text
  }

  /** The script that chain.ts shows to strangers, as it stands there. */
  async function strangersCheck(file: string): Promise<string> {
    const source = await readFile(new URL('../../electron/journal/chain.ts', import.meta.url), 'utf8')
    const script = source.split('\n').filter(line => line.startsWith(' *     ')).map(line => line.slice(7)).join('\n')
    const { stdout, stderr } = spawnSync('python3', ['-c', script, file], { encoding: 'utf8' })
    return stdout + stderr
  }

  it('can be checked from an export alone, by the few lines that its description shows', async (test) => {
    if (spawnSync('python3', ['--version']).status !== 0) return test.skip('there is no Python here')
    const folder = await ended()
    const file = join(folder, 'export.jsonl')
    await withOpen(folder, async ({ journal }) => {
      const text = await exportOf(journal)
      const verified = await journal.verify()
      expect(text.split('\n').slice(1, -1).map((line): unknown => JSON.parse(line))).toHaveLength(5)
      await writeFile(file, text)
      expect(await strangersCheck(file)).toBe(`whole, and ends in ${verified.ok && verified.head}\n`)
      await writeFile(file, text.replace('Täter 3', 'Opfer 3'))
      expect(await strangersCheck(file)).toBe('line 4 does not follow from the one before\n')
    })
  })
})

describe('the history', () => {
  it('shows what is remembered of an outcome whose line can no longer be read, without its edits', async () => {
    const folder = await ended()
    await withOpen(folder, async ({ journal }) => {
      await change(folder, flip)
      const entries = await journal.history(null, 9)
      expect(entries.map(({ outcome: { seq }, edits }) => [seq, edits.length])).toEqual([[5, 1], [4, 1], [3, 1], [2, 0], [1, 1]])
    })
  })
})
