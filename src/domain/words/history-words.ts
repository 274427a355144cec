import type { UpdateCall } from '../call'
import type { Edit, FieldChange } from '../edit'
import { madeAt } from '../edit'
import type { Entry, Field, ListField } from '../fields'
import { LIST_FIELDS, MAP_FIELD, SCALAR_FIELDS } from '../fields'
import type { HeldReason, LoggedEdit } from '../outcome'
import type { HistoryLine } from '../screen/history-lines'
import { baseOf, isListField, wantedBy } from '../slot'
import { entryName, editWords, valueText } from './slot-words'
import { counted, FIELD_LABEL, grouped } from './labels'
import { bothClocks, clockTime } from './times'

/** What became of the edits of a line, as its mark says it. */
export interface FateWords {
  kind: 'sent' | 'already' | 'back' | 'held' | 'watched'
  word: string
  sentence: string | null
  /** In the service's own words. */
  quote: string | null
  requestId: string | null
}

export function fateWords({ outcomes, takenBack, edits }: HistoryLine): FateWords {
  const [{ result = null } = {}] = outcomes
  const plain = { quote: null, requestId: null }
  switch (result?.kind) {
    case 'sent': return {
      kind: 'sent', word: 'Sent', quote: null, requestId: result.requestId,
      sentence: result.requestId === null ? 'The reply was lost; the case\'s log shows that it arrived.' : null,
    }
    case 'alreadySo': return edits.length > 0 && edits.every(({ change }) => change.kind === 'undo')
      ? { ...plain, kind: 'already', word: 'Nothing to take back', sentence: 'Nothing was written.' }
      : { ...plain, kind: 'already', word: 'Already so at the service', sentence: 'Nothing was written.' }
    case 'cancelled': return { ...plain, kind: 'already', word: 'Cancelled each other', sentence: 'Nothing was written.' }
    case 'superseded': return takenBack
      ? { ...plain, kind: 'back', word: 'Taken back', sentence: null }
      : { ...plain, kind: 'back', word: 'Replaced', sentence: 'A later edit took its place.' }
    case 'held': return heldFate(result.reason)
    default: return { ...plain, kind: 'watched', word: 'Looked up afterwards', sentence: 'The call itself lies further back.' }
  }
}

function heldFate(reason: HeldReason): FateWords {
  switch (reason.kind) {
    case 'parked': return { kind: 'held', word: 'Parked', sentence: null, quote: reason.message, requestId: reason.requestId }
    case 'conflict': return { kind: 'held', word: 'Conflict', sentence: 'Someone else changed this meanwhile.', quote: null, requestId: null }
    case 'recovered': return {
      kind: 'held', word: 'Recovered', quote: null, requestId: null,
      sentence: 'From before the journal on this machine was lost: it may have been sent, and taken back, since.',
    }
  }
}

/** What the history can be looked through for. */
export const HISTORY_KINDS = ['all', 'sent', 'merged', 'over', 'conflict', 'parked', 'back', 'already'] as const
export type HistoryKind = typeof HISTORY_KINDS[number]

export const HISTORY_KIND_LABEL: Record<HistoryKind, string> = {
  all: 'Everything',
  sent: 'Sent',
  merged: 'Merged',
  over: 'Possibly overwritten',
  conflict: 'Conflicts',
  parked: 'Parked, recovered',
  back: 'Taken back, replaced',
  already: 'Nothing written',
}

export function isOfKind(line: HistoryLine, kind: HistoryKind): boolean {
  const [{ result = null } = {}] = line.outcomes
  switch (kind) {
    case 'all': return true
    case 'sent': return result?.kind === 'sent'
    case 'merged': return (line.watched?.mergedWith.length ?? 0) > 0 || (result?.kind === 'sent' && Object.keys(result.meant).length > 0)
    case 'over': return (line.watched?.over.length ?? 0) > 0 || line.watched?.lost !== undefined
    case 'conflict': return result?.kind === 'held' && result.reason.kind === 'conflict'
    case 'parked': return result?.kind === 'held' && result.reason.kind !== 'conflict'
    case 'back': return result?.kind === 'superseded'
    case 'already': return result?.kind === 'alreadySo' || result?.kind === 'cancelled'
  }
}

