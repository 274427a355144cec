import { v7 as newId } from 'uuid'
import type { SlotValue, Snapshot } from '#domain/case'
import type { Draft } from '#domain/compose'
import { draftEdit, draftRetry, draftUndo } from '#domain/compose'
import type { Edit } from '#domain/edit'
import type { Entry } from '#domain/fields'
import { layOutcome, mergeSnapshot } from '#domain/mirror'
import type { LoggedEdit } from '#domain/outcome'
import { sameValue, valueAt } from '#domain/slot'
import { openAt, viewOf } from '#domain/view'
import { createDrain } from '#push/drain'
import { createTraffic } from '#push/traffic'
import { rememberSelf } from '#push/look-up'
import type { Journal } from '../../electron/ports/journal'
import { JournalError } from '../../electron/ports/journal'
import { createFakeTimers, settled } from '../support/fake-timers'
import { createMemoryJournal } from '../support/memory-journal'
import { createMemoryService } from '../support/memory-service'
import { snapshotOf } from '../support/samples'
import type { Action } from './actions'
import { A } from './engine'
import { mortal } from './mortal'
import { own, PLACES, START } from './places'
import { text, witness } from './witness'

const WRITES = ['record', 'intend', 'refute', 'conclude', 'note', 'getCase', 'updateCase', 'listCases', 'listCaseEdits']
const MOST_CALLS = 3000

export interface Settings {
  /** Who we are in the case's log was learnt before. */
  known: boolean
  metadata: 'merges' | 'replaces'
  /** Ms between two writes by the service's clock; under a second it tells fractions. */
  tick: number
  /** The slots that anybody writes to, by number: few, for histories that come close together. */
  slots: readonly number[]
}

