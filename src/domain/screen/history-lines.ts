import type { Edit } from '../edit'
import type { HistoryEntry, LoggedEdit, Lost, Outcome } from '../outcome'

/** What a call's look-back found in the case's own log of edits. */
export interface Watched {
  /** The call's own id. */
  intent: string
  mergedWith: readonly LoggedEdit[]
  over: readonly LoggedEdit[]
  /** The code with which the service refused to show the log. */
  unread?: string
  lost?: Lost
}

/** One line of the history: a call and what was found out about it later, or edits of a case that ended alike and at once. */
export interface HistoryLine {
  id: string
  caseId: string
  /** When it ended so, in epoch milliseconds. */
  at: number
  /** Newest first, and all of one kind. */
  outcomes: readonly Outcome[]
  /** In the order recorded. */
  edits: readonly Edit[]
  /** Ids of edits that an outcome lists and the journal no longer has. */
  forgotten: number
  /** Null where the log was not looked up, or is not yet. */
  watched: Watched | null
  /** Whether what took the place of these edits was an undo of them. */
  takenBack: boolean
}

/**
 * The lines of history entries, both newest first.
 *
 * What a look-back found stands at its call, and by itself only where the call lies further back than `entries` go.
 * An undo of what was never sent has no line: the line of what it took back tells of it. `earlier` are lines made
 * before: those that would come out the same are given back themselves.
 */
export function historyLines(entries: readonly HistoryEntry[], earlier: readonly HistoryLine[] = []): HistoryLine[] {
  const known = knownOf(entries)
  const groups = new Map<string, HistoryEntry[]>()
  for (const entry of entries) {
    const key = groupOf(entry, known)
    const group = key === null ? undefined : groups.get(key)
    if (group !== undefined) group.push(entry)
    else if (key !== null) groups.set(key, [entry])
  }
  const before = new Map(earlier.map(line => [line.id, line]))
  return [...groups].map(([id, group]) => {
    const line = lineOf(id, group, known)
    const was = before.get(id)
    return was !== undefined && isSame(was, line) ? was : line
  })
}

/** What the entries tell: of which calls, what their look-backs found, and which edits an undo took the place of. */
interface Known { calls: ReadonlySet<string>, watched: ReadonlyMap<string, Watched>, takenBack: ReadonlySet<string> }

function knownOf(entries: readonly HistoryEntry[]): Known {
  const edits = new Map<string, Edit>()
  const calls = new Set<string>()
  const watched = new Map<string, Watched>()
  const superseded = new Map<string, string>()
  for (const { outcome, edits: recorded } of entries) {
    for (const edit of recorded) edits.set(edit.id, edit)
    const { result } = outcome
    if (result.kind === 'sent') calls.add(result.intent)
    else if (result.kind === 'watched') watched.set(result.intent, result)
    else if (result.kind === 'superseded') for (const id of outcome.edits) superseded.set(id, result.by)
  }
  const takenBack = new Set([...superseded].filter(([, by]) => edits.get(by)?.change.kind === 'undo').map(([id]) => id))
  return { calls, watched, takenBack }
}

/** What an entry shares its line with; null where it has none. */
function groupOf({ outcome, edits }: HistoryEntry, { calls, takenBack }: Known): string | null {
  const { seq, at, caseId, result } = outcome
  switch (result.kind) {
    case 'sent': return `call/${result.intent}`
    case 'watched': return calls.has(result.intent) || isQuiet(result) ? null : `call/${result.intent}`
    case 'alreadySo': {
      const told = edits.length > 0 && edits.every(({ change, supersedes }) => change.kind === 'undo' && supersedes.every(id => takenBack.has(id)))
      return told ? null : `${caseId}/${at}/alreadySo`
    }
    case 'cancelled': return `${caseId}/${at}/cancelled`
    case 'superseded': return `${caseId}/${at}/${outcome.edits.every(id => takenBack.has(id)) ? 'takenBack' : 'superseded'}`
    case 'held': {
      const { reason } = result
      if (reason.kind === 'conflict') return `${seq}`
      return `${caseId}/${at}/${reason.kind}/${reason.kind === 'parked' ? `${reason.requestId ?? ''}/${reason.message}` : ''}`
    }
  }
}

/** Whether a look-back has nothing to tell. */
function isQuiet({ mergedWith, over, unread, lost }: Watched): boolean {
  return mergedWith.length + over.length === 0 && unread === undefined && lost === undefined
}

function lineOf(id: string, group: readonly HistoryEntry[], { watched, takenBack }: Known): HistoryLine {
  const outcomes = group.map(({ outcome }) => outcome)
  const edits = group.flatMap(entry => entry.edits).sort((a, b) => a.id < b.id ? -1 : 1)
  const listed = outcomes.reduce((sum, outcome) => sum + outcome.edits.length, 0)
  const [{ caseId = '', at = 0, result = null } = {}] = outcomes
  const watch = result?.kind === 'sent' ? watched.get(result.intent) : result?.kind === 'watched' ? result : undefined
  return {
    id, caseId, at, outcomes, edits,
    forgotten: Math.max(0, listed - edits.length),
    watched: watch ?? null,
    takenBack: outcomes.every(outcome => outcome.edits.every(edit => takenBack.has(edit))),
  }
}

function isSame(a: HistoryLine, b: HistoryLine): boolean {
  return a.outcomes.length === b.outcomes.length && a.watched === b.watched && a.takenBack === b.takenBack
    && a.outcomes.every((outcome, index) => outcome === b.outcomes[index])
}
