import fc from 'fast-check'
import { expect, it } from 'vitest'
import { slotOf, valueAt } from '#domain/slot'
import { settled } from '../support/fake-timers'
import type { Action } from './actions'
import { action } from './actions'
import { A } from './engine'
import { own, PLACES } from './places'
import { world } from './world'

type World = Awaited<ReturnType<typeof world>>

const settings = fc.record({
  known: fc.boolean(),
  metadata: fc.constantFrom('merges' as const, 'replaces' as const),
  // No less than a second: the fake clock stands still between two reads, and nothing else would tell which is newer.
  tick: fc.constantFrom(1000, 1007, 1500),
  slots: fc.constantFrom([0, 1, 2, 3, 4, 5, 6], [0], [6], [6, 0], [1], [2, 3], [4, 5]),
})

it('whatever fails, whoever writes and whenever it crashes: every edit ends or is held, and nothing unseen is replaced', async () => {
  const seen = { held: 0, sent: 0, compared: 0 }
  const histories = fc.array(action, { minLength: 3, maxLength: 30 }).map(withoutOldReads)
  await fc.assert(fc.asyncProperty(settings, histories, async (how, actions) => {
    const one = await world(how)
    for (const next of actions) {
      await one.act(next)
      await settled()
      expect(one.idleWithWork()).toBe(false)
      expect(one.broken).toEqual([])
      expectShown(one)
    }
    await one.heal()
    expect(one.broken).toEqual([])
    const left = one.journal.unsettled()
    expect(left.filter(({ held }) => held === null)).toEqual([])
    expect(one.journal.casesToLookUp()).toEqual([])
    expect(one.edits.filter(({ id }) => !one.journal.knows(id))).toEqual([])
    expectAskedForCause(one, how.known, actions)
    expectTold(one, how.known)
    seen.compared += compareSettled(one)
    if (!refusesPutBack(actions)) expect(one.memory.content(A).caseMetadata.map(({ key }) => key).sort()).toEqual(['k', 'm', 'n'])
    seen.held += left.length
    seen.sent += one.edits.length - left.length
  }), { numRuns: 400 })
  expect(Math.min(seen.held, seen.sent, seen.compared)).toBeGreaterThan(40)
}, 120_000)

/** A process that starts anew does not know of which write its first read may be too old to tell: it may ask then. */
function withoutOldReads(actions: readonly Action[]): readonly Action[] {
  const restarts = actions.some(({ kind }) => kind === 'crash' || kind === 'quit')
  return restarts ? actions.filter(({ kind }) => kind !== 'readOld') : actions
}

/** What the responder sees of a slot that nobody else writes to is what it last was, whatever is on its way. */
function expectShown({ shown, touched, seenAt }: World): void {
  for (const [index, value] of shown) {
    if (!touched.has(index)) expect([PLACES[index]?.slot.id, seenAt(index)]).toEqual([PLACES[index]?.slot.id, value])
  }
}

/** A refusal to have wiped metadata put back is not for the engine to mend. */
function refusesPutBack(actions: readonly Action[]): boolean {
  return actions.some(next => next.kind === 'refuse' || (next.kind === 'fault' && ['validation', 'refused'].includes(next.fault.kind)))
}

/**
 * Nobody is asked about a colleague's change where no colleague wrote: in that slot, or, where nobody can tell our
 * entries in the log from theirs, in the case.
 */
function expectAskedForCause({ journal, colleagues }: World, known: boolean, actions: readonly Action[]): void {
  if (!known && colleagues.size > 0) return
  const asked = journal.unsettled().flatMap(({ held }) => held?.kind === 'conflict' ? [held] : [])
  const wiped = refusesPutBack(actions)
  expect(asked.filter(({ field, theirs }) =>
    field !== 'description' && !(wiped && field === 'caseMetadata' && theirs === null) && !colleagues.has(JSON.stringify(theirs)))).toEqual([])
}

/**
 * What came between our read and our call, and was replaced, is reported or asked about; where nobody can tell whether
 * our call landed, the question may be about what was written there since.
 */
function expectTold({ journal, vanished, told }: World, known: boolean): void {
  const over = told()
  const asked = journal.outcomesAfter(0, 100_000).flatMap(({ result }) =>
    result.kind === 'held' && result.reason.kind === 'conflict' ? [result.reason] : [])
  const isAsked = ({ slot, value }: World['vanished'][number]): boolean =>
    asked.some(({ field, theirs }) => JSON.stringify(theirs) === value || (!known && slot.startsWith(field)))
  expect(vanished.filter(one => !over.some(({ at, principal }) => at === one.at && principal !== 'us') && !isAsked(one))).toEqual([])
}

/** How many slots hold what was last seen in them: all that nobody else wrote to, and where nothing is held. */
function compareSettled({ journal, shown, touched, memory }: World): number {
  const held = new Set(journal.unsettled().map(({ edit: { change } }) => slotOf(change.kind === 'undo' ? change.undone : change).id))
  const slots = [...shown].flatMap(([index, value]) => {
    const at = PLACES[index]
    return at === undefined || touched.has(index) || held.has(at.slot.id) ? [] : [{ slot: at.slot, value }]
  })
  for (const { slot, value } of slots) expect([slot.id, own(slot, valueAt(memory.content(A), slot))]).toEqual([slot.id, value])
  return slots.length
}
