import type { UpdateCall } from '#domain/call'
import type { Edit } from '#domain/edit'
import type { Entry } from '#domain/fields'
import type { HeldReason, HistoryEntry, Meant, Outcome } from '#domain/outcome'

/** An edit as it was handed over; `generation` is the one its page knew when it was made. */
export interface RecordedEdit { edit: Edit, generation: string | null }

/** An edit that has no ending yet: waiting to be sent, or held for a reason. */
export interface UnsettledEdit extends RecordedEdit { held: HeldReason | null }

/** Written before a call, so that a crash or a lost reply leaves a trace of what may have been sent. */
export interface Intent {
  /** UUIDv7. */
  id: string
  caseId: string
  at: number
  edits: readonly string[]
  call: UpdateCall
  meant: Meant
  /** The case's lastUpdatedDate as the read had it that the call was planned on. */
  read: number | null
  /** Intents of the case that were unknown then: their calls may land after that read as well. */
  besides: readonly string[]
  /** What is to be looked up once the call has landed; null where it can have replaced nothing. */
  watch: Watch | null
}

export interface Watch {
  /** The lastUpdatedDate under which the case was last seen before that read: what came between was merged with. */
  seen: number | null
  /** Metadata that the call does not carry, as nobody knows yet whether the service merges it: has it vanished, it is put back. */
  spares: readonly Entry[]
}

/**
 * ```
 *  unknown ── refute ──▶ gone
 *     └── outcome `sent` ──▶ landed ── outcome `watched` ──▶ watched ── its edits have all ended ──▶ gone
 *                              └── without a watch ─────────────▲
 * ```
 */
export interface OpenIntent extends Intent {
  state: 'unknown' | 'landed' | 'watched'
  /** Of the reply that said so; null where the case's log did, or nobody has. */
  requestId: string | null
  /** Its watch has found somebody's entry between its read and its call. */
  over: boolean
}

export type NewOutcome = Pick<Outcome, 'at' | 'caseId' | 'edits' | 'result'>

/** Small durable facts by name, the newest value wins: newest reads seen, when a throttled service may be called again. */
export type NoteValue = string | number | null

/** The newest edit, by id, by which a slot is as it is (sent, or met with no call), and when it was made: to tell one handed over late. */
export interface LastDecided { id: string, at: number }

/** Whether each outcome's line still follows from the one before it. `head` is the newest line's hash, SHA-256 in hex. */
export type Verified = { ok: true, count: number, head: string } | { ok: false, count: number, brokenAt: number }

/**
 * The host's durable memory of one workspace. Every promise resolves only when what it wrote is on disk, and
 * rejects with a {@link JournalError} when it is not; what was rejected is not remembered either.
 */
export interface Journal {
  /** Names this journal's life: another one means that what it knew was lost. */
  readonly generation: string
  /** Edits whose id is known already, ended ones too, are passed over. */
  record(edits: readonly RecordedEdit[]): Promise<void>
  intend(intent: Intent): Promise<void>
  /** Nothing of the intent's call was applied, or can be any more: the service said so, or the time for it is over. */
  refute(intentId: string): Promise<void>
  /** Gives each outcome its `seq`. Ids of ended edits are remembered for ever, also those never recorded here. */
  conclude(outcomes: readonly NewOutcome[]): Promise<readonly Outcome[]>
  note(name: string, value: NoteValue): Promise<void>

  /** In the order recorded. */
  unsettled(caseId?: string): readonly UnsettledEdit[]
  /**
   * Intents of a case that are not done with, oldest first: those that an unsettled edit, or one whose place it takes,
   * was sent by, landed ones whose watch is due, unknown ones, and all whose calls may have landed since one of those.
   */
  intents(caseId: string): readonly OpenIntent[]
  /** Cases with an intent that is unknown, or whose watch is due, edits or none. */
  casesToLookUp(): readonly string[]
  knows(id: string): boolean
  /** The outcome that ended an edit; null where it has not ended, or was never known. */
  endOf(id: string): Outcome | null
  /** Whether an edit, ended or not, was ever held as a conflict: what takes its place was decided on. */
  wasAsked(id: string): boolean
  /** By slot id; null where nothing of it was ever decided from here. */
  lastDecided(caseId: string, slotId: string): LastDecided | null
  outcomesAfter(seq: number, most: number): readonly Outcome[]
  /** Watched outcomes that the responder is told of, which nobody has dismissed, oldest first. */
  reports(): readonly Outcome[]
  noted(name: string): NoteValue

  /** Newest first, from before `seq` on (null: from the newest). Read from disk. */
  history(before: number | null, most: number): Promise<readonly HistoryEntry[]>
  /** Reads the whole outcome log again. */
  verify(): Promise<Verified>
  /** The outcome log as JSON Lines, oldest first, with what is needed to check the chain: a line at a time, each with its newline. */
  exported(): AsyncIterable<string>
}

const DISMISSED = 'dismissed/'

/** The note by which a report is dismissed. */
export const dismissedNote = (seq: number): string => `${DISMISSED}${seq}`

export const isDismissal = (note: string): boolean => note.startsWith(DISMISSED)

export class JournalError extends Error {
  override readonly name = 'JournalError'
  constructor(readonly code: 'diskFull' | 'unwritable' | 'locked' | 'newerVersion', message: string, options?: ErrorOptions) {
    super(message, options)
  }
}
