import type { Snapshot } from '#domain/case'
import type { LiveEdit } from '#domain/fold'
import { fold } from '#domain/fold'
import { plan } from '#domain/plan'
import type { PlannedCall } from '#domain/plan'
import type { Clock } from '../ports/clock'
import type { Intent, Journal, NewOutcome } from '../ports/journal'
import type { Fault } from '../ports/service'
import { admit } from './admit'
import type { ClosingFault } from './gate'
import type { Growth } from './backoff'
import { fullJitter } from './backoff'
import { park } from './park'
import type { Turn } from './traffic'

/** How a lane's turn ended: what is to happen to the lane next. */
export type TurnEnd
  /** Nothing of the case is free to be sent. */
  = { next: 'rest' }
  /** Something was decided or landed: look again at once. */
    | { next: 'again' }
  /** The gate has closed: all lanes go on when it opens. */
    | { next: 'gate' }
    | { next: 'later', afterMs: number, reason: WaitReason, failures: number }

export type WaitReason = 'conflict' | 'unknown' | 'throttled' | 'journal'

export interface LanePorts {
  journal: Journal
  /** Resolves when it is this lane's turn to call the service. */
  turn: () => Promise<Turn>
  clock: Clock
  /** What the service was found to hold, before anything is merged on it. */
  onRead: (snapshot: Snapshot) => void
  onConclude: () => void
  onSending: (edits: readonly string[]) => void
}

const AGAIN: Record<'conflict' | 'unknown', Growth> = {
  conflict: { base: 200, most: 20_000 },
  unknown: { base: 500, most: 60_000 },
}
/** Rounds of 409 after which someone else clearly has the case: it is left for a while, and shown. */
const CONFLICT_ROUNDS = 6
const LEFT_FOR_LATER_MS = 300_000

/**
 * One turn of one case's lane, never two at a time:
 * admit → its turn → GetCase → admit, fold, merge, plan → for each call: intent, UpdateCase, outcome.
 * `failures` counts turns that ended in a fault since the last that did not.
 */
export async function laneTurn(caseId: string, failures: number, ports: LanePorts): Promise<TurnEnd> {
  if ((await admitEdits(caseId, ports)).length === 0) return { next: 'rest' }
  const turn = await ports.turn()
  try {
    return await readAndWrite(caseId, failures, turn, ports)
  }
  finally {
    turn.end()
  }
}

async function readAndWrite(caseId: string, failures: number, turn: Turn, ports: LanePorts): Promise<TurnEnd> {
  const { clock, onRead } = ports
  const read = await turn.getCase(caseId)
  // Turn and read may have taken long: what was made meanwhile goes along, what was undone meanwhile does not go at all.
  const live = await admitEdits(caseId, ports)
  if (!read.ok) return endBy(read.fault, { failures, clock, refuse: fault => parkAll(fault, caseId, live, ports) })
  onRead(read.value)

  const { calls, alreadySo, held } = plan(read.value.content, fold(live))
  await conclude([
    ...alreadySo.length > 0 ? [{ edits: alreadySo, result: { kind: 'alreadySo' } as const }] : [],
    ...held.map(({ edits, reason }) => ({ edits, result: { kind: 'held', reason } as const })),
  ].map(outcome => ({ at: clock.now(), caseId, ...outcome })), ports)
  for (const planned of calls) {
    const fault = await sendCall(caseId, planned, turn, ports)
    if (fault !== null) {
      const sent = live.filter(({ id }) => planned.edits.includes(id))
      return endBy(fault, { failures, clock, refuse: refusal => conclude(parkings(refusal, planned, sent, caseId, clock), ports) })
    }
  }
  return { next: 'again' }
}

/** The part of a turn that needs no service: what is superseded, undone or held is concluded, link or no link. */
export async function admitEdits(caseId: string, ports: Pick<LanePorts, 'journal' | 'clock' | 'onConclude'>): Promise<LiveEdit[]> {
  const { journal, clock } = ports
  const { outcomes, live } = admit(caseId, journal.unsettled(caseId), journal, clock.now())
  await conclude(outcomes, ports)
  return live
}

async function sendCall(caseId: string, { call, edits, finishes }: PlannedCall, turn: Turn, ports: LanePorts): Promise<Fault | null> {
  const { journal, clock, onSending } = ports
  const made: Intent[] = []
  try {
    const reply = await turn.updateCase(caseId, call, async () => {
      const intent = { caseId, at: clock.now(), edits, call }
      await journal.intend(intent)
      made.push(intent)
      onSending(edits)
    })
    if (!reply.ok) {
      if (saysNotApplied(reply.fault)) for (const intent of made) await journal.refute(intent)
      return reply.fault
    }
    await conclude([{ at: clock.now(), caseId, edits: finishes, result: { kind: 'sent', requestId: reply.requestId, wrote: call } }], ports)
    return null
  }
  finally {
    onSending([])
  }
}

/** Only the service's own refusal is certain; what no one, or someone else, answered may yet have been applied. */
function saysNotApplied({ kind }: Fault): boolean {
  return kind !== 'unknown' && kind !== 'offline'
}

async function conclude(outcomes: readonly NewOutcome[], { journal, onConclude }: Pick<LanePorts, 'journal' | 'onConclude'>): Promise<void> {
  if (outcomes.length === 0) return
  await journal.conclude(outcomes)
  onConclude()
}

type Refusal = Exclude<Fault, ClosingFault | { kind: 'throttled' | 'conflict' | 'unknown' }>

async function endBy(fault: Fault, { failures, clock, refuse }: {
  failures: number
  clock: Clock
  refuse: (fault: Refusal) => Promise<void>
}): Promise<TurnEnd> {
  switch (fault.kind) {
    case 'offline':
    case 'signIn':
    case 'notActive':
      return { next: 'gate' }
    case 'throttled':
      // The limiter holds all lanes back for as long as the service asks; this one just queues up again.
      return { next: 'later', afterMs: 0, reason: 'throttled', failures }
    case 'conflict':
      if (failures + 1 >= CONFLICT_ROUNDS) return { next: 'later', afterMs: LEFT_FOR_LATER_MS, reason: 'conflict', failures: 0 }
      return { next: 'later', afterMs: fullJitter(failures, AGAIN.conflict, clock), reason: 'conflict', failures: failures + 1 }
    case 'unknown': {
      const afterMs = Math.max(fault.retryAfterMs ?? 0, fullJitter(failures, AGAIN.unknown, clock))
      return { next: 'later', afterMs, reason: 'unknown', failures: failures + 1 }
    }
    case 'validation':
    case 'refused':
    case 'quota':
      await refuse(fault)
      return { next: 'again' }
  }
}

function parkings(fault: Refusal, { call }: PlannedCall, sent: readonly LiveEdit[], caseId: string, clock: Clock): NewOutcome[] {
  return park(fault, call, sent).map(parking => ({ at: clock.now(), caseId, ...parking }))
}

/** The read itself is refused: the case is out of our reach, so all of it is parked. */
function parkAll(fault: Refusal, caseId: string, live: readonly LiveEdit[], ports: LanePorts): Promise<void> {
  const nothing = { call: { set: {}, add: {}, remove: {}, put: [] }, edits: [], finishes: [] }
  return conclude(parkings(fault, nothing, live, caseId, ports.clock), ports)
}
