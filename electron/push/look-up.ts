import type { CaseContent } from '#domain/case'
import { callReader, carries, lacks, slotsWritten } from '#domain/change'
import type { LoggedEdit } from '#domain/outcome'
import { sameValue, valueAt } from '#domain/slot'
import { z } from '#domain/zod'
import type { Journal, OpenIntent } from '../ports/journal'
import type { Reply } from '../ports/service'
import type { Turn } from './traffic'

/** What tells our own entries in a case's log of edits from others: who wrote, and what was done. */
export type Self = Pick<LoggedEdit, 'principal' | 'action'>

const NOTE = 'self'

/** Learnt from an entry that can only have been ours; null before. */
export function knownSelf({ noted }: Pick<Journal, 'noted'>): Self | null {
  const note = noted(NOTE)
  if (typeof note !== 'string') return null
  const [principal, action] = z.array(z.string().nullable()).catch([]).parse(JSON.parse(note))
  return principal === undefined || action === undefined ? null : { principal, action }
}

/** How the journal remembers who we are. */
export function selfNote({ principal, action }: Self): { name: string, value: string } {
  return { name: NOTE, value: nameOf({ principal, action }) }
}

export async function rememberSelf(journal: Pick<Journal, 'note' | 'noted'>, self: Self): Promise<void> {
  const { name, value } = selfNote(self)
  // A full disk keeps nothing from being looked up: what is not remembered is learnt again.
  if (journal.noted(name) !== value) await journal.note(name, value).catch(() => {})
}

/** What the case's log says of one intent. */
export interface Found {
  /** `open`: there is no trace of it (yet). `unclear`: there are entries that may be its own, and may not. */
  state: 'landed' | 'open' | 'unclear'
  mergedWith: readonly LoggedEdit[]
  over: readonly LoggedEdit[]
  /** The service refuses to show the log, with this code. */
  unread?: string
}

export interface LookedUp {
  found: ReadonlyMap<string, Found>
  /** Who we are, where that could be learnt. */
  self: Self | null
  /** The entries of calls that landed for certain are not all there: the log is behind. */
  behind: boolean
}

export const NOTHING_FOUND: ReadonlyMap<string, Found> = new Map()

/**
 * The entries from `since` on (all for null), oldest first. The service promises no order: in newest-first order, the
 * usual, reading stops at the first page that goes back far enough.
 */
export async function readLog(turn: Pick<Turn, 'listCaseEdits'>, caseId: string, since: number | null): Promise<Reply<LoggedEdit[]>> {
  const entries: LoggedEdit[] = []
  let next: string | null = null
  for (;;) {
    const reply: Awaited<ReturnType<Turn['listCaseEdits']>> = await (next === null ? turn.listCaseEdits(caseId) : turn.listCaseEdits(caseId, next))
    if (!reply.ok) return reply
    entries.push(...reply.value.items)
    next = reply.value.next
    const reached = since !== null && newestFirst(entries) && timeOf(entries.at(-1)) < since
    if (next === null || reached) return { ...reply, value: inOrder(entries).filter(entry => since === null || timeOf(entry) >= since) }
  }
}

function timeOf(entry: LoggedEdit | undefined): number {
  return entry?.at ?? 0
}

function newestFirst(entries: readonly LoggedEdit[]): boolean {
  return entries.every((entry, index) => index === 0 || timeOf(entries[index - 1]) >= timeOf(entry))
    && timeOf(entries[0]) > timeOf(entries.at(-1))
}

function inOrder(entries: readonly LoggedEdit[]): LoggedEdit[] {
  return (newestFirst(entries) ? entries.toReversed() : [...entries]).sort((a, b) => timeOf(a) - timeOf(b))
}

/** Since when the log must be read for these intents; null for all of it. */
export function logSince(intents: readonly OpenIntent[]): number | null {
  return intents.reduce<number | null>((since, { read, watch }) => {
    const from = watch?.seen ?? read
    return since === null || from === null ? null : Math.min(since, from)
  }, Number.POSITIVE_INFINITY)
}

/**
 * Finds the intents in the case's log. An entry tells who wrote and when, not what: so entries are counted. Of ours,
 * as many as there are calls that landed for certain belong to those; what is left over belongs to unknown ones, if it
 * is just as many. `intents`: the oldest that is to be found, and all of the case whose calls may have landed
 * since it was planned; of these, those that were sent before it come last.
 */
