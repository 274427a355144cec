import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { CaseDraft } from '#domain/draft'
import { draftId } from '#domain/draft'
import { KEPT_AFTER, useDrafts } from '#state/drafts'

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
  const write = async (kept: readonly CaseDraft[], dropped: readonly string[]): Promise<null> => {
    await new Promise<void>(resolve => waiting.push(resolve))
    for (const id of dropped) rows.delete(id)
    for (const row of kept) rows.set(draftId(row.caseId, row.draft), row)
    return null
  }
  return { rows, write, go: () => waiting.shift()?.() }
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
