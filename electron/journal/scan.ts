import type { Header } from './header'
import { anyHeaderSchema, FORMAT, headerSchema } from './header'
import { decodeLine } from './line'
import type { z } from '#domain/zod'

/** A line that could not be taken in; `line` counts from 1. */
export interface BadLine { line: number, reason: string, text: string }

/** A file of the journal, taken apart; its records went to `take`, one by one: all at once they would fill the memory. */
export interface Scan {
  header: Header | null
  /** The format is newer than this version: nothing else here means anything. */
  newer: boolean
  /** At which byte the line of each record begins. */
  starts: readonly number[]
  bad: readonly BadLine[]
  /** How many bytes the whole lines take. */
  size: number
  /** What follows the last newline: a write that was cut short, never acknowledged. */
  torn: Buffer
}

/** Tells what is wrong with the place of a line among the others, and whether it may be taken in all the same. */
export interface Order<R> {
  header(line: Buffer): Misplaced | null
  record(line: Buffer, record: R): Misplaced | null
  /** There is a line which nobody can read. */
  unreadable(): void
}
export interface Misplaced { reason: string, taken: boolean }

interface Options<R> {
  bytes: Buffer
  log: Header['log']
  schema: z.ZodType<R>
  /** The same as the schema for most of the lines, in less time; null where the schema is to be asked. */
  quick?: (value: unknown) => R | null
  order?: Order<R>
  take: (record: R) => void
}

const NEWLINE = 0x0A
/** Enough to recognise an edit by; the file itself is set aside whole. */
const MOST_TEXT = 65_536

export function scan<R>({ bytes, log, schema, quick = () => null, order, take }: Options<R>): Scan {
  const starts: number[] = []
  const bad: BadLine[] = []
  let header: Header | null = null
  let newer = false
  let lines = 0
  let start = 0

  function spoil(reason: string, line: Buffer): void {
    bad.push({ line: lines, reason, text: line.toString('utf8').slice(0, MOST_TEXT) })
  }

  function unreadable(reason: string, line: Buffer): void {
    order?.unreadable()
    spoil(reason, line)
  }

  /** Whether the line may be taken in. */
  function stands(misplaced: Misplaced | null | undefined, line: Buffer): boolean {
    if (misplaced?.taken === true) bad.push({ line: lines, reason: misplaced.reason, text: '' })
    else if (misplaced != null) spoil(misplaced.reason, line)
    return misplaced?.taken !== false
  }

  function takeHeader(value: unknown, line: Buffer): void {
    const any = anyHeaderSchema.safeParse(value)
    newer = any.success && any.data.format > FORMAT
    const parsed = headerSchema.safeParse(value)
    if (!parsed.success || parsed.data.log !== log) unreadable('The file\'s first line should say what the file is.', line)
    else if (stands(order?.header(line), line)) header = parsed.data
  }

  function takeLine(line: Buffer): void {
    const decoded = decodeLine(line)
    if (!decoded.ok) return unreadable(decoded.reason, line)
    if (lines === 1) return takeHeader(decoded.value, line)
    const record = quick(decoded.value) ?? schema.safeParse(decoded.value).data
    if (record === undefined) return unreadable('This version of Fieldcase does not understand the line; a newer one may have written it.', line)
    if (!stands(order?.record(line, record), line)) return
    take(record)
    starts.push(start)
  }

  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
    lines++
    takeLine(bytes.subarray(start, end))
    start = end + 1
  }
  if (lines === 0) bad.push({ line: 1, reason: 'The file\'s first line is missing.', text: '' })
  return { header, newer, starts, bad, size: start, torn: bytes.subarray(start) }
}
