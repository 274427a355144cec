import type { CaseContent, Snapshot } from '#domain/case'
import { lacks } from '#domain/change'
import type { LiveEdit } from '#domain/fold'
import { fold } from '#domain/fold'
import { isReport } from '#domain/outcome'
import type { PlannedCall } from '#domain/plan'
import { plan } from '#domain/plan'
import { baseOf, sameValue, slotOf, valueAt, wantedBy } from '#domain/slot'
import type { Clock } from '../ports/clock'
import type { Journal, NewOutcome, OpenIntent, Watch } from '../ports/journal'
import type { Fault } from '../ports/service'
import { admit } from './admit'
import { halved, onlyFirst } from './halve'
import type { Suspects } from './halve'
import type { Found } from './look-up'
import { NOTHING_FOUND } from './look-up'
import { metadataMode } from './metadata-mode'
import { codeOf, parkAll, parkNamed } from './park'
import type { Refusal } from './park'
import { finished, isDue, isOpen, LATEST_LANDING_MS, mayReplace, settled, sparedBy } from './settle'
import type { Turn } from './traffic'
import type { TurnEnd } from './turn-end'
import { endBy, NOTHING_TO_PARK, untilLate } from './turn-end'
import { closeWatches, lookUpCase, lostBy, MOST_TOLD, watchSent, withWiped } from './watch'

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

/** What a lane keeps from turn to turn; a crash forgets it, at the price of a few calls. */
export interface LaneMemory {
  /** Turns that ended in a fault since the last that did not. */
  failures: number
  suspects: Suspects
  /** The lastUpdatedDate that the case was known by before this lane first read it; undefined where it has not yet. */
  seen: number | null | undefined
  /** How the service refused to have vanished metadata put back; null where it has not. */
  noPutBack: string | null
}

/**
 * One turn of one case's lane, never two at a time, with one UpdateCase call at most: what comes after it is planned
 * on a read that shows it. ARCHITECTURE.md has the steps.
 */
export async function laneTurn(caseId: string, memory: LaneMemory, ports: LanePorts): Promise<TurnEnd> {
  const live = await admitEdits(caseId, ports)
  const intents = ports.journal.intents(caseId)
  const due = intents.some(intent => isDue(intent, ports.clock.now()))
  if (live.length === 0 && !due) return untilLate(intents, NOTHING_FOUND, ports.clock)
  const turn = await ports.turn()
  try {
    return await readAndWrite(caseId, memory, turn, ports)
  }
  finally {
    turn.end()
  }
}