export function lookUp({ intents, entries, self, content, whole }: {
  intents: readonly OpenIntent[]
  entries: readonly LoggedEdit[]
  self: Self | null
  /** As the case is now, read before the log. */
  content: CaseContent
  /**
   * Whether the log goes as far as the case, and the case shows the newest call that landed: so that its entry is in
   * there. In a log that is behind somebody else's entry may stand in its place.
   */
  whole: boolean
}): LookedUp {
  const [first] = intents
  if (first === undefined) return { found: NOTHING_FOUND, self, behind: false }
  const after = entries.filter(entry => first.read === null || timeOf(entry) > first.read)
  const unknown = intents.filter(({ state }) => state === 'unknown')
  const certain = intents.length - unknown.length
  const me = whole ? learn(after, intents, self) : self
  const own = me === null ? null : after.filter(entry => isOwn(entry, me))
  const left = (own ?? after).length - certain
  // Of those that were unknown when the first was planned the read may have shown what they did: then their entries are before it.
  const earlier = intents.filter(({ id, state }) => state !== 'unknown' && first.besides.includes(id)).length
  const beside = entries.filter(entry => isSameSecond(entry, first))
  // One of them is what that read shows.
  const sameSecond = beside.length > 1 && beside.some(entry => me === null || isOwn(entry, me))
  const unsure = sameSecond || left + earlier > 0
  const states = left <= 0 && unsure
    ? new Map(unknown.map(({ id }): [string, Found['state']] => [id, 'unclear']))
    : statesOf({ left, intents, content, certainlyOurs: own !== null, foreign: after.length - (own?.length ?? mostOfOne(after)) })
  const landed = certain + [...states.values()].filter(state => state === 'landed').length
  // Where nobody knows which are ours, they all are if there are no more of them than calls of ours, and all in one name.
  const candidates = own ?? (whole && after.length === landed && mostOfOne(after) === after.length ? after : [])
  // Of more than there are calls, somebody wrote the others in our name, perhaps before our call: better reported than not.
  const ours = candidates.slice(Math.max(0, candidates.length - landed))
  const foreign = entries.filter(entry => !ours.includes(entry) && !isEarlierOwn(entry, first, me))
  /** Of several entries in the second of the read it shows one at least; the others may have come after. */
  const ofTheReadsSecond = (intent: OpenIntent): LoggedEdit[] =>
    entries.filter(entry => isSameSecond(entry, intent)).length > 1 ? foreign.filter(entry => isSameSecond(entry, intent)) : []
  const found = intents.map((intent): [string, Found] => {
    const index = intents.filter(other => other.state !== 'unknown').indexOf(intent)
    const last = timeOf(ours.at(-1) ?? after.at(-1))
    const until = intent.state === 'unknown' || ours.length < landed ? last : timeOf(ours[index])
    const { read, watch } = intent
    const between = (from: number, to: number): LoggedEdit[] => foreign.filter(entry => timeOf(entry) > from && timeOf(entry) <= to)
    return [intent.id, {
      state: states.get(intent.id) ?? 'landed',
      mergedWith: watch?.seen == null || read === null ? [] : between(watch.seen, read),
      over: read === null ? [] : [...ofTheReadsSecond(intent), ...between(read, until)],
    }]
  })
  return { found: new Map(found), self: me, behind: left + earlier < 0 && !sameSecond }
}

/** What can be said without the log: a call that shows in the case has landed; of one that does not, nobody can tell. */
export function withoutLog(intents: readonly OpenIntent[], content: CaseContent, code: string): ReadonlyMap<string, Found> {
  return new Map(intents.map(({ id, state, call }) => {
    const shows = state !== 'unknown' || !lacks(content, call)
    return [id, { state: shows ? 'landed' : 'unclear', mergedWith: [], over: [], unread: code }]
  }))
}

/**
 * Entries that are as many as our calls are ours, whatever was believed before: another may have signed in since. It does
 * for that if they are as many from one of the calls on.
 */
function learn(entries: readonly LoggedEdit[], intents: readonly OpenIntent[], self: Self | null): Self | null {
  const landed = inOrderSent(intents).filter(({ state }) => state !== 'unknown')
  // In whole seconds a log that lacks our newest entry may end as the case does: with a request unaccounted for, that is too little.
  if (landed.length < intents.length && timeOf(entries.at(-1)) % 1000 === 0) return self
  const [ours] = landed.flatMap(({ read }, index) => {
    const since = read === null ? entries : entries.filter(entry => timeOf(entry) > read)
    return since.length === landed.length - index ? [since] : []
  })
  const [entry] = ours ?? []
  if (ours === undefined || entry === undefined) return self
  return ours.every(other => isOwn(other, entry)) ? { principal: entry.principal, action: entry.action } : self
}

