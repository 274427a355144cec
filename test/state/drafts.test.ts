import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { CaseDraft } from '#domain/draft'
import { draftId } from '#domain/draft'
import { KEPT_AFTER, KEPT_WITHIN, useDrafts } from '#state/drafts'

const CASE = '1234567890'
const half = { kind: 'line', place: 'threatActorIpAddresses', typed: { ipAddress: '203.0.113.4' } } as const

beforeEach(() => {
  vi.useFakeTimers()
  setActivePinia(createPinia())
})
afterEach(() => vi.useRealTimers())

/** A disk that holds what was written to it, and writes no sooner than it is let. */
function slowDisk() {
  const rows = new Map<string, CaseDraft>()
  const waiting: Array<() => void> = []
  const counts = { asked: 0 }
  const write = async (kept: readonly CaseDraft[], dropped: readonly string[]): Promise<null> => {
    counts.asked += 1
    await new Promise<void>(resolve => waiting.push(resolve))
    for (const id of dropped) rows.delete(id)
    for (const row of kept) rows.set(draftId(row.caseId, row.draft), row)
    return null
  }
  return { rows, write, go: () => waiting.shift()?.(), get asked() { return counts.asked } }
}

it('takes a draft off the disk also where it became an edit while it was being written', async () => {
  const disk = slowDisk()
  const drafts = useDrafts()
  drafts.open([], disk.write, [])
  const here = drafts.ofCase(CASE)
  here.keep(half)
  await vi.advanceTimersByTimeAsync(KEPT_AFTER)
  here.drop('line', half.place)
  disk.go()
  await vi.advanceTimersByTimeAsync(0)
  expect([...disk.rows.values()]).toMatchObject([{ draft: half }])

  await vi.advanceTimersByTimeAsync(KEPT_AFTER)
  disk.go()
  await vi.advanceTimersByTimeAsync(0)
  expect([...disk.rows.values()]).toEqual([])
})

it('writes nothing down of what has become an edit before the keys rested, nor because another was typed just before', async () => {
  const disk = slowDisk()
  const drafts = useDrafts()
  drafts.open([], disk.write, [])
  const here = drafts.ofCase(CASE)
  for (let typed = 0; typed < 5; typed += 1) {
    here.keep(half)
    await vi.advanceTimersByTimeAsync(KEPT_AFTER / 2)
    here.drop('line', half.place)
    await vi.advanceTimersByTimeAsync(KEPT_AFTER / 4)
  }
  await vi.advanceTimersByTimeAsync(2 * KEPT_WITHIN)
  disk.go()
  await vi.advanceTimersByTimeAsync(0)
  expect(disk.rows.size).toBe(0)
  expect(disk.asked).toBe(0)
})

it('keeps what is typed without a rest within a second', async () => {
  const disk = slowDisk()
  const drafts = useDrafts()
  drafts.open([], disk.write, [])
  for (let typed = 0; typed < 10; typed += 1) {
    drafts.ofCase(CASE).keep({ ...half, typed: { ipAddress: '203.0.113.4'.slice(0, typed + 1) } })
    await vi.advanceTimersByTimeAsync(100)
  }
  expect(disk.asked).toBe(1)
})
