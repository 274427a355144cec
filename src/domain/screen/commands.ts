import type { CaseRow } from './case-rows'
import { z } from '../zod'

/** A key as KeyboardEvent names it, in lower case; `control` is Ctrl, or ⌘ on a Mac. `shift` is looked at for letters and named keys. */
export interface Key { key: string, control?: true, shift?: true }

/** What the screen is like, as far as it says which commands there is something for. */
export interface Scene {
  /** The open case; `editable` while the service still has it and its details are read. */
  open: { editable: boolean } | null
  listed: number
  unsent: number
  needsMe: number
  canTry: boolean
  paused: boolean
  /** Null outside the practice workspace. */
  practice: { cut: boolean, rehearsing: boolean } | null
  /** Whether the workspace is an AWS profile's, which is signed in to. */
  profile: boolean
}

/** What a command needs, and the sentence for whoever asks for it without. */
const NEEDS = {
  case: { is: ({ open }: Scene) => open !== null, why: 'No case is open' },
  editable: { is: ({ open }: Scene) => open?.editable === true, why: 'The case cannot be edited now: it is gone, or not read yet' },
  cases: { is: ({ listed }: Scene) => listed > 0, why: 'No case is listed' },
  unsent: { is: ({ unsent }: Scene) => unsent > 0, why: 'Everything is sent' },
  needsMe: { is: ({ needsMe }: Scene) => needsMe > 0, why: 'Nothing needs you' },
  try: { is: ({ canTry }: Scene) => canTry, why: 'No try is due: there is a link, or nothing to wait for' },
  running: { is: ({ paused }: Scene) => !paused, why: 'Sending is paused already' },
  paused: { is: ({ paused }: Scene) => paused, why: 'Sending is not paused' },
  profile: { is: ({ profile }: Scene) => profile, why: 'The practice workspace needs no sign-in' },
  practice: { is: ({ practice }: Scene) => practice !== null, why: 'Only in the practice workspace' },
  joined: { is: ({ practice }: Scene) => practice?.cut === false, why: 'The link is off already' },
  cut: { is: ({ practice }: Scene) => practice?.cut === true, why: 'The link is on' },
  rehearsing: { is: ({ practice }: Scene) => practice?.rehearsing === true, why: 'Nothing is being rehearsed' },
} as const

type Need = keyof typeof NEEDS

export const COMMAND_GROUPS = ['Cases', 'This case', 'Edits', 'Sending', 'Screen', 'Workspace'] as const

interface Definition {
  id: string
  group: typeof COMMAND_GROUPS[number]
  words: string
  keys?: readonly Key[]
  /** Acts while text is typed, too. */
  always?: true
  needs?: readonly Need[]
  /** Other words that it is looked for by. */
  also?: string
}