export function isOwn(entry: Self, self: Self): boolean {
  return nameOf(entry) === nameOf(self)
}

/** As many as may be ours at most: we write in one name, until another signs in. */
function mostOfOne(entries: readonly LoggedEdit[]): number {
  const names = entries.map(nameOf)
  return Math.max(0, ...[...new Set(names)].map(name => names.filter(other => other === name).length))
}

function nameOf({ principal, action }: Self): string {
  return JSON.stringify([principal, action])
}

/** Ours of before the first of these intents. */
function isEarlierOwn(entry: LoggedEdit, { read }: OpenIntent, self: Self | null): boolean {
  return self !== null && read !== null && timeOf(entry) <= read && isOwn(entry, self)
}

/** A service that counts whole seconds does not tell an entry of just before the read from one of just after. */
function isSameSecond(entry: LoggedEdit, { read }: OpenIntent): boolean {
  return read !== null && read % 1000 === 0 && timeOf(entry) === read
}

/**
 * Whether a call shows in the case, beside those that landed for certain, oldest first: what they left in its slots says
 * neither. `neither`: nothing of it says anything.
 */
function showingIn(content: CaseContent, landed: readonly OpenIntent[]): (call: OpenIntent['call']) => 'yes' | 'part' | 'no' | 'neither' {
  const reads = landed.map(({ call }) => callReader(call)).reverse()
  return (call) => {
    const read = callReader(call)
    const told = new Set(slotsWritten(call).map((slot) => {
      const [wrote, here] = [read(slot) ?? null, valueAt(content, slot)]
      const left = reads.map(readOther => readOther(slot)).find(value => value !== undefined)
      if (left !== undefined && sameValue(slot.field, here, left)) return 'neither'
      return sameValue(slot.field, here, wrote) ? 'yes' : 'no'
    }))
    if (told.has('no')) return told.has('yes') ? 'part' : 'no'
    return told.has('yes') ? 'yes' : 'neither'
  }
}

/** Their times do not tell it, once the machine's clock was set back. */
function inOrderSent(intents: readonly OpenIntent[]): readonly OpenIntent[] {
  const before = new Set(intents[0]?.besides)
  return [...intents.filter(({ id }) => before.has(id)), ...intents.filter(({ id }) => !before.has(id))]
}

/**
 * Whose the `left` entries are. A call that shows in the case takes one, and none where another that shows says all that
 * it does, or those that landed for certain left that: what is tried again is said once more, with what was typed since. One
 * that does not show was applied only if it was taken back since, which left an entry of its own.
 *
 * Where somebody else has written as well (`foreign` entries at least; or there are more entries than that, and nobody knows
 * which are ours), what shows may be their doing, and what shows in part may have been applied, with the rest changed since: each of
 * these takes an entry, or nobody can tell whose there are.
 */
function statesOf({ left, intents, content, certainlyOurs, foreign }: {
  left: number
  intents: readonly OpenIntent[]
  content: CaseContent
  certainlyOurs: boolean
  foreign: number
}): Map<string, Found['state']> {
  const unknown = intents.filter(({ state }) => state === 'unknown')
  if (left <= 0) return new Map(unknown.map(({ id }) => [id, 'open']))
  const showing = showingIn(content, inOrderSent(intents).filter(({ state }) => state !== 'unknown'))
  const shown = unknown.filter(({ call }) => showing(call) === 'yes')
  const telling = last(shown).filter(intent => !shown.some(other => carries(other.call, intent.call) && !carries(intent.call, other.call)))
  const others = foreign > 0 || (!certainlyOurs && left > telling.length)
  const possible = unknown.filter(({ call }) => showing(call) !== 'no' && (others || showing(call) !== 'part'))
  const inPart = possible.filter(({ call }) => showing(call) !== 'neither')
  const takers = others ? last(inPart) : telling
  const leftForOthers = left - takers.length - (others && !certainlyOurs ? Math.max(1, foreign) : 0)
  const all = certainlyOurs && leftForOthers === unknown.length - takers.length
  const otherState = leftForOthers < 1 ? 'open' : all ? 'landed' : 'unclear'
  return new Map(unknown.map((intent) => {
    if (leftForOthers < 0 && possible.includes(intent)) return [intent.id, 'unclear']
    if (takers.includes(intent)) return [intent.id, 'landed']
    return [intent.id, otherState]
  }))
}

/** Of those that say the same the last one. */
function last(intents: readonly OpenIntent[]): OpenIntent[] {
  return intents.filter(({ call }, index) =>
    !intents.slice(index + 1).some(later => carries(later.call, call) && carries(call, later.call)))
}
