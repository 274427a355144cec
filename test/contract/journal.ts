import { describe, expect, it } from 'vitest'
import type { Journal } from '../../electron/ports/journal'
import { CASES, edit, held, outcome, parked } from '../support/journal-records'
import { historyContract } from './journal-history'
import { intentContract } from './journal-intents'

export interface OpenedJournal { journal: Journal, close(): Promise<void> }

/** What every journal does, whatever it writes on. `open` gives a new, empty one each time. */
export function journalContract(name: string, open: () => Promise<OpenedJournal>): void {
  const withJournal = (run: (journal: Journal) => Promise<void>) => async (): Promise<void> => {
    const { journal, close } = await open()
    try { await run(journal) }
    finally { await close() }
  }
  const ids = (journal: Journal, caseId?: string): string[] => journal.unsettled(caseId).map(recorded => recorded.edit.id)

  describe(name, () => {
    describe('edits', () => {
      it('are given back in the order recorded, with the generation their page knew', withJournal(async (journal) => {
        await journal.record([{ edit: edit(2), generation: null }, { edit: edit(1), generation: 'another life' }])
        await journal.record([{ edit: edit(3), generation: journal.generation }])
        expect(journal.unsettled()).toEqual([
          { edit: edit(2), generation: null, held: null },
          { edit: edit(1), generation: 'another life', held: null },
          { edit: edit(3), generation: journal.generation, held: null },
        ])
      }))

      it('are told apart by case', withJournal(async (journal) => {
        await journal.record([1, 2, 3].map(n => ({ edit: edit(n, { caseId: n === 2 ? CASES[1] : CASES[0] }), generation: null })))
        expect(ids(journal, CASES[0])).toEqual([edit(1).id, edit(3).id])
        expect(ids(journal, CASES[1])).toEqual([edit(2).id])
        expect(ids(journal, CASES[2])).toEqual([])
      }))

      it('sent twice are recorded once, the first time counts', withJournal(async (journal) => {
        await Promise.all([
          journal.record([{ edit: edit(1), generation: 'first' }]),
          journal.record([{ edit: edit(1), generation: 'second' }]),
        ])
        await journal.record([{ edit: edit(1), generation: 'third' }])
        expect(journal.unsettled()).toEqual([{ edit: edit(1), generation: 'first', held: null }])
      }))

      it('are known by id, others are not', withJournal(async (journal) => {
        await journal.record([{ edit: edit(1), generation: null }])
        expect([journal.knows(edit(1).id), journal.knows(edit(2).id)]).toEqual([true, false])
        expect([journal.endOf(edit(1).id), journal.endOf(edit(2).id)]).toEqual([null, null])
      }))

      it('that could not be read back are refused, and nothing is remembered of them', withJournal(async (journal) => {
        await expect(journal.record([{ edit: { ...edit(1), at: Number.NaN }, generation: null }])).rejects.toThrow()
        expect(journal.knows(edit(1).id)).toBe(false)
      }))
    })

    describe('outcomes', () => {
      it('are numbered from 1 without a gap, side by side too', withJournal(async (journal) => {
        const given = await Promise.all([
          journal.conclude([outcome([1]), outcome([2])]),
          journal.conclude([outcome([3])]),
          journal.conclude([]),
          journal.conclude([held([4])]),
        ])
        expect(given.flat().map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
        expect(journal.outcomesAfter(0, 10)).toEqual(given.flat())
      }))

      it('are read from a cursor on, as many as asked', withJournal(async (journal) => {
        await journal.conclude([1, 2, 3, 4].map(n => outcome([n])))
        expect(journal.outcomesAfter(1, 2).map(({ seq }) => seq)).toEqual([2, 3])
        expect(journal.outcomesAfter(4, 2)).toEqual([])
        expect(journal.outcomesAfter(9, 2)).toEqual([])
      }))

      it('end the edits they list, and only those', withJournal(async (journal) => {
        await journal.record([1, 2, 3].map(n => ({ edit: edit(n), generation: null })))
        const [sent] = await journal.conclude([outcome([1, 3])])
        expect(ids(journal)).toEqual([edit(2).id])
        expect(ids(journal, CASES[0])).toEqual([edit(2).id])
        expect(journal.endOf(edit(3).id)).toEqual(sent)
        expect(journal.endOf(edit(2).id)).toBeNull()
      }))

      it('that finish no edit end none', withJournal(async (journal) => {
        await journal.record([{ edit: edit(1), generation: null }])
        await journal.conclude([outcome([])])
        expect(ids(journal)).toEqual([edit(1).id])
      }))

      it('that hold an edit keep it in its place, with the newest reason', withJournal(async (journal) => {
        await journal.record([1, 2, 3].map(n => ({ edit: edit(n), generation: null })))
        await journal.conclude([held([2], { kind: 'recovered' })])
        await journal.conclude([held([2], parked)])
        expect(journal.unsettled(CASES[0]).map(recorded => recorded.held)).toEqual([null, parked, null])
        expect(ids(journal)).toEqual([edit(1).id, edit(2).id, edit(3).id])
        expect(journal.endOf(edit(2).id)).toBeNull()
      }))

      it('of an edit that has ended change nothing any more', withJournal(async (journal) => {
        await journal.record([{ edit: edit(1), generation: null }])
        const [first] = await journal.conclude([outcome([1])])
        await journal.conclude([held([1]), { ...outcome([1]), result: { kind: 'superseded', by: edit(2).id } }])
        expect(journal.unsettled()).toEqual([])
        expect(journal.endOf(edit(1).id)).toEqual(first)
      }))

      it('are remembered: ids are remembered for ever, an ended edit that comes again is passed over', withJournal(async (journal) => {
        await journal.record([{ edit: edit(1), generation: null }])
        await journal.conclude([outcome([1])])
        await journal.record([{ edit: edit(1), generation: null }])
        expect(journal.unsettled()).toEqual([])
        expect(journal.knows(edit(1).id)).toBe(true)
      }))

      it('leave a tombstone: an undo of an unknown id leaves one, and the edit that comes late is passed over', withJournal(async (journal) => {
        const [tombstone] = await journal.conclude([{ ...outcome([7]), result: { kind: 'superseded', by: edit(8).id } }])
        await journal.record([{ edit: edit(7), generation: null }])
        expect(journal.unsettled()).toEqual([])
        expect(journal.endOf(edit(7).id)).toEqual(tombstone)
      }))
    })

    intentContract(withJournal)
    historyContract(withJournal)

    it('keeps the newest value of each note', withJournal(async (journal) => {
      await journal.note('resume', 5)
      await journal.note('resume', null)
      await journal.note('other', 'x')
      await journal.note('other', 'y')
      expect([journal.noted('resume'), journal.noted('other'), journal.noted('never')]).toEqual([null, 'y', null])
    }))
  })
}
