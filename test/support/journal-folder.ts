import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Journal } from '../../electron/ports/journal'
import { CASES, editId } from './journal-records'
import type { OpenedJournal } from '#journal/journal'
import { openJournal } from '#journal/journal'

/** A folder that is gone when the test is over; with the content of another one where that is named. */
export async function newFolder(from?: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldcase-journal-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  if (from !== undefined) await cp(from, folder, { recursive: true })
  return folder
}

export async function withOpen<T>(folder: string, run: (opened: OpenedJournal) => T | Promise<T>): Promise<T> {
  const opened = await openJournal({ folder })
  try { return await run(opened) }
  finally { await opened.close() }
}

/** All that a journal knows of the edits up to number `most`, what it reads from disk too. */
export async function allOf(journal: Journal, most = 12): Promise<unknown> {
  const ids = Array.from({ length: most }, (_, n) => editId(n + 1))
  return {
    unsettled: journal.unsettled(),
    cases: CASES.map(caseId => [journal.unsettled(caseId), journal.intents(caseId)]),
    known: ids.map(id => journal.knows(id)),
    ends: ids.map(id => journal.endOf(id)),
    asked: ids.map(id => journal.wasAsked(id)),
    outcomes: journal.outcomesAfter(0, Infinity),
    lookUp: [...journal.casesToLookUp()].sort(),
    sent: CASES.map(caseId => journal.lastDecided(caseId, 'title')),
    reports: journal.reports(),
    history: await journal.history(null, Infinity),
    verified: { ...await journal.verify(), head: null },
    notes: ['a', 'b', 'churn'].map(name => journal.noted(name)),
  }
}

export function unsettledIds(journal: Journal): string[] {
  return journal.unsettled().map(({ edit }) => edit.id)
}
