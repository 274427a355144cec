import type { Wanted } from './fold'
import { OTHER_MEMBERS } from './fields'
import type { SlotValue } from './outcome'
import { isListField, sameValue } from './slot'

export type MergeResult = 'write' | 'alreadySo' | 'conflict'

/**
 * Three-way merge of one slot: what we made the change on, what we want, what the service holds now.
 * Anything a colleague put there that differs from both is a conflict: it is asked about, never stamped over.
 * Only what we wrote is taken back: where a colleague has replaced it, nothing is left to take.
 */
export function merge(wanted: Wanted, remote: SlotValue): MergeResult {
  const { slot: { field }, value, bases, cancelled, takesBack } = wanted
  if (cancelled || sameValue(field, remote, value)) return 'alreadySo'
  if (bases.some(base => sameValue(field, base, remote))) return 'write'
  return takesBack || saysNoMore(wanted, remote) ? 'alreadySo' : 'conflict'
}

/** We add an entry by its key alone and someone has added it with more said about it: both wishes are met. */
function saysNoMore({ slot: { field }, value, bases }: Wanted, remote: SlotValue): boolean {
  if (!isListField(field) || value === null || remote === null || typeof value !== 'object' || typeof remote !== 'object') return false
  return bases.includes(null) && OTHER_MEMBERS[field].every(member => value[member] === undefined || value[member] === remote[member])
}
