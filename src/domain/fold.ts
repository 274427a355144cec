import type { FieldChange } from './edit'
import type { SlotValue } from './case'
import type { Slot } from './slot'
import { baseOf, sameValue, slotOf, wantedBy } from './slot'

/**
 * What may stand in a slot without anybody else's doing. `meant` is what it stands for in the responder's edits:
 * another text where a call carried it with a colleague's changes merged in.
 */
export interface Base { value: SlotValue, meant: SlotValue }

/** An edit ready to be sent. */
export interface LiveEdit {
  id: string
  change: FieldChange
  /** What calls of ours put, or may have put, into its slot since it was made, newest first. */
  written: readonly Base[]
  /** Of an inverse: what calls of ours carried, where nobody can tell whether one of them has landed; else none. */
  unclear?: readonly Base[]
  /** One of them has landed with this very edit, or may have: what it was made on is there again by someone else's hand alone. */
  passed?: 'surely' | 'maybe' | undefined
  /** A call may have carried it, or one whose place it takes. */
  maybeSent?: boolean
  /** The change is the inverse of one that was, or may have been, sent: a wish only while that one still stands. */
  takesBack?: boolean
}

/** What the edits of one slot come to. */
export interface Wanted {
  slot: Slot
  value: SlotValue
  /** The slot may be written while it holds one of these. */
  bases: readonly Base[]
  /** What a colleague's text is compared with: the oldest of them; null where the service may have held none of them. */
  root: Base | null
  /** What the edits were made on, for a responder to read. */
  before: SlotValue
  /** The edits lead back to where they began and none of them was sent: there is nothing to say. */
  cancelled: boolean
  /** Nothing but inverses: see {@link LiveEdit}. */
  takesBack: boolean
  /** What the inverses among them may have to take back, where nobody can tell: see {@link LiveEdit}. */
  unclear: readonly Base[]
  /** The same without the inverses at the end: what is wanted where nothing of what they take back is there. */
  otherwise: Wanted | null
  edits: readonly string[]
}

/**
 * Folds edits, in the order made, into one wish a slot: the later wins. Bases chain backwards: an edit made on
 * an earlier edit's value stands on that edit's base, as the service has never seen the value between.
 */
export function fold(edits: readonly LiveEdit[]): Wanted[] {
  const bySlot = new Map<string, [LiveEdit, ...LiveEdit[]]>()
  for (const edit of edits) {
    const { id } = slotOf(edit.change)
    const earlier = bySlot.get(id)
    if (earlier === undefined) bySlot.set(id, [edit])
    else earlier.push(edit)
  }
  return [...bySlot.values()].map(foldSlot)
}

function foldSlot(edits: readonly [LiveEdit, ...LiveEdit[]]): Wanted {
  const last = edits.at(-1) ?? edits[0]
  const slot = slotOf(last.change)
  const chain = chainOf(slot, edits)
  const oldest = chain.at(-1) ?? last
  const before = baseOf(oldest.change)
  const root = rootOf(oldest)
  const bases = chain.flatMap(({ change, written }, index) => {
    const older = chain[index + 1]
    const base = baseOf(change)
    // What was there before a call of ours landed, or what an older edit wants and landed calls do not, is somebody else's doing.
    const isBack = oldest.passed !== undefined && sameValue(slot.field, base, before)
    const gone = isBack || (older !== undefined && older.passed === undefined && older.written.length > 0)
    return gone ? written : [{ value: base, meant: base }, ...written]
  })
  const value = wantedBy(last.change)
  // An inverse begins at a value that may never have been sent.
  const sent = edits.some(({ written, takesBack, maybeSent }) => written.length > 0 || takesBack === true || maybeSent === true)
  const cancelled = !sent && edits.length > 1 && sameValue(slot.field, before, value)
  const [first, ...others] = edits.slice(0, edits.findLastIndex(edit => edit.takesBack !== true) + 1)
  const otherwise = first === undefined || last.takesBack !== true ? null : foldSlot([first, ...others])
  const unclear = last.takesBack === true ? edits.flatMap(edit => edit.unclear ?? []) : []
  const ids = edits.map(({ id }) => id)
  return { slot, value, bases, root, before, cancelled, takesBack: first === undefined, unclear, otherwise, edits: ids }
}

/**
 * Newest first, each made on what the one before it left. What is not linked so was made on another history of the slot
 * (a second shell's): it is overtaken, its base is not ours. Nothing older counts than what a call may have carried.
 */
function chainOf(slot: Slot, edits: readonly LiveEdit[]): LiveEdit[] {
  const chain: LiveEdit[] = []
  /** What these were made on, or their calls left; and what inverses lead back to, as what they take back was made on that. */
  const madeOn: SlotValue[] = []
  for (const edit of edits.toReversed()) {
    const { change, written, passed, takesBack } = edit
    const wanted = wantedBy(change)
    // From the newest on, which is nearly always the one: twenty thousand edits may wait in one slot.
    if (chain.length > 0 && madeOn.findLastIndex(value => sameValue(slot.field, value, wanted)) === -1) break
    chain.push(edit)
    if (passed !== undefined) break
    if (takesBack === true) madeOn.push(wanted)
    madeOn.push(...written.map(({ meant }) => meant), baseOf(change))
  }
  return chain
}

function rootOf({ change, written: [newest], passed, takesBack }: LiveEdit): Base | null {
  if (passed === 'maybe') return null
  // An inverse begins at what may never have been sent: what it takes back is what a call of ours left.
  if (newest !== undefined && (passed === 'surely' || takesBack === true)) return newest
  return passed === undefined ? { value: baseOf(change), meant: baseOf(change) } : null
}
