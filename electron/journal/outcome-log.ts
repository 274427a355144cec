import { BEFORE_ALL, chained, readLink } from './chain'
import { checksumFits, decodeLine, frame, jsonOf } from './line'
import { openLogFile } from './log-file'
import type { OutcomeLine, OutcomeRecord } from './records'
import { outcomeLineSchema } from './records'
import type { Disk } from '../ports/disk'
import { isCode } from '../ports/disk'
import type { Verified } from '../ports/journal'
import type { Edit } from '#domain/edit'
import type { HistoryEntry, Outcome } from '#domain/outcome'

/** outcomes.log in use: a chain that grows, and is read from disk, for its edits would fill the memory. */
export interface OutcomeLog {
  /** Durable when it resolves; when it rejects, nothing of it is in the file, and the chain ends where it did. */
  append(records: readonly OutcomeRecord[], follows: number): Promise<void>
  /** Newest first, those before `before`; one whose line cannot be read any more comes without its edits. */
  history(before: number | null, most: number): Promise<readonly HistoryEntry[]>
  verify(): Promise<Verified>
  exported(): AsyncIterable<string>
  close(): Promise<void>
}

interface Options {
  disk: Disk
  path: string
  size: number
  /** At which byte each outcome's line begins, from the first on. */
  starts: readonly number[]
  /** The newest line's hash. */
  head: string
  remembered: (seq: number) => Outcome | undefined
}

const NEWLINE = 0x0A
const CHUNK = 1024 * 1024

export async function openOutcomeLog({ disk, path, remembered, ...there }: Options): Promise<OutcomeLog> {
  const file = await openLogFile({ disk, path, size: there.size })
  const starts = [...there.starts]
  let { size, head } = there

  async function append(records: readonly OutcomeRecord[], follows: number): Promise<void> {
    if (records.length === 0) return
    let last = head
    const lines = records.map((record) => {
      const { json, hash } = chained({ ...record, follows } satisfies Omit<OutcomeLine, 'hash'>, last)
      last = hash
      return frame(json)
    })
    await file.append(lines.join(''))
    for (const line of lines) {
      starts.push(size)
      size += Buffer.byteLength(line)
    }
    head = last
  }

  async function history(before: number | null, most: number): Promise<readonly HistoryEntry[]> {
    const end = Math.max(0, Math.min(starts.length, (before ?? Infinity) - 1))
    const from = Math.max(0, end - most)
    const limits = [...starts.slice(from, end), starts[end] ?? size]
    const first = limits[0] ?? size
    const bytes = await read(disk, path, first, limits.at(-1) ?? size)
    const entries = limits.slice(1).flatMap((limit, index): HistoryEntry[] => {
      const outcome = remembered(from + index + 1)
      const line = bytes.subarray((limits[index] ?? limit) - first, limit - first - 1)
      return outcome === undefined ? [] : [{ outcome, edits: editsIn(line) }]
    })
    return entries.reverse()
  }

  async function verify(): Promise<Verified> {
    const count = starts.length
    const expected = head
    let previous = BEFORE_ALL
    let lines = 0
    try {
      for await (const line of linesIn(disk, path, size)) {
        lines++
        const link = readLink(jsonOf(line), previous)
        if (link?.follows !== true || !checksumFits(line)) return { ok: false, count, brokenAt: lines }
        previous = link.hash
      }
    }
    catch (error) { if (!isCode(error, 'ENOENT')) throw error }
    if (lines !== count + 1) return { ok: false, count, brokenAt: Math.min(lines, count + 1) + 1 }
    // Another chain, whole in itself, in place of this one.
    return previous === expected ? { ok: true, count, head: expected } : { ok: false, count, brokenAt: lines }
  }

  async function* exported(): AsyncIterable<string> {
    for await (const line of linesIn(disk, path, size)) yield `${jsonOf(line).toString('utf8')}\n`
  }

  return { append, history, verify, exported, close: file.close }
}

function editsIn(line: Buffer): readonly Edit[] {
  const decoded = decodeLine(line)
  const parsed = outcomeLineSchema.safeParse(decoded.ok ? decoded.value : undefined)
  return parsed.success ? parsed.data.edits : []
}

/** Short where the file is. */
async function read(disk: Disk, path: string, start: number, end: number): Promise<Buffer> {
  const file = await disk.open(path, 'toRead')
  try { return await file.read(start, end - start) }
  finally { await file.close() }
}

/** The lines within the first `size` bytes. */
async function* linesIn(disk: Disk, path: string, size: number): AsyncIterable<Buffer> {
  const file = await disk.open(path, 'toRead')
  try {
    let rest = Buffer.alloc(0)
    for (let at = 0; at < size;) {
      const chunk = await file.read(at, Math.min(CHUNK, size - at))
      if (chunk.length === 0) return
      at += chunk.length
      rest = Buffer.concat([rest, chunk])
      let start = 0
      for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE, start)) {
        yield rest.subarray(start, end)
        start = end + 1
      }
      rest = rest.subarray(start)
    }
  }
  finally { await file.close() }
}