/** A responder, colleagues and an engine on one case. */
export async function world({ known, metadata, tick, slots }: Settings) {
  const timers = createFakeTimers()
  const { journal, refuseWrites } = createMemoryJournal()
  if (known) await rememberSelf(journal, { principal: 'us', action: 'Case Updated' })
  const edits: Edit[] = []
  /** Values that colleagues wrote. */
  const colleagues = new Set<string>()
  /** Slots of which the responder's part was written by a colleague. */
  const touched = new Set<number>()
  /** What the responder last saw in each slot. */
  const shown = new Map<number, SlotValue>()
  const memory = createMemoryService({ cases: { [A]: START }, now: timers.now, stamp: before => before + tick })
  memory.metadata(metadata)
  const { broken, past, vanished, watched, tellSent, landsLate } = witness({ memory, journal, edits, metadata })
  let mirror: Snapshot = snapshotOf({ caseId: A, content: memory.content(A), readAt: 0 })
  let release = (): void => {}
  let readOld = (): void => {}
  let showLog = (): void => {}
  let said = 0
  let outcomes = 0
  let calls = 0

  memory.onCall(() => {
    calls += 1
    if (calls === MOST_CALLS) broken.push('calls without end')
  })
  let life = start()

  function start() {
    let left = Number.POSITIVE_INFINITY
    const mayGoOn = (method: string | symbol): boolean => {
      if (!WRITES.includes(String(method))) return true
      left -= 1
      return left >= 0
    }
    const own = mortal<Journal>(journal, mayGoOn)
    const clock = {
      now: timers.now,
      random: () => 0.5,
      newId: () => newId(),
      elapsed: timers.elapsed,
      after: (ms: number, run: () => void) => timers.after(ms, () => { if (left > 0) run() }),
    }
    const service = mortal(watched(memory.service), name => calls < MOST_CALLS && mayGoOn(name))
    const traffic = createTraffic({ service, journal: own, clock, onChange: () => {}, onOpen: () => { drain.wakeAll() } })
    const drain = createDrain({
      journal: own,
      traffic,
      clock,
      onRead: takeRead,
      onConclude: takeOutcomes,
      onChange: () => {},
      onDefect: (error) => { broken.push(error instanceof Error ? String(error.stack) : String(error)) },
    })
    drain.wakeAll()
    return { traffic, drain, killAfter: (writes: number) => { left = writes }, dead: () => left <= 0 }
  }

  function takeRead(snapshot: Snapshot): void {
    mirror = mergeSnapshot(mirror, snapshot) ?? mirror
  }

  function takeOutcomes(): void {
    for (const outcome of journal.outcomesAfter(outcomes, 1000)) {
      mirror = layOutcome(mirror, outcome)
      if (outcome.result.kind !== 'sent') continue
      for (const id of outcome.edits) tellSent(edits.find(edit => edit.id === id))
    }
    outcomes = journal.outcomesAfter(0, 100_000).length
  }

  async function record(index: number, draft: Draft | null): Promise<void> {
    const at = PLACES[index]
    if (draft === null || at === undefined) return
    const edit: Edit = { id: newId(), caseId: A, at: timers.now(), ...draft }
    try {
      await journal.record([{ edit, generation: journal.generation }])
    }
    catch {
      return
    }
    edits.push(edit)
    // Half a replace may have landed, or the first of several edits: the undo leads all the way
    // back, while the screen shows what was read in between.
    if (edit.change.kind === 'undo' && (edit.change.undone.kind === 'replace' || edit.supersedes.length > 1)) shown.delete(index)
    else shown.set(index, seenAt(index))
    life.drain.wake([A])
  }

  function seenAt(index: number): SlotValue {
    const at = PLACES[index]
    return at === undefined ? null : own(at.slot, valueAt(viewOf(mirror, journal.unsettled(A)).content, at.slot))
  }

  async function act(next: Action): Promise<void> {
    takeOutcomes()
    const one = 'slot' in next ? { ...next, slot: slots[next.slot % slots.length] ?? 0 } : next
    const open = journal.unsettled(A)
    const at = 'slot' in one ? PLACES[one.slot] : undefined
    if ('slot' in one && at !== undefined) {
      said += 1
      const theirs = openAt(at.slot, open).flatMap(({ held }) => held?.kind === 'conflict' ? [held.theirs] : []).at(-1)
      const from = theirs ?? valueAt(viewOf(mirror, open).content, at.slot)
      switch (one.kind) {
        case 'edit': return record(one.slot, draftEdit(mirror, open, at.slot, at.value(`mine ${said}`, from)))
        case 'remove': return at.removable ? record(one.slot, draftEdit(mirror, open, at.slot, null)) : undefined
        case 'undo': return record(one.slot, draftUndo(open, at.slot))
        case 'retry': return open.some(({ held }) => held !== null) ? record(one.slot, draftRetry(mirror, open, at.slot)) : undefined
        case 'refuse': return memory.refuse(call => JSON.stringify(call).includes(at.slot.key === null ? `"${at.slot.field}":` : text(at.slot.key).slice(1, -1)))
        case 'setBack': {
          const back = past[one.slot]?.at(-2)
          return back == null || at.slot.field === 'description' ? undefined : colleague(one.slot, back)
        }
        case 'colleague': return colleague(one.slot, at.value(`theirs ${said}`, valueAt(memory.content(A), at.slot)))
      }
    }
    switch (one.kind) {
      case 'fault': memory.failNext(one.operation, one.fault, { applied: one.applied }); break
      case 'cut': memory.cut(); break
      case 'restore': memory.restore(); break
      case 'diskFull': refuseWrites(new JournalError('diskFull', 'The disk is full.')); break
      case 'diskFree': refuseWrites(null); break
      case 'accept': memory.refuse(null); break
      case 'keepOld': readOld = memory.replica(A); break
      case 'readOld':
        readOld()
        readOld = () => {}
        break
      case 'oldLog': showLog = memory.oldLog(A); break
      case 'showLog': showLog(); break
      case 'tryNow':
        life.traffic.gate.tryNow()
        life.drain.tryNow()
        break
      case 'pull': {
        const reply = await Promise.race([life.traffic.service.getCase(A), settled().then(() => null)])
        if (reply?.ok === true) takeRead(reply.value)
        break
      }
      case 'hold': {
        const [before, after] = [release, memory.hold('updateCase')]
        release = () => [before, after].forEach(run => run())
        break
      }
      case 'release': release(); break
      case 'land':
        landsLate()
        memory.land()
        break
      case 'quit': {
        life.traffic.close()
        const closing = life.drain.close()
        release()
        await settled()
        await closing
        life = start()
        break
      }
      case 'crash':
        life.killAfter(one.writes)
        life.drain.wakeAll()
        release()
        await settled()
        life.killAfter(0)
        life = start()
        break
      case 'pass':
        // Nothing lags behind for longer.
        if (one.ms >= 20_000) {
          showLog()
          readOld = () => {}
        }
        await timers.pass(one.ms)
    }
  }

  function colleague(index: number, value: NonNullable<SlotValue>): void {
    const at = PLACES[index]
    if (at === undefined) return
    const { field } = at.slot
    if (!sameValue(field, own(at.slot, value), own(at.slot, valueAt(memory.content(A), at.slot))) || field !== 'description') {
      shown.delete(index)
      touched.add(index)
    }
    colleagues.add(text(value))
    if (typeof value !== 'object') memory.writeAs(A, { set: { [field]: value } })
    else if (field === 'caseMetadata') {
      const others = memory.content(A).caseMetadata.filter(({ key }) => key !== value['key'])
      memory.writeAs(A, { put: metadata === 'replaces' ? [...others, value] : [value] })
    }
    else memory.writeAs(A, { add: { [field]: [value satisfies Entry] } })
  }

  function told(): readonly LoggedEdit[] {
    return journal.outcomesAfter(0, 100_000).flatMap(({ result }) => result.kind === 'watched' ? result.over : [])
  }

  return {
    act, broken, journal, edits, touched, colleagues, shown, memory, vanished, told, seenAt,
    takeOutcomes,
    idleWithWork: () => journal.unsettled().some(({ held }) => held === null) && !life.drain.isBusy() && timers.armed() === 0,
    async heal(): Promise<void> {
      refuseWrites(null)
      memory.restore()
      showLog()
      release()
      await settled()
      if (life.dead()) life = start()
      await timers.pass(900_000)
      takeOutcomes()
    },
  }
}