async function readAndWrite(caseId: string, memory: LaneMemory, turn: Turn, ports: LanePorts): Promise<TurnEnd> {
  const { clock, journal, onRead } = ports
  const facts = { failures: memory.failures, clock }
  memory.seen = memory.seen === undefined ? turn.seen(caseId) : memory.seen
  const read = await turn.getCase(caseId)
  if (!read.ok) {
    const live = await admitEdits(caseId, ports)
    const end = await endBy(read.fault, {
      ...facts,
      refuse: refusal => live.length > 0 ? conclude(parkAll(refusal, live), caseId, ports) : leaveUnread(refusal, caseId, ports),
    })
    return end.next === 'again' && live.length === 0 && journal.casesToLookUp().includes(caseId) ? NOTHING_TO_PARK : end
  }
  const snapshot = read.value
  const looked = await lookUpCase({ snapshot, turn, journal, clock })
  if (!looked.ok) return endBy(looked.fault, { ...facts, refuse: () => Promise.resolve() })
  const { found } = looked
  // Turn and reads may have taken long: what was made meanwhile goes along, what was undone meanwhile does not go at all.
  const live = await admitEdits(caseId, ports, found)
  const intents = journal.intents(caseId)
  const shown = memory.noPutBack !== null ? snapshot : withWiped(snapshot, intents)
  const { content } = shown
  // An answer that may be older than our last call is not for the screen, which shows the case as that left it.
  const lags = intents.some(({ state, call }) => state === 'landed' && lacks(snapshot.content, call))
  if (!lags && !live.some(edit => takesBackMore(edit, content))) onRead(shown)
  const open = intents.filter(intent => isOpen(intent, found))
  const wanted = onlyFirst(memory.suspects, fold(live))
  const { calls: [next], alreadySo, held } = plan(content, wanted, metadataMode(journal))
  const decided = settled({
    alreadySo: finished(alreadySo.flatMap(({ edits }) => edits), live, open),
    cancelled: new Set(alreadySo.flatMap(({ edits, cancelled }) => cancelled ? edits : [])),
    held,
    intents,
    found,
    now: clock.now(),
  })
  await conclude(decided, caseId, ports)
  const repair = await closeWatches({
    caseId,
    content: snapshot.content,
    found,
    refusal: memory.noPutBack,
    journal,
    clock,
    onConclude: ports.onConclude,
  })
  // What may have wiped metadata is done with once that is back.
  const over = repair !== null ? [] : open.filter(({ at }) => clock.now() >= at + LATEST_LANDING_MS)
  await giveUp(over, snapshot, { intents, found, refusal: memory.noPutBack, ports })

  const planned = repair ?? next
  if (planned === undefined) {
    const sieved = memory.suspects.length > 0
    memory.suspects = memory.suspects.slice(1)
    return decided.length + over.length > 0 || sieved ? { next: 'again' } : untilLate(journal.intents(caseId), found, clock)
  }
  const fault = await sendCall(caseId, planned, { snapshot, live, open, memory, turn, ports })
  if (fault === null) {
    await watchSent(planned.call, { snapshot, turn, journal, clock, onConclude: ports.onConclude })
    return { next: 'again' }
  }
  // What was sent before is still looked after.
  if (fault.kind === 'pausedByYou') return untilLate(journal.intents(caseId), found, clock)
  const end = await endBy(fault, { ...facts, refuse: refusal => refuse(refusal, planned, live, { caseId, memory, ports }) })
  // What our write wiped is put back as soon as the quota allows.
  return fault.kind === 'quota' && live.length === 0 ? NOTHING_TO_PARK : end
}

/** An older call of ours has landed late in the slot of an undo, which the page takes for a colleague's: it goes with the undo. */
function takesBackMore({ change, takesBack, written }: LiveEdit, content: CaseContent): boolean {
  if (takesBack !== true) return false
  const here = valueAt(content, slotOf(change))
  const shows = [baseOf(change), wantedBy(change)].some(value => sameValue(change.field, value, here))
  return !shows && written.some(({ value }) => sameValue(change.field, value, here))
}

/**
 * What can land no more, and is not known to have landed, is done with. Where entries of the log may be its own, it may
 * have replaced what was written before them: that is reported, as is metadata that it may have taken away.
 */
async function giveUp(over: readonly OpenIntent[], { caseId, content }: Snapshot, { intents, found, refusal, ports }: {
  intents: readonly OpenIntent[]
  found: ReadonlyMap<string, Found>
  refusal: string | null
  ports: LanePorts
}): Promise<void> {
  const told = over.flatMap((intent): Outcomes => {
    const about = found.get(intent.id)
    const replaced = intent.watch !== null && about?.state === 'unclear' ? about.over.slice(-MOST_TOLD) : []
    const lost = lostBy(intent, intents, content, refusal)
    const outcome = { edits: [], result: { kind: 'watched', intent: intent.id, mergedWith: [], over: replaced, ...lost } } as const
    return isReport(outcome) ? [outcome] : []
  })
  await conclude(told, caseId, ports)
  for (const { id } of over) await ports.journal.refute(id)
}

/**
 * The service does not show the case, be it that it is gone: what was sent is looked for until it could land no more,
 * then nobody can tell. Metadata to be put back is waited for on and on.
 */
async function leaveUnread(refusal: Refusal, caseId: string, ports: LanePorts): Promise<void> {
  const { journal, clock } = ports
  const over = journal.intents(caseId).filter(({ at }) => clock.now() >= at + LATEST_LANDING_MS)
  for (const { id, state } of over) {
    if (state === 'unknown') await journal.refute(id)
  }
  const unread = over.filter(({ state, watch }) => state === 'landed' && watch?.spares.length === 0)
  await conclude(unread.map(({ id }) => ({
    edits: [],
    result: { kind: 'watched', intent: id, mergedWith: [], over: [], unread: codeOf(refusal) },
  })), caseId, ports)
}

