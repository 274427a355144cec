import { randomUUID } from 'node:crypto'
import { checkedOutcomes, editRecord, intentRecord, noteRecord, numbered, outcomeRecord, refutedRecord } from '#journal/drafts'
import { createMemory } from '#journal/memory'
import type { Journal, JournalError } from '../../electron/ports/journal'

export interface MemoryJournal {
  journal: Journal
  /** From now on every write is refused with this error, as by a full disk; null: there is space again. */
  refuseWrites(error: JournalError | null): void
}

/**
 * The journal's port without a disk. Like the real one it shows nothing of a write before that write's promise
 * resolves. An engine that crashes and comes back is given the same `journal` again.
 */
export function createMemoryJournal(): MemoryJournal {
  const memory = createMemory()
  let refusal: JournalError | null = null

  async function written(): Promise<void> {
    await null
    if (refusal !== null) throw refusal
  }

  const journal: Journal = {
    ...memory.queries,
    generation: randomUUID(),
    async record(edits) {
      const records = edits.map(editRecord)
      await written()
      records.forEach(memory.apply)
    },
    async intend(intent) {
      const record = intentRecord(intent, memory)
      await written()
      memory.apply(record)
    },
    async refute(intent) {
      const record = refutedRecord(intent)
      await written()
      memory.apply(record)
    },
    async conclude(outcomes) {
      const checked = checkedOutcomes(outcomes)
      await written()
      return checked.map((outcome) => {
        const placed = numbered(outcome, memory.lastSeq() + 1)
        memory.apply(outcomeRecord(placed))
        return placed
      })
    },
    async note(name, value) {
      const record = noteRecord(name, value)
      await written()
      memory.apply(record)
    },
  }
  return { journal, refuseWrites: (error) => { refusal = error } }
}
