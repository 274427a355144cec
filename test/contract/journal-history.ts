import { describe, expect, it } from 'vitest'
import type { Journal } from '../../electron/ports/journal'
import { dismissedNote } from '../../electron/ports/journal'
import { edit, held, outcome, superseded, theirs, watched } from '../support/journal-records'

type WithJournal = (run: (journal: Journal) => Promise<void>) => () => Promise<void>

/** The outcome log as something to look back at. */
export function historyContract(withJournal: WithJournal): void {
  const record = (journal: Journal, ns: number[]): Promise<void> => journal.record(ns.map(n => ({ edit: edit(n), generation: null })))

  describe('the history', () => {
    it('is empty at first', withJournal(async (journal) => {
      expect(await journal.history(null, 10)).toEqual([])
      expect(await journal.verify()).toMatchObject({ ok: true, count: 0 })
    }))

    it('is read newest first, page by page, without a gap', withJournal(async (journal) => {
      await journal.conclude([1, 2, 3, 4, 5].map(n => outcome([n])))
      const pages = [await journal.history(null, 2), await journal.history(4, 2), await journal.history(2, 2), await journal.history(1, 2)]
      expect(pages.map(page => page.map(entry => entry.outcome.seq))).toEqual([[5, 4], [3, 2], [1], []])
      expect(await journal.history(99, 99)).toHaveLength(5)
    }))

    it('has the edits of each outcome as they were recorded', withJournal(async (journal) => {
      await record(journal, [1, 2, 3])
      const given = await journal.conclude([held([2]), outcome([1, 2])])
      expect(await journal.history(null, 10)).toEqual([
        { outcome: given[1], edits: [edit(1), edit(2)] },
        { outcome: given[0], edits: [edit(2)] },
      ])
    }))

    it('has no edits of a tombstone, nor of edits that had ended before', withJournal(async (journal) => {
      await record(journal, [1, 2])
      await journal.conclude([outcome([1]), outcome([1])])
      await journal.conclude([superseded([1], 2), superseded([7], 2)])
      expect((await journal.history(null, 10)).map(({ edits }) => edits.length)).toEqual([0, 0, 0, 1])
    }))
  })

  describe('the chain of outcomes', () => {
    it('holds over outcomes concluded one by one, together, and side by side, and its head is another after each', withJournal(async (journal) => {
      await record(journal, [1, 2])
      const heads = new Set<unknown>()
      for (const write of [
        () => journal.conclude([]),
        () => journal.conclude([outcome([1])]),
        () => journal.conclude([held([2]), outcome([3])]),
        () => Promise.all([journal.conclude([outcome([4])]), journal.conclude([outcome([5]), outcome([6])])]),
      ]) {
        await write()
        const verified = await journal.verify()
        expect(verified).toMatchObject({ ok: true, count: journal.outcomesAfter(0, 99).length })
        heads.add(verified.ok && verified.head)
      }
      expect(heads.size).toBe(4)
    }))

    it('is exported a line at a time, header first, the newest line\'s hash being the head', withJournal(async (journal) => {
      await record(journal, [1])
      await journal.conclude([outcome([1]), held([9])])
      const lines: string[] = []
      for await (const line of journal.exported()) lines.push(line)
      expect(lines.every(line => line.indexOf('\n') === line.length - 1)).toBe(true)
      const verified = await journal.verify()
      expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
        { kind: 'header', generation: journal.generation },
        { outcome: { seq: 1 }, edits: [edit(1)] },
        { outcome: { seq: 2 }, edits: [], hash: verified.ok && verified.head },
      ])
    }))
  })

  describe('reports of what may have been overwritten', () => {
    it('are the watched outcomes with something to tell, until they are dismissed', withJournal(async (journal) => {
      const [, first, second] = await journal.conclude([watched(1), watched(2, [theirs]), watched(3, [theirs, theirs])])
      expect(journal.reports()).toEqual([first, second])
      await journal.note(dismissedNote(first?.seq ?? 0), 1)
      expect(journal.reports()).toEqual([second])
    }))
  })
}