const DEFINITIONS = [
  { id: 'palette', group: 'Cases', words: 'Go to a case, run a command', keys: [{ key: 'k', control: true }], always: true, also: 'palette open find' },
  { id: 'search', group: 'Cases', words: 'Search cases', keys: [{ key: '/' }], also: 'find filter' },
  { id: 'list', group: 'Cases', words: 'Go to the case list', keys: [{ key: 'l' }], also: 'focus' },
  { id: 'nextCase', group: 'Cases', words: 'Open the next case', keys: [{ key: 'j' }], needs: ['cases'], also: 'down' },
  { id: 'previousCase', group: 'Cases', words: 'Open the previous case', keys: [{ key: 'k' }], needs: ['cases'], also: 'up' },
  { id: 'nextNeed', group: 'Cases', words: 'Go to what needs you next', keys: [{ key: 'n' }], needs: ['needsMe'], also: 'conflict parked decide report' },
  { id: 'pane', group: 'Cases', words: 'Go to the next part of the window', keys: [{ key: 'f6' }], always: true, also: 'pane focus region' },

  { id: 'title', group: 'This case', words: 'Edit the title', keys: [{ key: 'e' }], needs: ['case'], also: 'rename' },
  { id: 'description', group: 'This case', words: 'Edit the description', keys: [{ key: 'd' }], needs: ['case', 'editable'], also: 'text' },
  { id: 'addAddress', group: 'This case', words: 'Add a threat-actor address', keys: [{ key: 'a' }], needs: ['case', 'editable'], also: 'ip paste ioc' },
  { id: 'addAccount', group: 'This case', words: 'Add an impacted account', needs: ['case', 'editable'], also: 'aws paste' },
  { id: 'addRegion', group: 'This case', words: 'Add an impacted region', needs: ['case', 'editable'], also: 'paste' },
  { id: 'addService', group: 'This case', words: 'Add an impacted service', needs: ['case', 'editable'], also: 'paste' },
  { id: 'addWatcher', group: 'This case', words: 'Add a watcher', needs: ['case', 'editable'], also: 'e-mail person paste' },
  { id: 'addMetadata', group: 'This case', words: 'Add a metadata entry', needs: ['case', 'editable'], also: 'key value tag' },
  { id: 'copyMarkdown', group: 'This case', words: 'Copy the case as Markdown', keys: [{ key: 'c', shift: true }], needs: ['case'], also: 'export text share' },
  { id: 'copyLink', group: 'This case', words: 'Copy a link to the case', needs: ['case'], also: 'url share fieldcase' },
  { id: 'print', group: 'This case', words: 'Print the case', keys: [{ key: 'p', control: true }], always: true, needs: ['case'], also: 'paper pdf' },
  { id: 'read', group: 'This case', words: 'Read the case again', keys: [{ key: 'r' }], needs: ['case'], also: 'refresh reload' },

  { id: 'undo', group: 'Edits', words: 'Take back the last action, sent or not', keys: [{ key: 'z', control: true }], also: 'undo' },
  { id: 'redo', group: 'Edits', words: 'Bring it back', keys: [{ key: 'z', control: true, shift: true }, { key: 'y', control: true }], also: 'redo' },
  { id: 'outbox', group: 'Edits', words: 'Show or hide the outbox', keys: [{ key: 'o' }], also: 'unsent waiting drawer' },
  { id: 'history', group: 'Edits', words: 'Show or hide the history', keys: [{ key: 'h' }], also: 'log sent drawer' },
  { id: 'exportOutbox', group: 'Edits', words: 'Export what is not sent', needs: ['unsent'], also: 'outbox save file json' },
  { id: 'exportHistory', group: 'Edits', words: 'Export the history', also: 'save file json lines log' },
  { id: 'verify', group: 'Edits', words: 'Verify the history', also: 'hash chain check' },

  { id: 'tryNow', group: 'Sending', words: 'Try to send now', keys: [{ key: 't' }], needs: ['try'], also: 'retry link online connect' },
  { id: 'pause', group: 'Sending', words: 'Pause sending', needs: ['running'], also: 'stop hold' },
  { id: 'resume', group: 'Sending', words: 'Resume sending', needs: ['paused'], also: 'go on continue start' },
  { id: 'readAll', group: 'Sending', words: 'Read all cases again', also: 'refresh reload pull' },

  { id: 'themeSystem', group: 'Screen', words: 'Light or dark as the system has it', also: 'theme appearance' },
  { id: 'themeLight', group: 'Screen', words: 'Light colours', also: 'theme appearance' },
  { id: 'themeDark', group: 'Screen', words: 'Dark colours', also: 'theme appearance night' },
  { id: 'contrast', group: 'Screen', words: 'High contrast on or off', also: 'theme appearance accessibility' },
  { id: 'density', group: 'Screen', words: 'Compact or comfortable lines', also: 'density size spacing' },
  { id: 'notify', group: 'Screen', words: 'Notifications on or off', also: 'alerts tell' },
  { id: 'help', group: 'Screen', words: 'Keyboard shortcuts', keys: [{ key: '?' }], also: 'help keys' },
  { id: 'close', group: 'Screen', words: 'Close Fieldcase', also: 'quit exit end background' },

  { id: 'workspace', group: 'Workspace', words: 'Open another workspace', also: 'profile account region aws practice switch' },
  { id: 'signIn', group: 'Workspace', words: 'Sign in', needs: ['profile'], also: 'login sso identity center token' },
  { id: 'signInCode', group: 'Workspace', words: 'Sign in with a code', needs: ['profile'], also: 'login sso device qr' },
  { id: 'signOut', group: 'Workspace', words: 'Sign out', needs: ['profile'], also: 'logout sso token' },
  { id: 'newProfile', group: 'Workspace', words: 'Set up an AWS profile', also: 'new configure sso account role' },
  { id: 'cutLink', group: 'Workspace', words: 'Practice: switch the link off', needs: ['practice', 'joined'], also: 'offline cut' },
  { id: 'joinLink', group: 'Workspace', words: 'Practice: switch the link on', needs: ['practice', 'cut'], also: 'online' },
  { id: 'rehearse', group: 'Workspace', words: 'Practice: rehearse a bad night', needs: ['practice'], also: 'fault throttle conflict colleague' },
  { id: 'endRehearsal', group: 'Workspace', words: 'Practice: end the rehearsal', needs: ['practice', 'rehearsing'], also: 'stop fault' },
  { id: 'resetPractice', group: 'Workspace', words: 'Practice: begin anew', needs: ['practice'], also: 'reset' },
] as const satisfies Definition[]