/** So many entries of one list are named one by one; more are counted. */
const MOST_NAMED = 2

/** "title, +203.0.113.7, −12 watchers": what the edits of a line are about, or where there are none what its call wrote. */
export function lineWords({ edits, outcomes }: HistoryLine): string {
  const [{ result = null } = {}] = outcomes
  const words = edits.length > 0 ? editsWords(edits) : result?.kind === 'sent' ? wroteWords(result.wrote) : ''
  if (words !== '') return words
  return result?.kind === 'watched' ? 'An earlier call' : 'Edits that are no longer in the journal'
}

function editsWords(edits: readonly Edit[]): string {
  const groups = new Map<string, Edit[]>()
  for (const edit of edits) {
    const id = `${edit.change.kind} ${changeOf(edit).kind} ${changeOf(edit).field}`
    groups.set(id, [...groups.get(id) ?? [], edit])
  }
  return [...groups.values()].map((group) => {
    const [first] = group
    const names = [...new Set(group.map(edit => editWords(edit).what))]
    if (names.length <= MOST_NAMED) return named(names, first === undefined ? null : changeOf(first).field)
    const what = first === undefined ? '' : `${SIGN[changeOf(first).kind]}${counted(changeOf(first).field, names.length)}`
    return first?.change.kind === 'undo' ? `taking back ${what}` : what
  }).join(', ')
}

/** "+10.1.2.3, +10.1.2.4 threat-actor addresses"; scalars are their own names. */
function named(names: readonly string[], field: Field | null): string {
  if (field === null || !isListField(field)) return names.join(', ')
  return `${names.join(', ')} ${FIELD_LABEL[field][names.length === 1 ? 'one' : 'many']}`
}

const SIGN: Record<FieldChange['kind'], string> = { set: '', add: '+', remove: '−', replace: '', put: '' }
const changeOf = ({ change }: Edit): FieldChange => change.kind === 'undo' ? change.undone : change

/** "title, +203.0.113.7": all that a call carried. */
function wroteWords({ set, add, remove, put }: UpdateCall): string {
  const scalars = SCALAR_FIELDS.filter(field => set[field] !== undefined).map(field => FIELD_LABEL[field].one)
  const lists = LIST_FIELDS.flatMap((field) => {
    const [added, removed] = field === MAP_FIELD ? [put, []] : [add[field] ?? [], remove[field] ?? []]
    return [entriesWords(field, '+', added), entriesWords(field, '−', removed)].filter(words => words !== '')
  })
  return [...scalars, ...lists].join(', ')
}

function entriesWords(field: ListField, sign: string, entries: readonly Entry[]): string {
  if (entries.length > MOST_NAMED) return `${sign}${counted(field, entries.length)}`
  return entries.length === 0 ? '' : named(entries.map(entry => `${sign}${entryName(field, entry)}`), field)
}

/** One entry of a case's own log, to be read. `who` is the principal's last part; `whole` all that is known of who and when. */
export interface LoggedWords { who: string, when: string, said: string | null, whole: string }

/** `day`: the instant on whose day the time alone will do. */
export function loggedWords({ at, principal, action, message }: LoggedEdit, day: number, timeZone: string): LoggedWords {
  const by = principal ?? 'The service does not say who'
  return {
    who: shortPrincipal(principal),
    when: at === null ? 'at an unknown time' : clockTime(at, day, timeZone),
    said: saidWords(action, message),
    whole: at === null ? by : `${by} · ${bothClocks(at, timeZone)}`,
  }
}

/** The last part of an ARN: the user, or the session of an assumed role. */
export function shortPrincipal(principal: string | null): string {
  return principal?.split(/[/:]/).findLast(part => part !== '') ?? 'someone'
}

/** The service's own words; where the message begins with the action it is not said twice. */
function saidWords(action: string | null, message: string | null): string | null {
  if (action === null || message === null) return message ?? action
  return message.toLowerCase().startsWith(action.toLowerCase()) ? message : `${action}: ${message}`
}

