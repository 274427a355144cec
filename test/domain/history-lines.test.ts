import { describe, expect, it } from 'vitest'
import type { Edit } from '#domain/edit'
import type { HistoryEntry, LoggedEdit, Outcome } from '#domain/outcome'
import { historyLines } from '#domain/screen/history-lines'
import { fateWords, lineText, lineWords, loggedWords, replacedWords, shortPrincipal, unreadWords, verifiedWords } from '#domain/words/history-words'
import { CASE, editId, editOf, titleEdit } from '../support/samples'

const MIA = 'arn:aws:sts::111122223333:assumed-role/Responder/mia.keller'
const INTENT = '0199c000-0000-7000-8000-0000000000aa'
const NOTHING = { set: {}, add: {}, remove: {}, put: [] }
const theirs: LoggedEdit = { at: 1_700_000_000_000, principal: MIA, action: 'Case Updated', message: 'Case updated: set title' }

/** Entries as the host gives them: newest first. */
function entriesOf(...told: ReadonlyArray<{ edits: readonly Edit[], result: Outcome['result'], at?: number }>): HistoryEntry[] {
  return told.map(({ edits, result, at = 5000 }, index) => ({
    outcome: { seq: index + 1, at, caseId: CASE, edits: edits.map(({ id }) => id), result }, edits,
  })).reverse()
}

const sent = (part: Partial<Extract<Outcome['result'], { kind: 'sent' }>> = {}): Outcome['result'] =>
  ({ kind: 'sent', requestId: 'r-1', wrote: NOTHING, intent: INTENT, meant: {}, ...part })
const watched = (mergedWith: readonly LoggedEdit[], over: readonly LoggedEdit[] = []): Outcome['result'] =>
  ({ kind: 'watched', intent: INTENT, mergedWith, over })
const address = (n: number, ip: string) => editOf(n, { kind: 'add', field: 'threatActorIpAddresses', entry: { ipAddress: ip } })
const undoOf = (n: number, edit: Edit): Edit => ({ ...edit, id: editId(n), supersedes: [edit.id], change: { kind: 'undo', undone: edit.change.kind === 'undo' ? edit.change.undone : edit.change } })

describe('a call and its look-back', () => {
  it('are one line, at the call', () => {
    const lines = historyLines(entriesOf({ edits: [titleEdit(1)], result: sent() }, { edits: [], result: watched([theirs], [theirs]) }))
    expect(lines).toMatchObject([{ edits: [{ id: editId(1) }], watched: { mergedWith: [theirs], over: [theirs] } }])
  })

  it('stand apart only while the call lies further back than was read, where there is something to tell', () => {
    expect(historyLines(entriesOf({ edits: [], result: watched([]) }))).toEqual([])
    const alone = historyLines(entriesOf({ edits: [], result: watched([theirs]) }))
    expect(alone.map(line => [lineText(line).includes('mia.keller'), line.watched?.mergedWith.length])).toEqual([[true, 1]])
  })

  it('tell that nobody can tell where the service does not show the log, at the call or alone', () => {
    const unread: Outcome['result'] = { kind: 'watched', intent: INTENT, mergedWith: [], over: [], unread: 'AccessDeniedException' }
    const [at] = historyLines(entriesOf({ edits: [titleEdit(1)], result: sent() }, { edits: [], result: unread }))
    const [alone] = historyLines(entriesOf({ edits: [], result: unread }))
    const words = /could not be read after your call of 2025-10-07 20:47:29 \(AccessDeniedException\): nobody can tell/
    for (const line of [at, alone]) expect(line && unreadWords(line, 'Europe/Berlin')).toMatch(words)
    expect(at && fateWords(at).word).toBe('Sent')
    expect(alone && lineWords(alone)).toBe('An earlier call')
    expect(alone && lineText(alone)).toContain('accessdeniedexception')
  })

  it('tell of a lost reply, and of the request where there was none', () => {
    const [line] = historyLines(entriesOf({ edits: [titleEdit(1)], result: sent({ requestId: null }) }))
    expect(line && fateWords(line)).toMatchObject({ word: 'Sent', requestId: null, sentence: 'The reply was lost; the case\'s log shows that it arrived.' })
  })
})

describe('what was taken back before it was sent', () => {
  it('is one line, without one for its undo', () => {
    const edit = titleEdit(1)
    const undo = undoOf(2, edit)
    const lines = historyLines(entriesOf({ edits: [edit], result: { kind: 'superseded', by: undo.id } }, { edits: [undo], result: { kind: 'alreadySo' } }))
    expect(lines.map(line => [fateWords(line).word, lineWords(line)])).toEqual([['Taken back', 'title']])
  })

  it('is one line for many that went at once', () => {
    const edits = [1, 2, 3].map(n => address(n, `203.0.113.${n}`))
    const undos = edits.map((edit, index) => undoOf(index + 10, edit))
    const lines = historyLines(entriesOf(
      ...edits.map((edit, index) => ({ edits: [edit], result: { kind: 'superseded' as const, by: undos[index]?.id ?? '' } })),
      ...undos.map(undo => ({ edits: [undo], result: { kind: 'alreadySo' as const } })),
    ))
    expect(lines.map(line => [fateWords(line).word, lineWords(line)])).toEqual([['Taken back', '+3 threat-actor addresses']])
  })

  it('is not said of an edit whose place a later one took', () => {
    const [line] = historyLines(entriesOf({ edits: [titleEdit(1)], result: { kind: 'superseded', by: editId(7) } }))
    expect(line && fateWords(line).word).toBe('Replaced')
  })
})

