import { randomUUID } from 'node:crypto'
import type { Link } from '#journal/chain'
import { BEFORE_ALL, chained, readLink } from '#journal/chain'
import { checkedOutcomes, editRecord, intentRecord, noteRecord, placed, refutedRecord } from '#journal/drafts'
import { outcomesHeader } from '#journal/header'
import { createMemory } from '#journal/memory'
import type { Self } from '#push/look-up'
import { selfNote } from '#push/look-up'
import type { EditsRecord } from '#journal/records'
import type { Journal, JournalError } from '../../electron/ports/journal'
import type { HistoryEntry } from '#domain/outcome'

export interface MemoryJournal {
  journal: Journal
  /** From now on every write is refused with this error, as by a full disk; null: there is space again. */
  refuseWrites(error: JournalError | null): void
}

/**
 * The journal's port without a disk. Like the real one it shows nothing of a write before that write's promise
 * resolves. An engine that crashes and comes back is given the same `journal` again. `self`: who we are in the log of
 * cases, as learnt from earlier calls.
 */
export function createMemoryJournal({ self = null }: { self?: Self | null } = {}): MemoryJournal {
  const memory = createMemory()
  if (self !== null) memory.apply(noteRecord(selfNote(self).name, selfNote(self).value))
  const generation = randomUUID()
  const header = outcomesHeader(generation)
  const links: Link[] = [header]
  const entries: HistoryEntry[] = []
  let refusal: JournalError | null = null

  async function written(): Promise<void> {
    await null
    if (refusal !== null) throw refusal
  }

  async function add(records: readonly EditsRecord[]): Promise<void> {
    await written()
    records.forEach(memory.apply)
  }

  const head = (): Link => links.at(-1) ?? header

  const journal: Journal = {
    ...memory.queries,
    generation,
    record: async edits => add(edits.map(editRecord)),
    intend: async intent => add([intentRecord(intent)]),
    refute: async intentId => add([refutedRecord(intentId)]),
    note: async (name, value) => add([noteRecord(name, value)]),
    async conclude(outcomes) {
      const checked = checkedOutcomes(outcomes)
      await written()
      return placed(checked, memory).map((record) => {
        memory.apply(record)
        links.push(chained(record, head().hash))
        entries.push({ outcome: record.outcome, edits: record.edits })
        return record.outcome
      })
    },
    async history(before, most) {
      const end = Math.min(entries.length, (before ?? Infinity) - 1)
      return entries.slice(Math.max(end - most, 0), Math.max(end, 0)).reverse()
    },
    async verify() {
      const count = entries.length
      const before = [BEFORE_ALL, ...links.map(({ hash }) => hash)]
      const broken = links.findIndex(({ json }, index) => readLink(Buffer.from(json), before[index] ?? '')?.follows !== true)
      return broken === -1 ? { ok: true, count, head: head().hash } : { ok: false, count, brokenAt: broken + 1 }
    },
    async* exported() {
      for (const { json } of links) yield `${json}\n`
    },
  }
  return { journal, refuseWrites: (error) => { refusal = error } }
}