/** Where the service does not show a case's log: that nobody can tell what the call came over. Times on the clocks of `timeZone`. */
export function unreadWords({ at, watched }: HistoryLine, timeZone: string): string | null {
  if (watched?.unread === undefined) return null
  const call = clockTime(madeAt(watched.intent), at, timeZone)
  return `The case's log of edits could not be read after your call of ${call} (${watched.unread}): nobody can tell whether something was overwritten.`
}

/** What a call took away for good, as it left it unsaid. */
export function lostWords({ watched }: HistoryLine): string | null {
  if (watched?.lost === undefined) return null
  const { entries, message } = watched.lost
  return `Took ${entriesWords(MAP_FIELD, '', entries)} away, and it could not be put back: ${message}`
}

/** "title and description": where a call may have replaced what someone wrote unseen; entries of sets stand side by side. */
export function replacedWords({ set, put }: UpdateCall): string | null {
  const scalars = SCALAR_FIELDS.filter(field => set[field] !== undefined)
  const fields: Field[] = put.length > 0 ? [...scalars, MAP_FIELD] : scalars
  return fields.length === 0 ? null : listed(fields.map(field => field === MAP_FIELD ? 'metadata' : FIELD_LABEL[field].one))
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`
}

/** Whether each entry still follows from the one before. */
export type Found = { ok: true, count: number, head: string } | { ok: false, count: number, brokenAt: number }

/**
 * What the check of the whole history found; `head` is the newest entry's hash where all is well. `brokenAt` counts the
 * file's lines: the first says what the file is, the entries follow. `setAside`: lines of it that could not be read when
 * it was opened, now or before.
 */
export function verifiedWords(found: Found, setAside: number): { title: string, text: string, head: string | null } {
  if (!found.ok) {
    const entry = found.brokenAt - 1
    const safe = entry <= 1 ? '' : `Up to entry ${grouped(entry - 1)} each follows from the one before. `
    return {
      title: entry < 1 ? 'The history is broken at its first line.' : `The history is broken at entry ${grouped(entry)}.`,
      text: `${safe}What comes from there on was changed or damaged outside Fieldcase, and cannot be vouched for. `
        + 'Edits that wait are safe, and each case\'s log at the service tells what arrived. Export the history, keep the file, and find out what changed it.',
      head: null,
    }
  }
  const missing = setAside === 0 ? '' : `${setAside === 1 ? '1 line' : `${grouped(setAside)} lines`} could not be read and ${setAside === 1 ? 'was' : 'were'} set aside: what they told is not among these.`
  if (found.count === 0) return { title: 'The history is empty.', text: missing || 'There is nothing to check yet.', head: null }
  const title = found.count === 1 ? '1 entry, and it is whole.' : `${grouped(found.count)} entries, each follows from the one before.`
  return { title, text: missing, head: found.head }
}

const texts = new WeakMap<HistoryLine, string>()

/** All that can be looked for in a line, in lower case. */
export function lineText(line: HistoryLine): string {
  const known = texts.get(line)
  if (known !== undefined) return known
  const { word, sentence, quote, requestId } = fateWords(line)
  const edits = line.edits.flatMap((edit) => {
    const { what, kind } = editWords(edit)
    return [what, kind, ...[baseOf(changeOf(edit)), wantedBy(changeOf(edit))].map(value => valueText(changeOf(edit).field, value, 'UTC'))]
  })
  const logged = [...line.watched?.mergedWith ?? [], ...line.watched?.over ?? []]
    .flatMap(({ principal, action, message }) => [principal, action, message])
  const also = [logged.length > 0 ? 'merged' : null, line.watched?.over.length ? 'possibly overwritten' : null]
  const text = [line.caseId, lineWords(line), word, sentence, quote, requestId, unreadWords(line, 'UTC'), lostWords(line), ...also, ...edits, ...logged].join('\n').toLowerCase()
  texts.set(line, text)
  return text
}

/** Where an export went; `text` is the path. */
export function exportedWords({ path, count }: { path: string, count: number }): { title: string, text: string } {
  return { title: `${count === 1 ? '1 entry' : `${grouped(count)} entries`} written to`, text: path }
}
