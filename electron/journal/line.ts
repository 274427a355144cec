import { crc32 } from 'node:zlib'

/*
 * One record a line: eight hex digits of CRC-32 over the JSON's bytes, a space, the JSON, a newline.
 * JSON escapes newlines, so that a newline ends a record and nothing else does.
 */
const CHECKSUM_DIGITS = 8

function checksum(json: string | Uint8Array): string {
  return crc32(json).toString(16).padStart(CHECKSUM_DIGITS, '0')
}

export function encodeLine(record: unknown): string {
  const json = JSON.stringify(record)
  return `${checksum(json)} ${json}\n`
}

export type DecodedLine = { ok: true, value: unknown } | { ok: false, reason: string }

/** Takes a line apart; `bytes` are without the newline. */
export function decodeLine(bytes: Buffer): DecodedLine {
  const json = bytes.subarray(CHECKSUM_DIGITS + 1)
  const prefix = bytes.toString('latin1', 0, CHECKSUM_DIGITS + 1)
  if (prefix !== `${checksum(json)} `) return { ok: false, reason: 'The line is damaged: its checksum does not fit.' }
  try {
    return { ok: true, value: JSON.parse(json.toString('utf8')) }
  }
  catch {
    return { ok: false, reason: 'The line is not JSON.' }
  }
}
