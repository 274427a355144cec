import { appendFile, copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newFolder, unsettledIds, withOpen } from '../support/journal-folder'
import { dismissedNote } from '../../electron/ports/journal'
import { pageNote, writePageNote } from '../../electron/ports/page-note'
import { CASES, edit, editId, held, intent, intentId, outcome, parked, theirs, watched } from '../support/journal-records'
import { encodeLine } from '#journal/line'
import type { OpenedJournal } from '#journal/journal'
import { openJournal } from '#journal/journal'

const NEWLINE = 0x0A

/** Of six edits 5 and 6 have ended and 4 is parked; edits.log: header, six edits, intent, note. */
async function filled(): Promise<{ folder: string, generation: string }> {
  const folder = await newFolder()
  const generation = await withOpen(folder, async ({ journal }) => {
    await journal.record([1, 2, 3, 4, 5, 6].map(n => ({ edit: edit(n), generation: n === 1 ? 'first life' : null })))
    await journal.intend(intent(1, [1]))
    await journal.note('a', 7)
    await journal.conclude([outcome([5]), held([4]), outcome([6])])
    return journal.generation
  })
  return { folder, generation }
}

async function changeLines(folder: string, file: string, change: (lines: readonly string[]) => readonly string[]): Promise<void> {
  const path = join(folder, file)
  await writeFile(path, change((await readFile(path, 'utf8')).split('\n')).join('\n'))
}

const changeLine = (folder: string, file: string, line: number, change: (text: string) => string): Promise<void> =>
  changeLines(folder, file, lines => lines.map((text, index) => index === line - 1 ? change(text) : text))

const spoil = (text: string): string => text.replace('1000000001', '1000000002')

