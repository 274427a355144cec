// @vitest-environment happy-dom
import { afterEach, expect, it } from 'vitest'
import { useEditing } from '#state/editing'
import { useUndo } from '#state/undo'
import { CASE, snapshotOf, titleEdit } from '../support/samples'
import type { Page } from '../views/page'
import { openPage, settle } from '../views/page'

let page: Page
afterEach(() => page.close())

it('brings an edit of the history back over what the case shows now, and says where it shows that already', async () => {
  page = await openPage([snapshotOf({ title: 'Now' })])
  const { change } = titleEdit(1, 'Then', { base: 'Before' })
  await useEditing().bringBack(CASE, change)
  expect(page.recorded).toMatchObject([{ supersedes: [], change: { value: 'Then', base: 'Now' } }])
  expect(useUndo().told?.text).toBe('Brought back: title of “Then”')
  await useEditing().bringBack(CASE, change)
  expect(page.recorded.length).toBe(1)
  expect(useUndo().told?.text).toBe('“Then” shows this already: nothing was changed')
})

it('takes what was brought back together for one action', async () => {
  page = await openPage([snapshotOf({ title: 'Now' })])
  const account = { kind: 'add', field: 'impactedAccounts', entry: { account: '000000000011' } } as const
  await useEditing().bringBack(CASE, titleEdit(1, 'Then').change, titleEdit(2, 'Later').change, account)
  expect(page.recorded.map(({ change }) => change)).toMatchObject([{ value: 'Later', base: 'Now' }, account])
  await useUndo().undo()
  await settle()
  expect(page.recorded.slice(2).map(({ change }) => change.kind)).toEqual(['undo', 'undo'])
  expect(useUndo().told?.text).toBe('Took back: 2 edits of “Now”')
})

it('brings nothing of one workspace back in the next', async () => {
  page = await openPage([snapshotOf({ title: 'Now' })])
  await useEditing().bringBack(CASE, titleEdit(1, 'Then').change)
  await useUndo().undo()
  page.served.emit('moved', {})
  await settle()
  await useUndo().redo()
  expect(useUndo().told?.text).toBe('Nothing to bring back')
})
