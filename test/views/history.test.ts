// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { failure } from '#channel/errors'
import type { Handlers } from '#channel/serve'
import type { Edit } from '#domain/edit'
import type { HistoryEntry, Outcome } from '#domain/outcome'
import { READ_EVERY } from '#state/history'
import { CASE, editId, editOf, snapshotOf, titleEdit } from '../support/samples'
import type { Page } from './page'
import { openPage, settle } from './page'

const held = snapshotOf({ title: 'Exfiltration', updated: 3000 })
const other = snapshotOf({ caseId: '9999999999', title: 'Mining', updated: 2000 })
/** Small, so that these tests page. */
const PAGE = 20

let page: Page
/** Oldest first. */
let journal: HistoryEntry[]
let failing: string | null
beforeEach(() => {
  journal = []
  failing = null
})
afterEach(() => {
  page.close()
  vi.useRealTimers()
})

const history: Handlers['history'] = async ({ before }) => {
  if (failing !== null) return failure('journalUnwritable', failing)
  const older = journal.filter(({ outcome }) => before === null || outcome.seq < before).toReversed()
  return { ok: true, value: { entries: older.slice(0, PAGE), more: older.length > PAGE } }
}

function conclude(edits: readonly Edit[], result: Outcome['result']): Outcome {
  const [caseId = CASE] = edits.map(edit => edit.caseId)
  const seq = journal.length + 1
  const outcome: Outcome = { seq, at: Date.now() - 60_000 + seq, caseId, edits: edits.map(({ id }) => id), result }
  journal.push({ outcome, edits })
  return outcome
}

const outcomes: Handlers['outcomes'] = async ({ after }) =>
  ({ ok: true, value: { outcomes: journal.map(({ outcome }) => outcome).filter(({ seq }) => seq > after), more: false } })

const sent = (n: number, requestId: string | null = `request-${n}`): Outcome['result'] =>
  ({ kind: 'sent', requestId, wrote: { set: {}, add: {}, remove: {}, put: [] }, intent: editId(10_000 + n), meant: {} })

async function openHistory(own: Partial<Handlers> = {}): Promise<void> {
  page = await openPage([held, other], { history, outcomes, ...own })
  page.find('listbox', 'Cases').focus()
  await page.press('h')
}

const text = () => page.find('complementary', 'History').textContent.replace(/\s+/g, ' ')
const count = () => document.querySelectorAll('#history article').length

it('opens and closes by H, in the place of the outbox, and steps out by Escape', async () => {
  await openHistory()
  expect(page.has('complementary', 'Outbox')).toBe(false)
  expect(text()).toContain('Nothing yet')
  await page.press('h')
  expect(page.has('complementary', 'History')).toBe(false)
  await page.press('h')
  await page.press('Escape')
  expect(page.has('complementary', 'History')).toBe(false)
  expect(document.activeElement).toBe(page.find('listbox', 'Cases'))
})

it('offers to restore what an edit replaced where something may have been overwritten, and only there', async () => {
  const jo = { at: Date.now(), principal: 'arn:aws:iam::1:user/jo', action: null, message: 'Case updated: set title' }
  const wrote = (title: string) => ({ wrote: { set: { title }, add: {}, remove: {}, put: [] } })
  conclude([titleEdit(1, 'First', { base: 'As found' })], { ...sent(1), ...wrote('First') } as Outcome['result'])
  conclude([titleEdit(2, 'Second', { base: 'First' }), titleEdit(3, 'Exfiltration', { base: 'Second' })], { ...sent(2), ...wrote('Exfiltration') } as Outcome['result'])
  conclude([], { kind: 'watched', intent: editId(10_002), mergedWith: [], over: [jo] })
  await openHistory()
  expect(document.querySelectorAll('#history [aria-label^="Restore"]')).toHaveLength(1)
  expect(text()).toMatch(/title before\s*as you saw it at .* Restore\s*First/)
  page.find('button', 'Restore what stood before: title').click()
  await settle(() => page.recorded.length > 0)
  expect(page.recorded.at(-1)).toMatchObject({ change: { kind: 'set', field: 'title', value: 'First', base: 'Exfiltration' } })
  expect(document.body.textContent).toContain('Brought back: title of')
})

it('tells what became of each edit, with whom it was merged and what may be overwritten', async () => {
  const mia = { at: Date.now(), principal: 'arn:aws:iam::1:user/mia.keller', action: null, message: 'Case updated: set title' }
  conclude([titleEdit(1)], { ...sent(1), kind: 'sent', requestId: 'request-1', meant: { title: 'As I meant it' }, wrote: { set: { title: 'x' }, add: {}, remove: {}, put: [] }, intent: editId(10_001) })
  conclude([], { kind: 'watched', intent: editId(10_001), mergedWith: [mia], over: [{ ...mia, principal: 'arn:aws:iam::1:user/jo' }] })
  conclude([titleEdit(2)], { kind: 'held', reason: { kind: 'parked', code: 'ValidationException', message: 'Titles are frozen today.', requestId: 'request-2' } })
  await openHistory()
  expect(count()).toBe(2)
  for (const words of [
    /Sent.*request-1/, /Merged with changes by\s*mia\.keller/, /Possibly overwritten:\s*jo/, /Your title was merged with a colleague's\./,
    /Parked.*Titles are frozen today\..*request-2/,
  ]) expect(text()).toMatch(words)
})