export type CommandId = typeof DEFINITIONS[number]['id']
export interface Command extends Definition { id: CommandId }

/** Every action of the app that is not tied to one control: what the palette lists, the shortcuts run and the `?` dialog shows. */
export const COMMANDS: readonly Command[] = DEFINITIONS

export const commandIdSchema = z.custom<CommandId>(id => COMMANDS.some(command => command.id === id))

/** Keys of single controls, which no command stands for; the `?` dialog shows them beside the others. */
export const LOCAL_KEYS: ReadonlyArray<{ group: Command['group'], words: string, keys: readonly Key[] }> = [
  { group: 'Cases', words: 'Move in a list', keys: [{ key: 'arrowup' }, { key: 'arrowdown' }] },
  { group: 'Cases', words: 'Open the case, take what was typed', keys: [{ key: 'enter' }] },
  { group: 'This case', words: 'Remove the entry in focus', keys: [{ key: 'delete' }] },
  { group: 'Edits', words: 'Put back what is held, step out one level', keys: [{ key: 'escape' }] },
]

/** Why a command can do nothing now, in a sentence without its full stop; null where it can. */
export function whyNot({ needs = [] }: Command, scene: Scene): string | null {
  const missing = needs.find(need => !NEEDS[need].is(scene))
  return missing === undefined ? null : NEEDS[missing].why
}

/** What of a KeyboardEvent tells one shortcut from another. */
export interface Stroke { key: string, ctrlKey: boolean, metaKey: boolean, shiftKey: boolean, altKey: boolean }

const NAMED = /^([a-z]|[a-z]+\d*)$/

/** The command that a key press stands for; null where it is none's. A sign such as `?` takes whatever Shift its layout needs. */
export function commandOf(stroke: Stroke): Command | null {
  if (stroke.altKey) return null
  const key = stroke.key.toLowerCase()
  const control = stroke.ctrlKey || stroke.metaKey
  const shift = stroke.shiftKey && NAMED.test(key)
  return COMMANDS.find(({ keys = [] }) => keys.some(one =>
    one.key === key && (one.control ?? false) === control && (one.shift ?? false) === shift)) ?? null
}

const CAPS: Readonly<Record<string, string>> = {
  arrowup: '↑', arrowdown: '↓', enter: 'Enter', escape: 'Esc', delete: 'Delete',
}

/** The caps to press together, as they are printed on the keys. */
export function capsOf({ key, control, shift }: Key, mac: boolean): string[] {
  return [...control ? [mac ? '⌘' : 'Ctrl'] : [], ...shift ? ['Shift'] : [], CAPS[key] ?? key.toUpperCase()]
}

