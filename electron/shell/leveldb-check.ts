import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/*
 * Chromium keeps IndexedDB in LevelDB. Where CURRENT or the manifest it names does not make sense, Chromium deletes
 * all of it and opens an empty database, or opens none at all (both measured): so it is looked at before.
 * The form is LevelDB's: https://github.com/google/leveldb/blob/main/doc/log_format.md
 */

const HEADER_BYTES = 7
const FULL_RECORD = 1
const FIRST_PART = 2

/** CRC-32C, a byte at a time: a manifest's first record is short. */
function crc32c(bytes: Uint8Array): number {
  let crc = ~0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0)
  }
  return ~crc >>> 0
}

/** LevelDB stores checksums rotated and shifted, so that a checksum of data with checksums in it stays one. */
const masked = (crc: number): number => (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0

/** Whether a manifest begins with a whole record; a torn one after that is what a crash leaves, and LevelDB copes with it. */
function beginsWell(manifest: Buffer): boolean {
  if (manifest.length < HEADER_BYTES) return false
  const type = manifest.readUInt8(6)
  const record = manifest.subarray(6, HEADER_BYTES + manifest.readUInt16LE(4))
  return (type === FULL_RECORD || type === FIRST_PART)
    && record.length === 1 + manifest.readUInt16LE(4)
    && manifest.readUInt32LE(0) === masked(crc32c(record))
}

/** Whether a LevelDB folder has lost its way to what is in it. A folder that holds nothing yet has not. */
export function isBroken(folder: string): boolean {
  try {
    const names = readdirSync(folder)
    if (!names.some(name => /\.(log|ldb)$/.test(name))) return false
    const manifest = /^(MANIFEST-\d+)\n$/.exec(readFileSync(path.join(folder, 'CURRENT'), 'utf8'))?.[1]
    return manifest === undefined || !existsSync(path.join(folder, manifest)) || !beginsWell(readFileSync(path.join(folder, manifest)))
  }
  catch {
    // Not a folder, no CURRENT, or none that can be read.
    return true
  }
}