describe('a damaged line', () => {
  it('is set aside, alone, whichever bit of it flipped', async () => {
    const { folder } = await filled()
    const bytes = await readFile(join(folder, 'edits.log'))
    const starts = [...bytes.keys()].filter(at => at > 0 && bytes[at - 1] === NEWLINE)
    const flip = fc.tuple(fc.integer({ min: starts[0] ?? 0, max: (starts[6] ?? 0) - 1 }), fc.integer({ min: 0, max: 7 }))
      .filter(([at, bit]) => bytes[at] !== NEWLINE && ((bytes[at] ?? 0) ^ 1 << bit) !== NEWLINE)
    await fc.assert(fc.asyncProperty(flip, async ([at, bit]) => {
      const copy = await newFolder(folder)
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1 << bit
      await writeFile(join(copy, 'edits.log'), changed)
      const lost = starts.filter(start => start <= at).length
      await withOpen(copy, ({ journal, damage }) => {
        expect(damage).toEqual([{ file: 'edits.log', line: lost + 1, reason: expect.stringContaining('damaged') }])
        expect(unsettledIds(journal)).toEqual([1, 2, 3, 4].filter(n => n !== lost).map(editId))
        expect([5, 6].map(n => journal.knows(editId(n)))).toEqual([true, true])
      })
    }), { numRuns: 60 })
  }, 120_000)

  it('can still be seen, once, after the journal was compacted and opened again', async () => {
    const { folder } = await filled()
    await changeLine(folder, 'edits.log', 3, spoil)
    const generation = await withOpen(folder, async ({ journal }) => {
      await Promise.all(Array.from({ length: 1100 }, (_, n) => journal.note('a', n)))
      return journal.generation
    })
    for (let start = 0; start < 2; start++) {
      await withOpen(folder, ({ journal, damage }) => {
        expect(damage.map(({ file, line }) => [file, line])).toEqual([['edits.log', 3]])
        expect(journal.generation).toBe(generation)
        expect(journal.noted('a')).toBe(1099)
      })
    }
    expect(await readFile(join(folder, 'quarantine.log'), 'utf8')).toContain('Title 2')
  })

  it('means that something was forgotten: the journal begins another generation, and each edit names the one it comes from', async () => {
    const { folder, generation } = await filled()
    await changeLine(folder, 'edits.log', 8, spoil)
    await withOpen(folder, ({ journal }) => {
      expect(journal.generation).not.toBe(generation)
      expect(journal.unsettled().map(recorded => [recorded.edit.id, recorded.generation, recorded.held])).toEqual([
        [editId(1), 'first life', null],
        [editId(2), generation, null],
        [editId(3), generation, null],
        [editId(4), generation, parked],
      ])
      expect(journal.noted('a')).toBe(7)
    })
  })

  it('among the outcomes leaves the others, numbered without a gap', async () => {
    const { folder, generation } = await filled()
    await changeLine(folder, 'outcomes.log', 2, spoil)
    await withOpen(folder, ({ journal, damage }) => {
      expect(damage.map(({ file, line }) => [file, line])).toEqual([['outcomes.log', 2]])
      expect(journal.outcomesAfter(0, 9).map(({ seq, edits }) => [seq, edits])).toEqual([[1, [editId(4)]], [2, [editId(6)]]])
      expect(unsettledIds(journal)).toEqual([1, 2, 3, 4, 5].map(editId))
      expect(journal.unsettled().at(-1)?.generation).toBe(generation)
      expect(journal.intents(CASES[0])).toEqual([{ ...intent(1, [1]), state: 'unknown', requestId: null, over: false }])
    })
  })

  it('that said what became of a call leaves its intent unknown, to be looked up', async () => {
    const { folder } = await filled()
    await withOpen(folder, async ({ journal }) => {
      await journal.intend(intent(2, [2]))
      await journal.conclude([outcome([2], CASES[0], 2)])
    })
    await changeLine(folder, 'outcomes.log', 5, spoil)
    await withOpen(folder, ({ journal }) => {
      expect(journal.intents(CASES[0]).map(({ id, state }) => [id, state])).toEqual([[intentId(1), 'unknown'], [intentId(2), 'unknown']])
      expect(journal.casesToLookUp()).toEqual([CASES[0]])
    })
  })

  it('shows no report that was dismissed again, and none as dismissed that was not', async () => {
    const { folder } = await filled()
    await withOpen(folder, async ({ journal }) => {
      const [first] = await journal.conclude([watched(1, [theirs]), watched(2, [{ ...theirs, message: 'Not dismissed' }])])
      await journal.note(dismissedNote(first?.seq ?? 0), 1)
    })
    await changeLine(folder, 'outcomes.log', 2, spoil)
    await withOpen(folder, ({ journal }) => {
      expect(journal.reports().map(({ result }) => result.kind === 'watched' && result.over[0]?.message)).toEqual(['Not dismissed'])
    })
  })

  it('that was the last one, and whole, is not taken for a write cut short', async () => {
    const { folder, generation } = await filled()
    await changeLine(folder, 'outcomes.log', 4, spoil)
    await withOpen(folder, ({ journal, damage }) => {
      expect(damage).toHaveLength(1)
      expect(journal.generation).not.toBe(generation)
    })
  })
})

describe('a line that is missing', () => {
  it('among the outcomes is noticed', async () => {
    const { folder, generation } = await filled()
    await changeLine(folder, 'outcomes.log', 3, () => '')
    const path = join(folder, 'outcomes.log')
    await writeFile(path, (await readFile(path, 'utf8')).replace('\n\n', '\n'))
    await withOpen(folder, ({ journal, damage }) => {
      expect(damage).toEqual([{ file: 'outcomes.log', line: 3, reason: expect.stringContaining('missing') }])
      expect(journal.generation).not.toBe(generation)
      expect(journal.outcomesAfter(0, 9).map(({ seq }) => seq)).toEqual([1, 2])
    })
  })
})

