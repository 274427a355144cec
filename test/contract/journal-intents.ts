import { describe, expect, it } from 'vitest'
import type { Intent, Journal, OpenIntent } from '../../electron/ports/journal'
import { CASES, edit, editId, held, intent, intentId, outcome, superseded, watched } from '../support/journal-records'

type WithJournal = (run: (journal: Journal) => Promise<void>) => () => Promise<void>

/** What is remembered of a call, from before it is made until nothing of it matters any more. */
export function intentContract(withJournal: WithJournal): void {
  const states = (journal: Journal, caseId: string = CASES[0]): Array<[id: string, state: string]> =>
    journal.intents(caseId).map(({ id, state }) => [id, state])
  const unknown = (made: Intent): OpenIntent => ({ ...made, state: 'unknown', requestId: null, over: false })
  const record = (journal: Journal, ns: number[]): Promise<void> => journal.record(ns.map(n => ({ edit: edit(n), generation: null })))

  describe('intents', () => {
    it('are given back of their case with all they say, oldest first', withJournal(async (journal) => {
      await record(journal, [1, 2])
      await journal.intend(intent(1, [1]))
      await journal.intend(intent(2, [2], { caseId: CASES[1], watch: null }))
      await journal.intend(intent(3, [1, 2]))
      expect(journal.intents(CASES[0])).toEqual([unknown(intent(1, [1])), unknown(intent(3, [1, 2]))])
      expect(journal.intents(CASES[1])).toEqual([unknown(intent(2, [2], { caseId: CASES[1], watch: null }))])
      expect(journal.intents(CASES[2])).toEqual([])
    }))

    it('stay unknown though all their edits have ended, until they are landed or refuted', withJournal(async (journal) => {
      await record(journal, [1, 2])
      await journal.intend(intent(1, [1]))
      await journal.intend(intent(2, [2]))
      await journal.conclude([superseded([1, 2], 3), { ...outcome([3]), result: { kind: 'alreadySo' } }])
      expect(states(journal)).toEqual([[intentId(1), 'unknown'], [intentId(2), 'unknown']])
      await journal.refute(intentId(1))
      expect(states(journal)).toEqual([[intentId(2), 'unknown']])
      await journal.conclude([outcome([], CASES[0], 2), watched(2)])
      expect(states(journal)).toEqual([])
    }))

    it('land by the outcome that names them, and no other', withJournal(async (journal) => {
      await record(journal, [1])
      await journal.intend(intent(1, [1]))
      await journal.intend(intent(2, [1]))
      await journal.conclude([outcome([1], CASES[0], 2)])
      expect(states(journal)).toEqual([[intentId(1), 'unknown'], [intentId(2), 'landed']])
    }))

    it('tell the request id of the reply that said so, or that there was none', withJournal(async (journal) => {
      await journal.intend(intent(1, []))
      await journal.intend(intent(2, []))
      await journal.conclude([outcome([], CASES[0], 1), outcome([], CASES[0], 2, null)])
      expect(journal.intents(CASES[0]).map(({ requestId }) => requestId)).toEqual(['r-1', null])
    }))

    it('stay, though all is done with them, while one is unknown that was made before them, or while they were', withJournal(async (journal) => {
      for (const n of [0, 1, 2, 3]) await journal.intend({ ...intent(n, []), besides: n === 2 ? [intentId(1)] : [] })
      await journal.conclude([outcome([], CASES[0], 0), watched(0)])
      await journal.conclude([outcome([], CASES[0], 3), watched(3), outcome([], CASES[0], 1), watched(1)])
      expect(states(journal)).toEqual([[intentId(1), 'watched'], [intentId(2), 'unknown'], [intentId(3), 'watched']])
      await journal.refute(intentId(2))
      expect(states(journal)).toEqual([])
    }))

    it('are over when they were watched and their edits have ended', withJournal(async (journal) => {
      await record(journal, [1])
      await journal.intend(intent(1, [1]))
      await journal.conclude([outcome([1], CASES[0], 1)])
      expect(states(journal)).toEqual([[intentId(1), 'landed']])
      await journal.conclude([watched(1)])
      expect(states(journal)).toEqual([])
    }))

    it('with nothing to watch are over as soon as they landed and their edits have ended', withJournal(async (journal) => {
      await journal.intend(intent(1, [], { watch: null }))
      await journal.conclude([outcome([], CASES[0], 1)])
      expect(states(journal)).toEqual([])
    }))

    it('that were watched stay while one of their edits has not ended, a held one included', withJournal(async (journal) => {
      await record(journal, [1, 2])
      await journal.intend(intent(1, [1, 2]))
      await journal.conclude([outcome([1], CASES[0], 1), watched(1), held([2])])
      expect(states(journal)).toEqual([[intentId(1), 'watched']])
      await journal.conclude([outcome([2], CASES[0], 2)])
      expect(states(journal)).toEqual([])
    }))

    it('that were watched stay for the edit that takes the place of one of theirs', withJournal(async (journal) => {
      await record(journal, [1, 2])
      await journal.intend(intent(1, [1], { watch: null }))
      await journal.conclude([outcome([], CASES[0], 1), superseded([1], 2)])
      expect(states(journal)).toEqual([[intentId(1), 'watched']])
      await journal.conclude([outcome([2], CASES[0], 2)])
      expect(states(journal)).toEqual([])
    }))

    it('once landed are not refuted any more', withJournal(async (journal) => {
      await journal.intend(intent(1, []))
      await journal.conclude([outcome([], CASES[0], 1)])
      await journal.refute(intentId(1))
      await journal.refute(intentId(9))
      expect(states(journal)).toEqual([[intentId(1), 'landed']])
    }))

    it('name the cases to look up: those with an unknown one, or whose watch is due', withJournal(async (journal) => {
      await record(journal, [3])
      await journal.intend(intent(1, []))
      await journal.intend(intent(2, [], { caseId: CASES[1] }))
      await journal.intend(intent(3, [3], { caseId: CASES[2], watch: null }))
      await journal.intend(intent(4, []))
      expect([...journal.casesToLookUp()].sort()).toEqual([...CASES])
      await journal.conclude([outcome([], CASES[1], 2), outcome([], CASES[2], 3)])
      expect([...journal.casesToLookUp()].sort()).toEqual([CASES[0], CASES[1]])
      await journal.conclude([watched(2, [], CASES[1]), outcome([], CASES[0], 1)])
      await journal.refute(intentId(4))
      expect(journal.casesToLookUp()).toEqual([CASES[0]])
    }))
  })

  it('tells of an edit whether it was ever held as a conflict, also once another has taken its place', withJournal(async (journal) => {
    await record(journal, [1, 2, 3])
    await journal.conclude([held([1]), held([2], { kind: 'conflict', field: 'title', base: 'a', mine: 'b', theirs: 'c' })])
    await journal.conclude([superseded([1, 2], 3)])
    expect([1, 2, 3].map(n => journal.wasAsked(editId(n)))).toEqual([false, true, false])
  }))

  describe('the newest edit decided of a slot', () => {
    it('is the one with the highest id, in whatever order they landed', withJournal(async (journal) => {
      await record(journal, [1, 2, 3])
      expect(journal.lastDecided(CASES[0], 'title')).toBeNull()
      await journal.conclude([outcome([2])])
      await journal.conclude([outcome([1]), superseded([3], 4)])
      expect(journal.lastDecided(CASES[0], 'title')).toEqual({ id: editId(2), at: edit(2).at })
      expect([journal.lastDecided(CASES[1], 'title'), journal.lastDecided(CASES[0], 'description')]).toEqual([null, null])
    }))

    it('may have needed no call, unless it is an undo with nothing to take back', withJournal(async (journal) => {
      await record(journal, [1, 2])
      await journal.record([{ edit: { ...edit(3), change: { kind: 'undo', undone: { kind: 'set', field: 'title', value: 'a', base: 'b' } } }, generation: null }])
      await journal.conclude([{ ...outcome([1]), result: { kind: 'alreadySo' } }])
      expect(journal.lastDecided(CASES[0], 'title')?.id).toBe(editId(1))
      await journal.conclude([{ ...outcome([2]), result: { kind: 'cancelled' } }, { ...outcome([3]), result: { kind: 'alreadySo' } }])
      expect(journal.lastDecided(CASES[0], 'title')?.id).toBe(editId(2))
    }))

    it('is told for entries of a list by their key, and for an undo by what it takes back', withJournal(async (journal) => {
      const add = { kind: 'add', field: 'watchers', entry: { email: 'Ann@Example.com' } } as const
      await journal.record([
        { edit: { ...edit(1), change: add }, generation: null },
        { edit: { ...edit(2), change: { kind: 'undo', undone: { kind: 'set', field: 'title', value: 'a', base: 'b' } } }, generation: null },
      ])
      await journal.conclude([outcome([1, 2])])
      expect(journal.lastDecided(CASES[0], 'watchers/ann@example.com')?.id).toBe(editId(1))
      expect(journal.lastDecided(CASES[0], 'title')?.id).toBe(editId(2))
    }))
  })
}
