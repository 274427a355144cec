import type { UpdateCall } from '#domain/call'
import type { LiveEdit } from '#domain/fold'
import type { ListField, SetField } from '#domain/fields'
import { MAP_FIELD, SCALAR_FIELDS, SET_FIELDS } from '#domain/fields'
import { entrySlot, scalarSlot, slotOf } from '#domain/slot'
import type { NewOutcome } from '../ports/journal'
import type { Fault } from '../ports/service'

type Validation = Extract<Fault, { kind: 'validation' }>
export type Refusal = Validation | Extract<Fault, { kind: 'refused' | 'quota' }>
export type Parking = Pick<NewOutcome, 'edits' | 'result'>

/** The edits of the fields that a validation error names, each group with the service's words; none where none of those is in the call. */
export function parkNamed(fault: Validation, call: UpdateCall, sent: readonly LiveEdit[]): Parking[] {
  return fault.fields.flatMap(({ name, message }) => {
    const slots = slotsNamed(name, call)
    const edits = sent.filter(({ change }) => slots.has(slotOf(change).id))
    return edits.length > 0 ? [parking(fault, message, edits)] : []
  })
}

export function parkAll(fault: Refusal, edits: readonly LiveEdit[]): Parking[] {
  return edits.length > 0 ? [parking(fault, fault.message, edits)] : []
}

function parking(fault: Refusal, message: string, edits: readonly LiveEdit[]): Parking {
  return { edits: edits.map(({ id }) => id), result: { kind: 'held', reason: { kind: 'parked', code: codeOf(fault), message, requestId: fault.requestId } } }
}

/** What outcomes call a refusal by: the service's own name for it where it has no part in the engine's table. */
export function codeOf(fault: Refusal): string {
  return fault.kind === 'refused' ? fault.code : fault.kind
}

/** A path such as `watchersToAdd[2].email`, `watchersToAdd.3.member` or `title`: first segment, then index. */
const PATH = /^\/?([A-Za-z]+?)(ToAdd|ToDelete)?(?:[[./](\d+).*|[./].*)?$/

/** Without an index in the path, every entry of the named list. */
function slotsNamed(path: string, call: UpdateCall): ReadonlySet<string> {
  const [, name, which, index] = PATH.exec(path) ?? []
  const scalar = SCALAR_FIELDS.find(field => field === name)
  if (scalar !== undefined) return new Set([scalarSlot(scalar).id])
  const set = SET_FIELDS.find(field => field === name)
  if (set !== undefined) return slotsOfEntries(set, entriesOf(call, set, which), index)
  return name === MAP_FIELD ? slotsOfEntries(MAP_FIELD, call.put, index) : new Set()
}

function slotsOfEntries(field: ListField, entries: UpdateCall['put'], index: string | undefined): ReadonlySet<string> {
  const named = index === undefined ? entries : entries.slice(Number(index), Number(index) + 1)
  return new Set(named.map(entry => entrySlot(field, entry).id))
}

function entriesOf({ add, remove }: UpdateCall, field: SetField, which: string | undefined): UpdateCall['put'] {
  if (which === 'ToAdd') return add[field] ?? []
  if (which === 'ToDelete') return remove[field] ?? []
  return [...add[field] ?? [], ...remove[field] ?? []]
}
