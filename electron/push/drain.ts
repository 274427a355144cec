import type { Snapshot } from '#domain/case'
import type { Status } from '#domain/status'
import type { Clock } from '../ports/clock'
import type { Journal } from '../ports/journal'
import { JournalError } from '../ports/journal'
import { dated } from './dating'
import type { LaneMemory } from './lane'
import { admitEdits, laneTurn } from './lane'
import type { Traffic } from './traffic'
import type { TurnEnd, WaitReason } from './turn-end'

export interface Drain {
  /** Edits of these cases were recorded, or may be sent again. */
  wake(caseIds: readonly string[]): void
  /** Everything unsent and allowed, and what is to be looked up: at start, and whenever the gate opens. */
  wakeAll(): void
  /** The same, and no case waits any longer for its next try. */
  tryNow(): void
  /** Whether a lane is under way. */
  isBusy(): boolean
  /** What the drain adds to the host's status. */
  status(): Pick<Status, 'sending' | 'waits'>
  /** Resolves when the calls under way have ended; starts no more. */
  close(): Promise<void>
}

interface Lane {
  running: boolean
  /** Edits came while a turn was under way. */
  again: boolean
  memory: LaneMemory
  sending: readonly string[]
  wait: { until: number, reason: WaitReason, cancel: () => void } | null
}

/** A full or read-only disk is looked at again after so long; nothing is sent whose intent cannot be written. */
const JOURNAL_WAIT_MS = 5000

/** Runs the lanes: one a case, side by side, each strictly in order. ARCHITECTURE.md beside this file has the picture. */
export function createDrain({ journal: recorded, traffic, clock, onRead, onConclude, onChange, onDefect }: {
  journal: Journal
  traffic: Pick<Traffic, 'turn'>
  clock: Clock
  onRead: (snapshot: Snapshot) => void
  onConclude: () => void
  onChange: () => void
  /** An error no one foresaw: the lane tries again later, the reason is for the log. */
  onDefect: (error: unknown) => void
}): Drain {
  const journal = dated(recorded, clock)
  const lanes = new Map<string, Lane>()
  const running = new Set<Promise<void>>()
  let closed = false

  function wake(caseIds: readonly string[]): void {
    for (const caseId of new Set(caseIds)) {
      start(caseId, laneOf(caseId))
    }
  }

  function laneOf(caseId: string): Lane {
    const known = lanes.get(caseId)
    if (known !== undefined) return known
    const lane: Lane = {
      running: false,
      again: false,
      memory: { failures: 0, suspects: [], seen: undefined, noPutBack: null },
      sending: [],
      wait: null,
    }
    lanes.set(caseId, lane)
    return lane
  }

  function start(caseId: string, lane: Lane): void {
    lane.again = lane.running
    if (closed || lane.running) return
    if (lane.wait?.reason === 'late') endWait(lane)
    lane.running = true
    const steps = run(caseId, lane).finally(() => running.delete(steps))
    running.add(steps)
  }

  async function run(caseId: string, lane: Lane): Promise<void> {
    let end: TurnEnd
    do {
      lane.again = false
      end = await (lane.wait === null ? turn(caseId, lane) : admitOnly(caseId)).catch(error => endByDefect(error, lane))
      if (end.next === 'again') lane.memory.failures = 0
      // Also where the gate ended the turn: it may have opened again since, and has woken this lane already.
    } while (!closed && (end.next === 'again' || (end.next !== 'later' && lane.again)))
    lane.running = false
    if (end.next === 'later' && !closed) {
      waitFor(caseId, lane, end)
      if (lane.again) start(caseId, lane)
    }
    else if (lane.wait === null) lanes.delete(caseId)
    onChange()
  }

  function turn(caseId: string, lane: Lane): Promise<TurnEnd> {
    const onSending = (edits: readonly string[]): void => {
      lane.sending = edits
      onChange()
    }
    return laneTurn(caseId, lane.memory, { journal, turn: traffic.turn, clock, onRead, onConclude, onSending })
  }

  /** While a case waits its turn, what is recorded is still admitted: an undo need not wait with it. */
  async function admitOnly(caseId: string): Promise<TurnEnd> {
    await admitEdits(caseId, { journal, clock, onConclude })
    return { next: 'rest' }
  }

  function waitFor(caseId: string, lane: Lane, { afterMs, reason, failures }: Extract<TurnEnd, { next: 'later' }>): void {
    lane.memory.failures = failures
    if (lane.wait !== null && lane.wait.until >= clock.now() + afterMs) return
    endWait(lane)
    const cancel = clock.after(afterMs, () => {
      lane.wait = null
      start(caseId, lane)
    })
    lane.wait = { until: clock.now() + afterMs, reason, cancel }
  }

  function endWait(lane: Lane): void {
    lane.wait?.cancel()
    lane.wait = null
  }

  function endByDefect(error: unknown, { memory: { failures } }: Lane): TurnEnd {
    if (!(error instanceof JournalError)) onDefect(error)
    return { next: 'later', afterMs: JOURNAL_WAIT_MS, reason: 'journal', failures }
  }

  /** One more look at what was sent is nothing that anybody waits for. */
  function hasFree(caseId: string): boolean {
    return journal.unsettled(caseId).some(({ held }) => held === null)
  }

  function wakeEvery(): void {
    const free = journal.unsettled().filter(({ held }) => held === null).map(({ edit }) => edit.caseId)
    wake([...free, ...journal.casesToLookUp()])
  }

  return {
    wake,
    wakeAll: wakeEvery,
    tryNow() {
      for (const lane of lanes.values()) endWait(lane)
      wakeEvery()
    },
    isBusy: () => [...lanes.values()].some(lane => lane.running),
    status: () => ({
      sending: [...lanes.values()].flatMap(({ sending }) => sending),
      waits: [...lanes].flatMap(([caseId, { wait }]) =>
        wait === null || wait.reason === 'throttled' || (wait.reason === 'late' && !hasFree(caseId))
          ? []
          : [{ caseId, until: wait.until, reason: wait.reason }]),
    }),
    async close() {
      closed = true
      for (const lane of lanes.values()) endWait(lane)
      await Promise.allSettled(running)
    },
  }
}