/** One line of the palette. */
export type Item
  = { kind: 'case', row: CaseRow }
    | { kind: 'command', command: Command, why: string | null }

export interface Section { label: string, items: readonly Item[] }

/** Rows of cases shown while nothing is typed, and while something is: more is what the list is for. */
const CASES_AT_FIRST = 5
const MOST_CASES = 8

const wordsOf = (query: string): string[] => query.toLowerCase().split(/\s+/).filter(word => word !== '')

/** How well a command answers to `words`: the lower the better, null not at all. Every word must begin a word of it, or stand in one. */
function commandScore({ words, also = '', group }: Command, query: readonly string[]): number | null {
  const own = words.toLowerCase()
  const [starts, others] = [own.split(/[\s,]+/), `${also} ${group}`.toLowerCase().split(/\s+/)]
  let score = own.startsWith(query.join(' ')) ? -1 : 0
  for (const word of query) {
    if (starts.some(start => start.startsWith(word)) || others.includes(word)) continue
    if (others.some(start => start.startsWith(word))) score += 1
    else if (word.length > 1 && own.includes(word)) score += 2
    else return null
  }
  return score
}

/**
 * What the palette offers for a query: `found` are the cases that the list's own search finds for it, in the order of the
 * list, `openId` the one that is open. Nothing typed: cases that come next, then all commands by group. Else whatever
 * answers best comes first.
 */
export function paletteSections(query: string, { found, openId, scene }: {
  found: readonly CaseRow[]
  openId: string | null
  scene: Scene
}): Section[] {
  const words = wordsOf(query)
  const offered = COMMANDS.filter(({ id }) => id !== 'palette')
    .map(command => ({ kind: 'command' as const, command, why: whyNot(command, scene) }))
  if (words.length === 0) {
    const next: CaseRow[] = []
    for (const row of found) {
      if (row.caseId !== openId) next.push(row)
      if (next.length === CASES_AT_FIRST) break
    }
    const able = offered.filter(({ why }) => why === null)
    return [
      section('Cases that come next', next.map(caseItem)),
      ...COMMAND_GROUPS.map(group => section(group === 'Cases' ? 'Go to' : group, able.filter(({ command }) => command.group === group))),
    ].filter(hasItems)
  }
  const scored = offered.flatMap((item) => {
    const score = commandScore(item.command, words)
    return score === null ? [] : [{ item, score: score + (item.why === null ? 0 : 10) }]
  }).sort((a, b) => a.score - b.score)
  const commands = section('Commands', scored.map(({ item }) => item))
  const cases = section('Cases', bestCases(found, words).map(caseItem))
  const byName = scored.some(({ score }) => score <= 0)
  return (byName ? [commands, cases] : [cases, commands]).filter(hasItems)
}

const caseItem = (row: CaseRow): Item => ({ kind: 'case', row })
const section = (label: string, items: readonly Item[]): Section => ({ label, items })
const hasItems = ({ items }: Section): boolean => items.length > 0

/** The first of those found: by the beginning of its id, then by words of its title, then by whatever else stands in it. */
function bestCases(found: readonly CaseRow[], words: readonly string[]): CaseRow[] {
  const [only] = words
  const mayBeId = words.length === 1 && only !== undefined && /^\d/.test(only)
  const [byId, byTitle, others]: [CaseRow[], CaseRow[], CaseRow[]] = [[], [], []]
  for (const row of found) {
    if (mayBeId && row.caseId.startsWith(only)) byId.push(row)
    else if (byTitle.length < MOST_CASES) (titled(row, words) ? byTitle : others).push(row)
    // Thousands may be found by a word that is in every case.
    if (byId.length === MOST_CASES || (!mayBeId && byTitle.length === MOST_CASES)) break
  }
  return [...byId, ...byTitle, ...others.slice(0, MOST_CASES)].slice(0, MOST_CASES)
}

function titled({ title }: CaseRow, words: readonly string[]): boolean {
  const text = title.toLowerCase()
  return words.every(word => text.includes(word))
}
