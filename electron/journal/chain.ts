import { hash } from 'node:crypto'
import { z } from '#domain/zod'

/*
 * The lines of outcomes.log, its header first, are chained. Each line's JSON ends in `,"hash":"…"}`: 64 hex digits
 * of SHA-256 over the hash of the line before (of the first line: over nothing) followed by this line's JSON up to
 * that `,"hash"`. An export holds the same JSON, without the checksums in front, so that anybody can check it:
 *
 *     import hashlib, sys
 *     last = b''
 *     for number, line in enumerate(open(sys.argv[1], 'rb'), 1):
 *         content, rest = line.rsplit(b',"hash":"', 1)
 *         last = hashlib.sha256(last + content).hexdigest().encode()
 *         if rest != last + b'"}\n': sys.exit(f'line {number} does not follow from the one before')
 *     print('whole, and ends in', last.decode())
 *
 * Whoever can write the file can make a new chain: it is the hash of the newest line, noted elsewhere, that shows it.
 */

const DIGITS = 64
const OPENING = ',"hash":"'
const CLOSING = '"}'
const TAIL = OPENING.length + DIGITS + CLOSING.length

export const hashSchema = z.string().regex(/^[0-9a-f]{64}$/)

/** What the first line's hash is over, besides the line. */
export const BEFORE_ALL = ''

export interface Link { json: string, hash: string }

/** `content` as the next line's JSON, and its hash. */
export function chained(content: object, previous: string): Link {
  const open = JSON.stringify(content).slice(0, -1)
  const own = hash('sha256', previous + open)
  return { json: open + OPENING + own + CLOSING, hash: own }
}

/** The hash that the line claims for itself, and whether it follows from the line before. Null where it claims none. */
export function readLink(json: Buffer, previous: string): { hash: string, follows: boolean } | null {
  const end = json.length - TAIL
  const tail = json.toString('latin1', Math.max(end, 0))
  const claimed = tail.slice(OPENING.length, -CLOSING.length)
  if (!tail.startsWith(OPENING) || !tail.endsWith(CLOSING) || !hashSchema.safeParse(claimed).success) return null
  return { hash: claimed, follows: hash('sha256', Buffer.concat([Buffer.from(previous), json.subarray(0, end)])) === claimed }
}
