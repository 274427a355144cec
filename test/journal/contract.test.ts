import { journalContract } from '../contract/journal'
import { createMemoryJournal } from '../support/memory-journal'

journalContract('a journal in memory', async () => ({ journal: createMemoryJournal().journal, close: async () => {} }))