it('tells where the service does not show the log that nobody can tell what was overwritten, and of which call', async () => {
  conclude([titleEdit(1)], sent(1))
  conclude([], { kind: 'watched', intent: editId(10_001), mergedWith: [], over: [], unread: 'AccessDeniedException' })
  await openHistory()
  expect(count()).toBe(1)
  expect(text()).toMatch(/Sent.*could not be read after your call of .* \(AccessDeniedException\): nobody can tell whether something was overwritten\..*request-1/)
})

it('shows older entries when they are asked for, to the beginning', async () => {
  for (let n = 1; n <= 30; n += 1) conclude([titleEdit(n)], sent(n))
  await openHistory()
  expect(count()).toBe(PAGE)
  page.find('button', 'Show older').click()
  await settle()
  expect(count()).toBe(30)
  expect(page.has('button', 'Show older')).toBe(false)
  expect(text()).toContain('The history begins here.')
})

it('shows what is concluded meanwhile, and keeps what it had', async () => {
  for (let n = 1; n <= 30; n += 1) conclude([titleEdit(n)], sent(n))
  await openHistory()
  page.find('button', 'Show older').click()
  await settle()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  await page.conclude([conclude([titleEdit(31)], sent(31))])
  vi.advanceTimersByTime(READ_EVERY)
  await settle()
  expect(count()).toBe(31)
  expect(document.querySelector('#history article')?.textContent).toContain('request-31')
})

it('is told one case\'s alone, and by what is looked for, further back too', async () => {
  conclude([titleEdit(1, 'The needle')], sent(1))
  for (let n = 2; n <= 50; n += 1) conclude([titleEdit(n, 'Hay', { caseId: n === 50 ? other.caseId : CASE })], sent(n))
  await openHistory()
  page.find('button', 'Open case').click()
  await settle()
  expect(count()).toBe(PAGE - 1)
  await page.type(page.find('searchbox', 'Filter history'), 'needle')
  await settle()
  expect(text()).toContain('Looked through the newest 20 entries.')
  page.find('button', 'Look further back').click()
  await settle()
  expect(count()).toBe(1)
  expect(text()).toContain('request-1')
})

it('says that it cannot be read, that nothing is lost, and reads it on another try', async () => {
  conclude([titleEdit(1)], sent(1))
  failing = 'The folder cannot be read.'
  await openHistory()
  expect(text()).toContain('The history could not be read')
  expect(text()).toContain('The folder cannot be read.')
  failing = null
  page.find('button', 'Try again').click()
  await settle()
  expect(count()).toBe(1)
  expect(text()).not.toContain('could not be read')
})

it('calls a case what the list calls it while a new title of mine waits', async () => {
  conclude([titleEdit(1)], sent(1))
  await openHistory()
  await page.type(page.find('textbox', 'Title'), 'Contained')
  await page.press('Enter')
  expect(document.querySelector('[role=option]')?.textContent).toContain('Contained')
  expect(document.querySelector('#history article')?.textContent).toContain('Contained')
  expect(text()).not.toContain('Exfiltration')
})

it('makes an edit anew that was taken back', async () => {
  const edit = editOf(1, { kind: 'add', field: 'impactedAwsRegions', entry: { region: 'eu-west-1' } })
  const undo: Edit = { ...edit, id: editId(2), supersedes: [edit.id], change: { kind: 'undo', undone: edit.change.kind === 'add' ? edit.change : { kind: 'add', field: 'impactedAwsRegions', entry: {} } } }
  conclude([edit], { kind: 'superseded', by: undo.id })
  conclude([undo], { kind: 'alreadySo' })
  await openHistory()
  expect(count()).toBe(1)
  page.find('button', 'Bring back +eu-west-1 impacted region').click()
  await settle()
  expect(page.recorded).toMatchObject([{ caseId: CASE, change: { kind: 'add', field: 'impactedAwsRegions', entry: { region: 'eu-west-1' } } }])
})

it('goes from entry to entry by the arrows, and opens one by Enter', async () => {
  for (let n = 1; n <= 3; n += 1) conclude([titleEdit(n, `Title ${n}`, { base: 'Before' })], sent(n))
  await openHistory()
  await page.press('ArrowDown')
  expect(document.activeElement).toBe(document.querySelector('#history article'))
  await page.press('ArrowDown')
  await page.press('Enter')
  expect(document.activeElement?.textContent).toContain('request-2')
  expect(document.activeElement?.textContent).toMatch(/from\s*Before\s*to\s*Title 2/)
  expect([...document.querySelectorAll('#history article[tabindex="0"]')]).toEqual([document.activeElement])
})

it('says whether the history is whole, and where it was written to', async () => {
  await openHistory({
    verify: async () => ({ ok: true, value: { ok: false, count: 30, brokenAt: 18 } }),
    export: async ({ what }) => ({ ok: true, value: { path: `/home/ana/${what}.jsonl`, count: 30 } }),
  })
  page.find('button', 'Verify').click()
  page.find('button', 'Export').click()
  await settle()
  const said = page.find('status', 'Verify and export').textContent
  expect(said).toContain('The history is broken at entry 17.')
  expect(said).toContain('30 entries written to')
  expect(said).toContain('/home/ana/history.jsonl')
})