describe('an end of the outcomes that is missing, cut where a line ends', () => {
  async function cut(cursor: number): Promise<{ folder: string, generation: string }> {
    const { folder, generation } = await filled()
    await withOpen(folder, ({ journal }) => journal.note(pageNote('electron'), writePageNote({ cursor, generation })))
    await changeLines(folder, 'outcomes.log', lines => [...lines.slice(0, 3), ''])
    return { folder, generation }
  }

  it('is noticed where a page has taken it in: what may have been sent is of the old life, and outcomes are counted anew', async () => {
    const { folder, generation } = await cut(3)
    const renewed = await withOpen(folder, ({ journal, damage }) => {
      expect(damage).toEqual([{ file: 'outcomes.log', line: 4, reason: expect.stringContaining('missing') }])
      expect(journal.generation).not.toBe(generation)
      expect(journal.unsettled().map(recorded => recorded.generation)).toEqual(['first life', generation, generation, generation, generation])
      return journal.generation
    })
    await withOpen(folder, ({ journal }) => expect(journal.generation).toBe(renewed))
  })

  it('is an end like any other where no page has seen more', async () => {
    const { folder, generation } = await cut(2)
    await withOpen(folder, ({ journal, damage }) => expect([damage, journal.generation]).toEqual([[], generation]))
  })
})

describe('an end of the edits that is missing, cut where a line ends', () => {
  it.each([
    ['as they were recorded', async () => {}],
    ['after they were compacted', async ({ journal }: OpenedJournal) => {
      await Promise.all(Array.from({ length: 1100 }, (_, n) => journal.note('a', n)))
      await journal.conclude([outcome([3])])
    }],
  ])('is noticed %s, where an outcome came after it: what may have been sent is of the old life', async (_, use) => {
    const { folder, generation } = await filled()
    await withOpen(folder, use)
    await withOpen(folder, ({ damage }) => expect(damage).toEqual([]))
    await changeLines(folder, 'edits.log', lines => [...lines.slice(0, 3), ''])
    const renewed = await withOpen(folder, ({ journal, damage }) => {
      expect(damage).toEqual([{ file: 'edits.log', line: 4, reason: expect.stringContaining('missing') }])
      expect(journal.generation).not.toBe(generation)
      expect(journal.unsettled()).toMatchObject([{ edit: { id: editId(1) }, generation: 'first life' }, { edit: { id: editId(2) }, generation }])
      return journal.generation
    })
    await withOpen(folder, ({ journal, damage }) => expect([journal.generation, damage.length]).toEqual([renewed, 1]))
  })

  it('is an end like any other where nothing came after it', async () => {
    const { folder, generation } = await filled()
    await withOpen(folder, ({ journal }) => journal.record([{ edit: edit(7), generation: null }]))
    await changeLines(folder, 'edits.log', lines => [...lines.slice(0, -2), ''])
    await withOpen(folder, ({ journal, damage }) => {
      expect([damage, journal.generation, journal.knows(editId(7))]).toEqual([[], generation, false])
    })
  })
})

describe('lines of a newer version', () => {
  it.each([
    ['kind', { v: 1, kind: 'attachment', name: 'x' }],
    ['version', { v: 2, kind: 'note', name: 'a', value: 8 }],
  ])('of an unknown %s are set aside, the rest is read', async (_, record) => {
    const { folder } = await filled()
    await appendFile(join(folder, 'edits.log'), encodeLine(record))
    await withOpen(folder, ({ journal, damage }) => {
      expect(damage).toEqual([{ file: 'edits.log', line: 10, reason: expect.stringContaining('newer') }])
      expect(unsettledIds(journal)).toEqual([1, 2, 3, 4].map(editId))
      expect(journal.noted('a')).toBe(7)
    })
  })

  it.each(['edits', 'outcomes'])('where the whole of %s.log is newer, nothing is touched and it is said in words', async (log) => {
    const { folder } = await filled()
    await changeLine(folder, `${log}.log`, 1, () => encodeLine({ kind: 'header', log, format: 2, ciphered: true }).trimEnd())
    const before = await readFile(join(folder, `${log}.log`))
    await expect(openJournal({ folder })).rejects.toMatchObject({ code: 'newerVersion', message: expect.stringMatching(/newer version.*Nothing was changed/) })
    expect(await readFile(join(folder, `${log}.log`))).toEqual(before)
    expect((await readdir(folder)).sort()).toEqual(['edits.log', 'outcomes.log'])
  })
})

