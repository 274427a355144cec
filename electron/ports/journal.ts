import type { UpdateCall } from '#domain/call'
import type { Edit } from '#domain/edit'
import type { HeldReason, Outcome } from '#domain/outcome'

/** An edit as it was handed over; `generation` is the one its page knew when it was made. */
export interface RecordedEdit { edit: Edit, generation: string | null }

/** An edit that has no ending yet: waiting to be sent, or held for a reason. */
export interface UnsettledEdit extends RecordedEdit { held: HeldReason | null }

/** Written before a call, so that a crash or a lost reply leaves a trace of what may have been sent. */
export interface Intent { caseId: string, at: number, edits: readonly string[], call: UpdateCall }

export type NewOutcome = Pick<Outcome, 'at' | 'caseId' | 'edits' | 'result'>

/** Small durable facts by name, the newest value wins: newest reads seen, when a throttled service may be called again. */
export type NoteValue = string | number | null

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
  /** The service itself said that the intent's call was not applied: nothing of it can be found there. */
  refute(intent: Intent): Promise<void>
  /** Gives each outcome its `seq`. Ids of ended edits are remembered for ever, also those never recorded here. */
  conclude(outcomes: readonly NewOutcome[]): Promise<readonly Outcome[]>
  note(name: string, value: NoteValue): Promise<void>

  /** In the order recorded. */
  unsettled(caseId?: string): readonly UnsettledEdit[]
  /** Intents of a case that an unsettled edit, or one whose place it takes, may have been sent by; oldest first. */
  intents(caseId: string): readonly Intent[]
  knows(id: string): boolean
  /** The outcome that ended an edit; null where it has not ended, or was never known. */
  endOf(id: string): Outcome | null
  outcomesAfter(seq: number, most: number): readonly Outcome[]
  noted(name: string): NoteValue
}

export class JournalError extends Error {
  override readonly name = 'JournalError'
  constructor(readonly code: 'diskFull' | 'unwritable' | 'locked' | 'newerVersion', message: string, options?: ErrorOptions) {
    super(message, options)
  }
}
