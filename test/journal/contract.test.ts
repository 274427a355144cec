import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { journalContract } from '../contract/journal'
import { createMemoryJournal } from '../support/memory-journal'
import { openJournal } from '#journal/journal'

journalContract('a journal in memory', async () => ({ journal: createMemoryJournal().journal, close: async () => {} }))

journalContract('a journal on disk', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fieldcase-journal-'))
  const { journal, close } = await openJournal({ folder })
  return { journal, close: () => close().then(() => rm(folder, { recursive: true })) }
})