it('keeps conflicts apart, as each was decided by itself', () => {
  const conflict: Outcome['result'] = { kind: 'held', reason: { kind: 'conflict', field: 'title', base: 'a', mine: 'b', theirs: 'c' } }
  expect(historyLines(entriesOf({ edits: [titleEdit(1)], result: conflict }, { edits: [titleEdit(2)], result: conflict }))).toHaveLength(2)
})

it('gives back the lines made before that did not change, as thousands may be on the screen', () => {
  const before = entriesOf({ edits: [titleEdit(1)], result: sent() }, { edits: [titleEdit(2)], result: { kind: 'alreadySo' } })
  const made = historyLines(before)
  const newer: HistoryEntry = { outcome: { seq: 3, at: 6000, caseId: CASE, edits: [], result: watched([theirs]) }, edits: [] }
  const lines = historyLines([newer, ...before], made)
  expect(lines[0]).toBe(made[0])
  expect(lines[1]).not.toBe(made[1])
})

it('names what was edited: few entries by name, many by number, and what a call of no edit wrote', () => {
  const words = (edits: readonly Edit[], result = sent()) => historyLines(entriesOf({ edits, result })).map(lineWords)[0]
  expect(words([titleEdit(1), address(2, '10.0.0.1')])).toBe('title, +10.0.0.1 threat-actor address')
  expect(words(Array.from({ length: 12 }, (_, n) => address(n, `10.0.0.${n}`)))).toBe('+12 threat-actor addresses')
  expect(words([], sent({ wrote: { ...NOTHING, set: { title: 'x' }, remove: { impactedServices: [{ service: 'Amazon S3' }] } } })))
    .toBe('title, −Amazon S3 impacted service')
})

it('finds a line by the values, the people and the service\'s words in it', () => {
  const [line] = historyLines(entriesOf({ edits: [titleEdit(1, 'Contained')], result: sent() }, { edits: [], result: watched([], [theirs]) }))
  const text = line === undefined ? '' : lineText(line)
  for (const words of ['contained', 'mia.keller', 'set title', 'possibly overwritten', 'r-1', CASE]) expect(text).toContain(words)
})

describe('who did it', () => {
  it.each([
    [MIA, 'mia.keller'],
    ['arn:aws:iam::111122223333:user/teams/ana', 'ana'],
    ['arn:aws:iam::111122223333:root', 'root'],
    ['AWS Security Incident Response', 'AWS Security Incident Response'],
    [null, 'someone'],
  ])('%s is shown as %s', (principal, who) => expect(shortPrincipal(principal)).toBe(who))

  it('is said with the time on the local clock, and the day where it is another', () => {
    const day = theirs.at ?? 0
    expect(loggedWords(theirs, day, 'Europe/Berlin')).toEqual({
      who: 'mia.keller', when: '23:13:20', said: 'Case updated: set title', whole: `${MIA} · 2023-11-14 23:13 CET (22:13 UTC)`,
    })
    expect(loggedWords(theirs, day + 3_600_000, 'Europe/Berlin').when).toBe('2023-11-14 23:13:20')
    expect(loggedWords({ ...theirs, action: 'Case Closed', message: 'By the customer' }, day, 'UTC').said).toBe('Case Closed: By the customer')
  })
})

it('names the fields in which a colleague\'s words may have been replaced', () => {
  expect(replacedWords({ ...NOTHING, set: { title: 'x', description: 'y' }, put: [{ key: 'k', value: 'v' }] })).toBe('title, description and metadata')
  expect(replacedWords({ ...NOTHING, add: { watchers: [{ email: 'a@example.com' }] } })).toBeNull()
})

it('says of a broken history where it is broken, what is safe and what to do', () => {
  expect(verifiedWords({ ok: true, count: 1204, head: 'abc' }, 0)).toEqual({ title: '1,204 entries, each follows from the one before.', text: '', head: 'abc' })
  expect(verifiedWords({ ok: true, count: 18, head: 'abc' }, 2).text).toBe('2 lines could not be read and were set aside: what they told is not among these.')
  const { title, text } = verifiedWords({ ok: false, count: 30, brokenAt: 18 }, 0)
  expect(title).toBe('The history is broken at entry 17.')
  expect(text).toMatch(/Up to entry 16 .* Edits that wait are safe.* Export the history/)
})
