import { dirname } from 'node:path'
import type { Disk, OpenFile } from '../ports/disk'
import { isCode } from '../ports/disk'

/** UTF-16 units gathered before they are written. */
const CHUNK = 1024 * 1024

/** Writes a whole file, durable except for its name. Returns its length in bytes. */
export async function writeFileDurably(disk: Disk, path: string, lines: Iterable<string>): Promise<number> {
  const file = await disk.open(path, 'new')
  let size = 0
  const flush = async (text: string): Promise<void> => {
    const bytes = Buffer.from(text)
    await file.write(bytes, size)
    size += bytes.length
  }
  try {
    let chunk = ''
    for (const line of lines) {
      chunk += line
      if (chunk.length < CHUNK) continue
      await flush(chunk)
      chunk = ''
    }
    await flush(chunk)
    await file.sync()
  }
  finally { await file.close() }
  return size
}

async function openOrCreate(disk: Disk, path: string): Promise<OpenFile> {
  try { return await disk.open(path, 'there') }
  catch (error) {
    if (isCode(error, 'ENOENT')) return disk.open(path, 'new')
    throw error
  }
}

/** Adds to a file that is written rarely, and makes it durable. */
export async function appendDurably(disk: Disk, path: string, bytes: Uint8Array): Promise<void> {
  const file = await openOrCreate(disk, path)
  try {
    await file.write(bytes, await file.size())
    await file.sync()
  }
  finally { await file.close() }
  await disk.syncFolder(dirname(path))
}
