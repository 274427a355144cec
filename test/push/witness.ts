import { emptyContent } from '#domain/case'
import type { Edit } from '#domain/edit'
import type { SlotValue } from '#domain/case'
import { baseOf, sameValue, slotOf, valueAt, wantedBy } from '#domain/slot'
import type { Journal } from '../../electron/ports/journal'
import type { CaseService } from '../../electron/ports/service'
import type { createMemoryService } from '../support/memory-service'
import { A } from './engine'
import { lineOf, own, PLACES, START, wasSeen } from './places'

export const text = (value: SlotValue): string => JSON.stringify(value)

/** Sees what the case held and who wrote it, from behind the service, and in `broken` says which promise was broken how. */
export function witness({ memory, journal, edits, metadata }: {
  memory: ReturnType<typeof createMemoryService>
  journal: Pick<Journal, 'intents'>
  edits: readonly Edit[]
  metadata: 'merges' | 'replaces'
}) {
  const broken: string[] = []
  /** Colleagues' values that were replaced unseen, as they had come between: they are to be told of. */
  const vanished: Array<{ at: number, slot: string, value: string }> = []
  /** All that the case ever held, by slot. */
  const past = PLACES.map(({ slot }) => [own(slot, valueAt({ ...emptyContent(), ...START }, slot))])
  const writers = PLACES.map(() => ({ at: 0, by: 'us' }))
  /** The newest write that the engine's newest read showed. */
  let read = 0
  /** The same of the call that writes, as it was made. */
  let planned = 0

  memory.onWrite(({ principal, at, before, after }) => {
    for (const [index, { slot }] of PLACES.entries()) {
      const [was, is] = [valueAt(before, slot), valueAt(after, slot)]
      const theirs = slot.field === 'description' ? lineOf(was, 4) !== lineOf(is, 4) && principal === 'us' : !sameValue(slot.field, was, is)
      const writer = writers[index]
      // Metadata that the first write wiped is put back.
      const wiped = metadata === 'replaces' && slot.field === 'caseMetadata' && (was === null || is === null)
      if (wiped) continue
      if (principal === 'us' && theirs && writer?.by !== 'us' && writer !== undefined && !wasSeen(edits, slot, was)) {
        if (writer.at <= planned) broken.push(`${slot.id}: ${text(was)} of ${writer.at} was replaced by ${text(is)}, read at ${planned}, and nobody had seen it`)
        else vanished.push({ at: writer.at, slot: slot.id, value: text(was) })
      }
      if (!sameValue(slot.field, was, is) && (principal !== 'us' || theirs)) writers[index] = { at, by: principal }
      past[index]?.push(own(slot, is))
    }
  })

  /** The service, seen from behind it. */
  function watched(service: CaseService): CaseService {
    return {
      ...service,
      async getCase(caseId) {
        const reply = await service.getCase(caseId)
        if (reply.ok) read = Math.max(read, reply.value.facts.lastUpdatedDate ?? 0)
        return reply
      },
      async updateCase(caseId, call) {
        const before = JSON.stringify(memory.content(A))
        planned = read
        const lonely = journal.intents(A).filter(({ state }) => state === 'unknown').length < 2
        const reply = await service.updateCase(caseId, call)
        if (reply.ok && lonely && before === JSON.stringify(memory.content(A))) broken.push(`a call for nothing: ${JSON.stringify(call)}`)
        return reply
      },
    }
  }

  /** What is said to be sent has been at the service. */
  function tellSent(edit: Edit | undefined): void {
    if (edit === undefined) return
    const undone = edit.change.kind === 'undo'
    const change = edit.change.kind === 'undo' ? edit.change.undone : edit.change
    const wanted = undone ? baseOf(change) : wantedBy(change)
    const index = PLACES.findIndex(({ slot }) => slot.id === slotOf(change).id)
    const { field } = slotOf(change)
    if (!past[index]?.some(value => sameValue(field === 'description' ? 'title' : field, value, own(slotOf(change), wanted)))) {
      // A later edit of the slot speaks for it.
      const later = edits.slice(edits.indexOf(edit) + 1).some(({ change: one }) => slotOf(one.kind === 'undo' ? one.undone : one).id === slotOf(change).id)
      if (!later) broken.push(`said to be sent, and never was: ${JSON.stringify(edit.change)}`)
    }
  }

  return {
    broken, past, vanished, watched, tellSent,
    /** What lands late is no call of the engine's newest read. */
    landsLate(): void {
      planned = 0
    },
  }
}
