import { expect, it } from 'vitest'
import { emptyContent } from '#domain/case'
import type { CaseRow } from '#domain/screen/case-rows'
import type { Item, Scene, Stroke } from '#domain/screen/commands'
import { capsOf, commandIdSchema, commandOf, COMMANDS, LOCAL_KEYS, paletteSections, whyNot } from '#domain/screen/commands'

const SCENE: Scene = {
  open: { editable: true }, listed: 3, unsent: 2, needsMe: 0, canTry: false, paused: false, practice: null, profile: false,
}

function stroke(key: string, held: Partial<Stroke> = {}): Stroke {
  return { key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held }
}

function rowOf(caseId: string, title: string): CaseRow {
  return {
    caseId, title, status: 'Submitted', engagement: null, createdDate: null, lastUpdatedDate: null,
    closed: false, complete: true, gone: false,
    waiting: 0, conflicts: 0, parked: 0, reported: false, changed: false, drafted: false, content: emptyContent(),
  }
}

const ROWS = [rowOf('4127691988', 'Bedrock abuse'), rowOf('4127687310', 'Console takeover'), rowOf('1000000000', 'Undo of a bucket policy')]

interface About { found?: CaseRow[], scene?: Scene, openId?: string | null }

const offered = (query: string, { found = ROWS, scene = SCENE, openId = null }: About = {}) =>
  paletteSections(query, { found, openId, scene })
const named = (items: readonly Item[]): string[] => items.map(item => item.kind === 'case' ? item.row.caseId : item.command.id)

it('has no key twice, and no id', () => {
  const keys = [...COMMANDS, ...LOCAL_KEYS].flatMap(({ keys = [] }) => keys.map(key => capsOf(key, false).join(' ')))
  expect(new Set(keys).size).toBe(keys.length)
  expect(new Set(COMMANDS.map(({ id }) => id)).size).toBe(COMMANDS.length)
  expect(COMMANDS.every(({ id }) => commandIdSchema.safeParse(id).success)).toBe(true)
  expect(commandIdSchema.safeParse('constructor').success).toBe(false)
})

it('runs by its key whatever the layout needs for it, and by no other', () => {
  expect(commandOf(stroke('?', { shiftKey: true }))?.id).toBe('help')
  expect(commandOf(stroke('/', { shiftKey: true }))?.id).toBe('search')
  expect(commandOf(stroke('K', { ctrlKey: true }))?.id).toBe('palette')
  expect(commandOf(stroke('k', { metaKey: true }))?.id).toBe('palette')
  expect(commandOf(stroke('k'))?.id).toBe('previousCase')
  expect(commandOf(stroke('Z', { ctrlKey: true, shiftKey: true }))?.id).toBe('redo')
  expect(commandOf(stroke('z', { ctrlKey: true }))?.id).toBe('undo')
  expect(commandOf(stroke('y', { ctrlKey: true }))?.id).toBe('redo')
  expect(commandOf(stroke('c'))).toBe(null)
  expect(commandOf(stroke('C', { shiftKey: true }))?.id).toBe('copyMarkdown')
  expect(commandOf(stroke('F6'))?.id).toBe('pane')
  expect(commandOf(stroke('e', { altKey: true }))).toBe(null)
  expect(commandOf(stroke('e', { ctrlKey: true }))).toBe(null)
})

it('shows keys as they are printed on each system\'s keyboard', () => {
  expect(capsOf({ key: 'z', control: true, shift: true }, false)).toEqual(['Ctrl', 'Shift', 'Z'])
  expect(capsOf({ key: 'k', control: true }, true)).toEqual(['⌘', 'K'])
  expect(capsOf({ key: 'arrowdown' }, false)).toEqual(['↓'])
})

it('offers, before anything is typed, the cases that come next and all that can be done now', () => {
  const sections = offered('', { openId: '4127691988' })
  expect(sections[0]?.label).toBe('Cases that come next')
  expect(named(sections[0]?.items ?? [])).toEqual(['4127687310', '1000000000'])
  const commands = sections.slice(1).flatMap(({ items }) => items)
  expect(commands.every(item => item.kind === 'command' && item.why === null)).toBe(true)
  expect(named(commands)).toContain('copyMarkdown')
  expect(named(commands)).not.toContain('tryNow')
})

it('puts the command that is called so first, and finds it by other words as well', () => {
  expect(named(offered('undo')[0]?.items ?? [])[0]).toBe('undo')
  expect(named(offered('history', { found: [] })[0]?.items ?? []).slice(0, 3)).toEqual(['history', 'exportHistory', 'verify'])
  expect(named(offered('dark', { found: [] })[0]?.items ?? [])).toContain('themeDark')
  expect(named(offered('quit', { found: [] })[0]?.items ?? [])).toEqual(['close'])
  expect(named(offered('add acc', { found: [] })[0]?.items ?? [])).toEqual(['addAccount'])
  expect(offered('zzz', { found: [] })).toEqual([])
})

it('puts cases first where words are a case\'s, and the case whose id begins so before any other', () => {
  const sections = offered('takeover', { found: [rowOf('9', 'By its description'), ROWS[1] ?? rowOf('', '')] })
  expect(sections.map(({ label }) => label)).toEqual(['Cases'])
  expect(named(sections[0]?.items ?? [])).toEqual(['4127687310', '9'])
  expect(named(offered('4127', { found: [rowOf('9', 'About 4127691988'), ...ROWS] })[0]?.items ?? [])[0]).toBe('4127691988')
})

it('still shows what can do nothing now, last and with the reason', () => {
  const [commands] = offered('practice', { found: [] })
  expect(commands?.items.filter(item => item.kind === 'command' && item.why === 'Only in the practice workspace').length).toBeGreaterThan(3)
  const able = named(offered('read', { found: [], scene: { ...SCENE, open: null } }).flatMap(({ items }) => items))
  expect(able.indexOf('read')).toBeGreaterThan(able.indexOf('readAll'))
})

it('says of each why it can do nothing', () => {
  const nothing: Scene = { open: null, listed: 0, unsent: 0, needsMe: 0, canTry: false, paused: false, practice: null, profile: false }
  const reasons = new Map(COMMANDS.map(command => [command.id, whyNot(command, nothing)]))
  expect(reasons.get('title')).toBe('No case is open')
  expect(reasons.get('nextNeed')).toBe('Nothing needs you')
  expect(reasons.get('exportOutbox')).toBe('Everything is sent')
  expect(reasons.get('undo')).toBe(null)
  const cut: Scene = { ...nothing, practice: { cut: true, rehearsing: false } }
  expect(COMMANDS.filter(({ id }) => id === 'cutLink' || id === 'joinLink').map(command => whyNot(command, cut))).toEqual(['The link is off already', null])
})

it('looks no further among ten thousand cases than it shows', () => {
  let looked = 0
  const found = Array.from({ length: 10_000 }, (_, n) => Object.defineProperty(rowOf(String(4_000_000_000 + n), ''), 'title', {
    get: () => {
      looked += 1
      return `Case about a bucket ${n}`
    },
  }))
  expect(named(offered('bucket', { found })[0]?.items ?? [])).toHaveLength(8)
  expect(looked).toBeLessThan(100)
})
