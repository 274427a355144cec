import type { Wanted } from './fold'
import { OTHER_MEMBERS } from './fields'
import type { SlotValue } from './case'
import { isListField, sameValue } from './slot'
import { isMergedField, mergeTexts } from './text-merge'

export type MergeResult
  = { kind: 'alreadySo' }
    | { kind: 'conflict' }
  /** `value` is what to send; it is another than what is wanted where a colleague's words are merged in. */
    | { kind: 'write', value: SlotValue }

const ALREADY_SO: MergeResult = { kind: 'alreadySo' }

/**
 * Three-way merge of one slot: what we made the change on, what we want, what the service holds now.
 * Anything a colleague put there that differs from both is merged, if it is a text in other places of which something
 * was changed, or a conflict: it is asked about, never stamped over.
 * Only what we wrote is taken back: where a colleague has replaced it, nothing is left to take. Where nobody can tell
 * whether what stands there is ours, it is asked about.
 */
export function merge(wanted: Wanted, remote: SlotValue): MergeResult {
  const { slot: { field }, value, bases, cancelled, takesBack } = wanted
  if (cancelled || sameValue(field, remote, value)) return ALREADY_SO
  const here = bases.find(base => sameValue(field, base.value, remote))
  // What a call of ours left there has the wish in it, and a colleague's words besides.
  if (here !== undefined && sameValue(field, here.meant, value)) return ALREADY_SO
  if (here !== undefined && sameValue(field, here.value, here.meant)) return { kind: 'write', value }
  const merged = mergeRoot(wanted, remote, here?.meant ?? wanted.root?.meant ?? null)
  if (merged !== null) return sameValue(field, merged, remote) ? ALREADY_SO : { kind: 'write', value: merged }
  if (mayBeOurs(wanted, remote)) return { kind: 'conflict' }
  if (takesBack || saysNoMore(wanted, remote)) return ALREADY_SO
  return wanted.otherwise === null ? { kind: 'conflict' } : merge(wanted.otherwise, remote)
}

/** Of a text, where some of ours is left in it. */
function mayBeOurs(wanted: Wanted, remote: SlotValue): boolean {
  const { slot: { field }, unclear } = wanted
  return unclear.some(({ value, meant }) => {
    const merged = mergeRoot(wanted, remote, meant)
    return sameValue(field, value, remote) || (merged !== null && !sameValue(field, merged, remote))
  })
}

/** Null where the field holds no text to merge, or both changed the same place. */
function mergeRoot({ slot: { field }, value }: Wanted, remote: SlotValue, base: SlotValue): string | null {
  if (!isMergedField(field) || typeof base !== 'string' || typeof value !== 'string' || typeof remote !== 'string') return null
  // A wish that has landed and is not there any more was taken away: there is nothing of ours left to merge.
  return base === value ? null : mergeTexts(field, base, value, remote)
}

/** We add an entry by its key alone and someone has added it with more said about it: both wishes are met. */
function saysNoMore({ slot: { field }, value, bases }: Wanted, remote: SlotValue): boolean {
  if (!isListField(field) || value === null || remote === null || typeof value !== 'object' || typeof remote !== 'object') return false
  return bases.some(base => base.value === null)
    && OTHER_MEMBERS[field].every(member => value[member] === undefined || value[member] === remote[member])
}
