import type { Snapshot } from '#domain/case'
import type { Outcome } from '#domain/outcome'
import type { Ask, LinkError, OutboxChange } from './events'
import type { Logs } from './logs'
import type { Memory } from './memory'
import { mergeReads, settle } from './memory'

/** What comes from the host into outbox and mirror. Its methods are called one after another, never side by side. */
export interface Intake {
  /** Outcomes as the host sent them: duplicates are passed over, a gap is filled by asking. */
  outcomes(outcomes: readonly Outcome[]): Promise<LinkError | null>
  /** Every outcome after the cursor, page by page. */
  catchUp(): Promise<LinkError | null>
  snapshots(reads: readonly Snapshot[]): Promise<LinkError | null>
}

/** `onChange` hears of each step once it is committed. */
export function createIntake({ memory, logs, ask, onChange }: {
  memory: Memory
  logs: Logs
  ask: Ask
  onChange: (change: OutboxChange) => void
}): Intake {
  /** In one transaction; an outcome that came before its edit's row was written waits for it. */
  async function takeIn(outcomes: readonly Outcome[]): Promise<LinkError | null> {
    const named = outcomes.flatMap(({ edits }) => edits.flatMap(id => memory.entries.get(id) ?? []))
    await Promise.all(named.map(({ keeping }) => keeping))
    const change = settle(memory, outcomes)
    const cursor = outcomes.at(-1)?.seq ?? memory.cursor
    const error = await logs.write(store => store.settle({ ...change, generation: memory.generation ?? '', cursor }))
    if (error !== null) return error
    memory.cursor = cursor
    memory.cursorStored = true
    memory.unwritten = []
    for (const entry of named) entry.journal = true
    for (const row of change.put) Object.assign(memory.entries.get(row.id) ?? {}, { row, database: true })
    for (const id of change.ended) memory.entries.delete(id)
    for (const snapshot of change.snapshots) memory.snapshots.set(snapshot.caseId, snapshot)
    onChange({ ...change, outcomes })
    return null
  }

  async function catchUp(): Promise<LinkError | null> {
    for (;;) {
      const result = await ask('outcomes', { after: memory.cursor })
      if (!result.ok) return result.error
      const { outcomes, more } = result.value
      if (outcomes.length > 0 || !memory.cursorStored) {
        const error = await takeIn(outcomes)
        if (error !== null) return error
      }
      if (!more || outcomes.length === 0) return null
    }
  }

  return {
    async outcomes(outcomes) {
      const fresh = outcomes.filter(({ seq }) => seq > memory.cursor)
      if (fresh.length === 0) return null
      const inOrder = fresh.every(({ seq }, index) => seq === memory.cursor + 1 + index)
      return inOrder ? takeIn(fresh) : catchUp()
    },
    catchUp,
    async snapshots(reads) {
      const snapshots = mergeReads(memory, reads)
      if (snapshots.length === 0) return null
      const error = await logs.write(store => store.putSnapshots(snapshots))
      memory.unwritten = error === null ? [] : snapshots
      if (error !== null) return error
      for (const snapshot of snapshots) memory.snapshots.set(snapshot.caseId, snapshot)
      onChange({ put: [], ended: [], snapshots, outcomes: [] })
      return null
    },
  }
}
