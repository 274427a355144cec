import { callReader } from '#domain/change'
import type { Edit } from '#domain/edit'
import type { Base, LiveEdit } from '#domain/fold'
import type { Meant } from '#domain/outcome'
import type { Slot } from '#domain/slot'
import { isMergedField } from '#domain/text-merge'
import type { Journal, OpenIntent } from '../ports/journal'
import type { Found } from './look-up'

/** What was, or may have been, sent for an edit and for those whose place it takes. */
export interface Sent {
  any: boolean
  /** What of it a slot may hold, newest first. */
  at: (slot: Slot) => Base[]
  /** See {@link LiveEdit}. */
  passed: LiveEdit['passed']
}

type BaseReader = (slot: Slot) => Base | null

/**
 * An intent belongs to the edits it names, and to those that in the end took the place of one of them. One that is
 * unknown belongs besides to every edit of its slots: its call may land after theirs.
 */
export function sentBy({ caseId, superseding, known, found }: {
  caseId: string
  superseding: readonly Edit[]
  known: Pick<Journal, 'intents' | 'endOf'>
  found: ReadonlyMap<string, Found>
}): (edit: Edit) => Sent {
  const takenBy = new Map(superseding.flatMap(({ id, supersedes }) => supersedes.map(taken => [taken, id])))
  const successor = (id: string): string | undefined => {
    const result = known.endOf(id)?.result
    return result?.kind === 'superseded' ? result.by : takenBy.get(id)
  }
  function lastOf(id: string): string {
    const passed = new Set<string>()
    let last = id
    for (let next = successor(last); next !== undefined && !passed.has(last); next = successor(last)) {
      passed.add(last)
      last = next
    }
    return last
  }
  const intents = known.intents(caseId).toReversed().map(intent => ({
    intent,
    read: baseReader(intent),
    heirs: new Set(intent.edits.map(lastOf)),
    late: mayLandLate(intent, found.get(intent.id)),
  }))

  return ({ id, supersedes }) => {
    const own = intents.filter(({ heirs }) => heirs.has(id))
    const landed = supersedes.flatMap((taken) => {
      const result = known.endOf(taken)?.result
      return result?.kind === 'sent' ? [baseReader({ call: result.wrote, meant: result.meant })] : []
    })
    const readers = [...intents.filter(({ heirs, late }) => late || heirs.has(id)).map(({ read }) => read), ...landed]
    return {
      any: own.length + landed.length > 0,
      at: slot => readers.flatMap(read => read(slot) ?? []),
      passed: own.reduce<Sent['passed']>((passed, { intent }) => passed === 'maybe' ? passed : passing(intent, id, found) ?? passed, undefined),
    }
  }
}

function baseReader({ call, meant }: { call: OpenIntent['call'], meant: Meant }): BaseReader {
  const read = callReader(call)
  return (slot) => {
    const value = read(slot)
    if (value === undefined) return null
    return { value, meant: (isMergedField(slot.field) ? meant[slot.field] : undefined) ?? value }
  }
}

/** What it then stamped over a colleague's words, sent since by another call or not, is no leave for other edits to write on. */
function mayLandLate({ state }: OpenIntent, found: Found | undefined): boolean {
  return state === 'unknown' && !(found?.state === 'landed' && found.over.length > 0)
}

/** An edit that only took the place of one in the call was made later, on what the responder saw by then. */
function passing(intent: OpenIntent, id: string, found: ReadonlyMap<string, Found>): Sent['passed'] {
  if (!intent.edits.includes(id)) return undefined
  if (intent.state !== 'unknown') return 'surely'
  const state = found.get(intent.id)?.state
  return state === 'landed' ? 'surely' : state === 'unclear' ? 'maybe' : undefined
}
