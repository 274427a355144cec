import { writeSync } from 'node:fs'
import { edit } from '../support/journal-records'
import { openJournal } from '#journal/journal'

/*
 * Another process that writes: `writer.ts FOLDER FIRST LAST AT_ONCE` records the edits FIRST to LAST, so many
 * side by side, and says `ack N` on its output as soon as N is acknowledged.
 */
const [folder = '', first = '', last = '', atOnce = ''] = process.argv.slice(2)
const { journal, close } = await openJournal({ folder })
let next = Number(first)

async function lane(): Promise<void> {
  while (next <= Number(last)) {
    const n = next++
    await journal.record([{ edit: edit(n, { text: 'x'.repeat(1 + n * 97 % 5000) }), generation: null }])
    writeSync(1, `ack ${n}\n`)
  }
}

await Promise.all(Array.from({ length: Number(atOnce) }, lane))
await close()