describe('a file that is gone', () => {
  it('edits.log: ended edits stay ended, others are new to it and carry the old life when they come again', async () => {
    const { folder, generation } = await filled()
    await rm(join(folder, 'edits.log'))
    await withOpen(folder, async ({ journal, damage }) => {
      expect(journal.generation).not.toBe(generation)
      expect(damage).toEqual([{ file: 'edits.log', line: 1, reason: 'The file is missing.' }])
      await journal.record([1, 4, 5, 6].map(n => ({ edit: edit(n), generation })))
      expect(journal.unsettled()).toEqual([
        { edit: edit(1), generation, held: null },
        { edit: edit(4), generation, held: parked },
      ])
      expect(journal.endOf(editId(5))?.result.kind).toBe('sent')
    })
  })

  it('outcomes.log: all edits are unsettled again, from the old life', async () => {
    const { folder, generation } = await filled()
    await rm(join(folder, 'outcomes.log'))
    await withOpen(folder, ({ journal, damage }) => {
      expect(damage).toEqual([{ file: 'outcomes.log', line: 1, reason: 'The file is missing.' }])
      expect(unsettledIds(journal)).toEqual([1, 2, 3, 4, 5, 6].map(editId))
      expect(new Set(journal.unsettled().map(recorded => recorded.generation))).toEqual(new Set(['first life', generation]))
      expect(journal.outcomesAfter(0, 9)).toEqual([])
    })
  })

  it.each(['edits.log', 'outcomes.log'])('%s emptied is like gone, and what the other held is kept', async (file) => {
    const { folder, generation } = await filled()
    await writeFile(join(folder, file), '')
    await withOpen(folder, ({ journal, damage }) => {
      expect(damage.map(found => [found.file, found.line])).toEqual([[file, 1]])
      expect(journal.generation).not.toBe(generation)
      expect([5, 6].map(n => journal.knows(editId(n)))).toEqual([true, true])
    })
  })

  it('put back from a copy of another life is noticed', async () => {
    const { folder, generation } = await filled()
    const other = await filled()
    await copyFile(join(other.folder, 'outcomes.log'), join(folder, 'outcomes.log'))
    await withOpen(folder, ({ journal }) => {
      expect([generation, other.generation]).not.toContain(journal.generation)
      expect(journal.unsettled().every(recorded => recorded.generation !== null)).toBe(true)
    })
  })

  it('in the first moment of a new journal is nothing to report', async () => {
    const folder = await newFolder()
    await withOpen(folder, () => {})
    await rm(join(folder, 'edits.log'))
    await withOpen(folder, ({ damage }) => { expect(damage).toEqual([]) })
  })
})

describe('a crash while a damaged journal begins its new life', () => {
  it.each([
    [['quarantine.log']],
    [['quarantine.log', 'outcomes.log']],
    [['quarantine.log', 'edits.log']],
  ])('with only %j written ends in the same knowledge, and no report is doubled', async (written) => {
    const { folder } = await filled()
    await changeLine(folder, 'edits.log', 3, spoil)
    const view = (opened: OpenedJournal): unknown =>
      [unsettledIds(opened.journal), opened.damage, opened.journal.outcomesAfter(0, 9), opened.journal.intents(CASES[0])]
    const after = await newFolder(folder)
    const expected = await withOpen(after, view)
    for (const file of written) await copyFile(join(after, file), join(folder, file))
    await writeFile(join(folder, 'edits.log.new'), 'begun')
    expect(await withOpen(folder, view)).toEqual(expected)
  })

  it('keeps the files as they were', async () => {
    const { folder, generation } = await filled()
    await changeLine(folder, 'edits.log', 3, spoil)
    await withOpen(folder, () => {})
    const kept = (await readdir(folder)).filter(name => name.startsWith('before-'))
    expect(kept).toHaveLength(2)
    for (const name of kept) expect(await readFile(join(folder, name), 'utf8')).toContain(generation)
  })
})
