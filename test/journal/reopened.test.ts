import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Journal } from '../../electron/ports/journal'
import { dismissedNote } from '../../electron/ports/journal'
import { allOf, newFolder, unsettledIds, withOpen } from '../support/journal-folder'
import { CASES, edit, editId, held, intent, intentId, outcome, superseded, theirs, watched } from '../support/journal-records'
import { createMemoryJournal } from '../support/memory-journal'
import { openJournal } from '#journal/journal'

/** `n` is another one for each step of a script. */
type Step = (journal: Journal, n: number) => Promise<unknown>

const number = fc.integer({ min: 1, max: 12 })
const numbers = fc.uniqueArray(number, { maxLength: 4 })
const caseId = fc.constantFrom(...CASES)
const caseOf = (n: number): string => CASES[n % 2] ?? CASES[0]

/** Enough dead lines for edits.log to be compacted. */
async function churn(journal: Journal): Promise<void> {
  await Promise.all(Array.from({ length: 1100 }, (_, n) => journal.note('churn', n)))
}

const record = fc.tuple(numbers, fc.constantFrom(null, 'an old life')).map(([ns, generation]): Step =>
  journal => journal.record(ns.map(n => ({ edit: edit(n, { caseId: caseOf(n) }), generation }))))
const hold = fc.tuple(numbers, caseId).map(([ns, ofCase]): Step => journal => journal.conclude([held(ns, undefined, ofCase)]))
const supersede = fc.tuple(number, number).map(([n, by]): Step => journal => journal.conclude([superseded([n], by)]))

/** A call's story, as far as it gets; each has an intent of its own. */
const call = fc.record({
  edits: numbers,
  ofCase: caseId,
  watch: fc.boolean(),
  end: fc.constantFrom('unknown', 'refuted', 'landed', 'watched', 'overwritten', 'dismissed'),
}).map(({ edits, ofCase, watch, end }): Step => async (journal, n) => {
  await journal.intend(intent(n, edits, { caseId: ofCase, ...watch ? {} : { watch: null } }))
  if (end === 'unknown') return
  if (end === 'refuted') return journal.refute(intentId(n))
  await journal.conclude([outcome(edits, ofCase, n)])
  if (end === 'landed') return
  const [seen] = await journal.conclude([watched(n, end === 'watched' ? [] : [theirs], ofCase)])
  if (end === 'dismissed' && seen !== undefined) await journal.note(dismissedNote(seen.seq), 1)
})
const note = fc.tuple(fc.constantFrom('a', 'b'), fc.integer()).map(([name, value]): Step => journal => journal.note(name, value))

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: record },
  { weight: 6, arbitrary: call },
  { weight: 2, arbitrary: hold },
  { weight: 1, arbitrary: supersede },
  { weight: 1, arbitrary: note },
  { weight: 1, arbitrary: fc.constant<Step>(churn) },
)

describe('a journal that is closed and opened again', () => {
  it('knows what it knew, wherever it was closed', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.record({ step, reopen: fc.boolean() }), { maxLength: 16 }), async (script) => {
      const folder = await newFolder()
      const memory = createMemoryJournal().journal
      let opened = await openJournal({ folder })
      try {
        const { generation } = opened.journal
        for (const [n, { step: run, reopen }] of script.entries()) {
          await Promise.all([run(opened.journal, n), run(memory, n)])
          if (reopen) {
            await opened.close()
            opened = await openJournal({ folder })
          }
          expect(await allOf(opened.journal)).toEqual(await allOf(memory))
        }
        expect([opened.journal.generation, opened.damage]).toEqual([generation, []])
      }
      finally { await opened.close() }
    }), { numRuns: 40 })
  }, 120_000)

  it('refuses writes after it was closed, in words', async () => {
    const { journal, close } = await openJournal({ folder: await newFolder() })
    const last = journal.record([{ edit: edit(1), generation: null }])
    await close()
    await expect(last).resolves.toBeUndefined()
    await expect(journal.note('a', 1)).rejects.toMatchObject({ code: 'unwritable', message: expect.stringContaining('closed') })
  })
})

describe('compaction', () => {
  it('shortens the file while it is in use, and forgets no id that has ended', async () => {
    const folder = await newFolder()
    const size = async (): Promise<number> => (await stat(join(folder, 'edits.log'))).size
    const numbers = Array.from({ length: 2000 }, (_, n) => n + 1)
    await withOpen(folder, async ({ journal, close }) => {
      await journal.record(numbers.map(n => ({ edit: edit(n), generation: null })))
      const before = await size()
      await journal.conclude([outcome(numbers.slice(10))])
      await journal.note('a', 1)
      await close()
      expect(await size()).toBeLessThan(before / 50)
    })
    await withOpen(folder, async ({ journal }) => {
      await journal.record(numbers.map(n => ({ edit: edit(n), generation: null })))
      expect(unsettledIds(journal)).toEqual(numbers.slice(0, 10).map(editId))
    })
  })

  it.each([
    ['before a byte of the new file was written', ''],
    ['in the middle of the new file', 'half a li'],
    ['before the new file took its place', null],
  ])('killed %s loses nothing', async (_, leftover) => {
    const folder = await newFolder()
    const known = await withOpen(folder, async ({ journal }) => {
      await journal.record([1, 2, 3].map(n => ({ edit: edit(n), generation: null })))
      await journal.conclude([outcome([2])])
      return allOf(journal)
    })
    const edits = join(folder, 'edits.log')
    await writeFile(`${edits}.new`, leftover ?? await readFile(edits))
    await withOpen(folder, async ({ journal, damage }) => {
      expect(await allOf(journal)).toEqual(known)
      expect(damage).toEqual([])
    })
    await expect(stat(`${edits}.new`)).rejects.toThrow('ENOENT')
  })
})
