import { stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { newFolder, withOpen } from '../support/journal-folder'
import { edit, editId, outcome } from '../support/journal-records'

const TAIL = 300
const AT_ONCE = 25

it('a crash that cuts the last writes short loses no line that was acknowledged before the cut', async () => {
  const folder = await newFolder()
  const size = async (name: string): Promise<number> => (await stat(join(folder, name))).size
  const marks: Array<{ edits: number, outcomes: number }> = []
  await withOpen(folder, async ({ journal }) => {
    for (let n = 1; n <= 6; n++) {
      await journal.record([{ edit: edit(n, { text: 'Ä'.repeat(n) }), generation: null }])
      await journal.conclude([outcome([100 + n])])
      marks.push({ edits: await size('edits.log'), outcomes: await size('outcomes.log') })
    }
  })
  const whole = { edits: await size('edits.log'), outcomes: await size('outcomes.log') }

  async function cutBy(bytes: number): Promise<void> {
    const copy = await newFolder(folder)
    const left = { edits: whole.edits - bytes, outcomes: whole.outcomes - bytes }
    await truncate(join(copy, 'edits.log'), left.edits)
    await truncate(join(copy, 'outcomes.log'), left.outcomes)
    const edits = marks.filter(mark => mark.edits <= left.edits).map((_, index) => editId(index + 1))
    const outcomes = marks.filter(mark => mark.outcomes <= left.outcomes).map((_, index) => index + 1)
    // Each outcome was written after its edit: one without it is no write cut short, but an acknowledged one lost.
    const lost = edits.length < outcomes.length ? [{ file: 'edits.log', line: edits.length + 2, reason: expect.stringContaining('missing') }] : []
    await withOpen(copy, async ({ journal, damage }) => {
      expect(journal.unsettled().map(recorded => recorded.edit.id)).toEqual(edits)
      expect(journal.outcomesAfter(0, 10).map(({ seq }) => seq)).toEqual(outcomes)
      expect(damage).toEqual(lost)
      await journal.record([{ edit: edit(50), generation: null }])
      expect((await journal.conclude([outcome([51])]))[0]?.seq).toBe(outcomes.length + 1)
    })
    await withOpen(copy, ({ journal, damage }) => {
      expect(journal.unsettled().map(recorded => recorded.edit.id)).toEqual([...edits, editId(50)])
      expect(journal.knows(editId(51))).toBe(true)
      expect(damage).toEqual(lost)
    })
  }

  for (let first = 0; first <= TAIL; first += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => cutBy(first + n)))
  }
}, 120_000)
