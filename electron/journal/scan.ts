import type { Header } from './header'
import { anyHeaderSchema, FORMAT, headerSchema } from './header'
import { decodeLine } from './line'
import type { z } from '#domain/zod'

/** A line that could not be taken in; `line` counts from 1. */
export interface BadLine { line: number, reason: string, text: string }

/** A file of the journal, taken apart. */
export interface Scan<R> {
  header: Header | null
  /** The format is newer than this version: nothing else here means anything. */
  newer: boolean
  records: readonly R[]
  bad: readonly BadLine[]
  /** How many whole lines, and how many bytes they take. */
  lines: number
  size: number
  /** What follows the last newline: a write that was cut short, never acknowledged. */
  torn: Buffer
}

interface Options<R> { bytes: Buffer, log: Header['log'], schema: z.ZodType<R> }

const NEWLINE = 0x0A
/** Enough to recognise an edit by; the file itself is set aside whole. */
const MOST_TEXT = 65_536

export function scan<R>({ bytes, log, schema }: Options<R>): Scan<R> {
  const records: R[] = []
  const bad: BadLine[] = []
  let header: Header | null = null
  let newer = false
  let lines = 0
  let start = 0

  function take(line: Buffer): void {
    const decoded = decodeLine(line)
    const spoil = (reason: string): void => {
      bad.push({ line: lines, reason, text: line.toString('utf8').slice(0, MOST_TEXT) })
    }
    if (!decoded.ok) return spoil(decoded.reason)
    if (lines === 1) {
      const any = anyHeaderSchema.safeParse(decoded.value)
      newer = any.success && any.data.format > FORMAT
      const parsed = headerSchema.safeParse(decoded.value)
      if (parsed.success && parsed.data.log === log) header = parsed.data
      else spoil('The file\'s first line should say what the file is.')
      return
    }
    const parsed = schema.safeParse(decoded.value)
    if (parsed.success) records.push(parsed.data)
    else spoil('This version of Fieldcase does not understand the line; a newer one may have written it.')
  }

  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
    lines++
    take(bytes.subarray(start, end))
    start = end + 1
  }
  if (lines === 0) bad.push({ line: 1, reason: 'The file\'s first line is missing.', text: '' })
  return { header, newer, records, bad, lines, size: start, torn: bytes.subarray(start) }
}
