import { crc32 } from 'node:zlib'

/*
 * One record a line: eight hex digits of CRC-32 over the JSON's bytes, a space, the JSON, a newline.
 * JSON escapes newlines, so that a newline ends a record and nothing else does.
 */
const CHECKSUM_DIGITS = 8

function checksum(json: string | Uint8Array): string {
  return crc32(json).toString(16).padStart(CHECKSUM_DIGITS, '0')
}

export function frame(json: string): string {
  return `${checksum(json)} ${json}\n`
}

export function encodeLine(record: unknown): string {
  return frame(JSON.stringify(record))
}

/** A line's JSON, whether or not its checksum fits; `bytes` are without the newline. */
export function jsonOf(bytes: Buffer): Buffer {
  return bytes.subarray(CHECKSUM_DIGITS + 1)
}

export function checksumFits(bytes: Buffer): boolean {
  return fits(bytes, jsonOf(bytes))
}

function fits(bytes: Buffer, json: Buffer): boolean {
  return bytes.toString('latin1', 0, CHECKSUM_DIGITS + 1) === `${checksum(json)} `
}

export type DecodedLine = { ok: true, value: unknown } | { ok: false, reason: string }

/** Takes a line apart; `bytes` are without the newline. */
export function decodeLine(bytes: Buffer): DecodedLine {
  const json = jsonOf(bytes)
  if (!fits(bytes, json)) return { ok: false, reason: 'The line is damaged: its checksum does not fit.' }
  try {
    return { ok: true, value: JSON.parse(json.toString('utf8')) }
  }
  catch {
    return { ok: false, reason: 'The line is not JSON.' }
  }
}