/** The part of a turn that needs no service: what is superseded, undone or held is concluded, link or no link. */
export async function admitEdits(
  caseId: string,
  ports: Pick<LanePorts, 'journal' | 'clock' | 'onConclude'>,
  found: ReadonlyMap<string, Found> = NOTHING_FOUND,
): Promise<LiveEdit[]> {
  const { journal, clock } = ports
  const { outcomes, live } = admit({ caseId, unsettled: journal.unsettled(caseId), known: journal, now: clock.now(), found })
  await conclude(outcomes, caseId, ports)
  return live
}

async function sendCall(caseId: string, { call, meant, edits, finishes }: PlannedCall, { snapshot, live, open, memory, turn, ports }: {
  snapshot: Snapshot
  live: readonly LiveEdit[]
  open: readonly OpenIntent[]
  memory: LaneMemory
  turn: Turn
  ports: LanePorts
}): Promise<Fault | null> {
  const { journal, clock, onSending } = ports
  const id = clock.newId()
  const { facts: { lastUpdatedDate: read }, content } = snapshot
  const watch = watchOf(call, { read, seen: memory.seen ?? null, content, journal })
  let intended = false
  try {
    const reply = await turn.updateCase(caseId, call, async () => {
      await journal.intend({ id, caseId, at: clock.now(), edits, call, meant, read, besides: open.map(intent => intent.id), watch })
      intended = true
      onSending(edits)
    })
    if (!reply.ok) {
      if (intended && saysNotApplied(reply.fault)) await journal.refute(id)
      return reply.fault
    }
    memory.seen = undefined
    const result = { kind: 'sent', requestId: reply.requestId, wrote: call, intent: id, meant } as const
    await conclude([{ edits: finished(finishes, live, open), result }], caseId, ports)
    return null
  }
  finally {
    onSending([])
  }
}

function watchOf(call: PlannedCall['call'], { read, seen, content, journal }: {
  read: number | null
  seen: number | null
  content: CaseContent
  journal: Journal
}): Watch | null {
  const spares = metadataMode(journal) === null ? sparedBy(call, content) : []
  const news = seen !== null && read !== null && read > seen
  return mayReplace(call) || news ? { seen, spares } : null
}

/** Only the service's own refusal is certain; what no one, or someone else, answered may yet have been applied. */
function saysNotApplied({ kind }: Fault): boolean {
  return kind !== 'unknown' && kind !== 'offline'
}

type Outcomes = Array<Pick<NewOutcome, 'edits' | 'result'> & Partial<Pick<NewOutcome, 'at'>>>

async function conclude(
  outcomes: Readonly<Outcomes>,
  caseId: string,
  { journal, clock, onConclude }: Pick<LanePorts, 'journal' | 'clock' | 'onConclude'>,
): Promise<void> {
  if (outcomes.length === 0) return
  await journal.conclude(outcomes.map(outcome => ({ at: clock.now(), caseId, ...outcome })))
  onConclude()
}

/**
 * The service refuses the call. What a validation error names is parked; where it names nothing of the call, half of
 * it is tried by itself, until a single slot is left to blame. Any other refusal is about the case: all of it is parked.
 */
async function refuse(refusal: Refusal, planned: PlannedCall, live: readonly LiveEdit[], { caseId, memory, ports }: {
  caseId: string
  memory: LaneMemory
  ports: LanePorts
}): Promise<void> {
  const sent = live.filter(({ id }) => planned.edits.includes(id))
  const named = refusal.kind === 'validation' ? parkNamed(refusal, planned.call, sent) : []
  const halves = refusal.kind === 'validation' && named.length === 0 ? halved(planned.slots) : []
  if (planned.edits.length === 0 && refusal.kind !== 'quota') memory.noPutBack = refusal.message
  else if (halves.length > 0) memory.suspects = [...halves, ...memory.suspects.slice(1)]
  else await conclude(named.length > 0 ? named : parkAll(refusal, refusal.kind === 'validation' ? sent : live), caseId, ports)
}
