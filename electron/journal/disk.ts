import { chmod, mkdir, open, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { JournalError } from '../ports/journal'

const FOLDER_MODE = 0o700
const FILE_MODE = 0o600
const CHUNK = 1024 * 1024

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown reason'
}

export function isCode(error: unknown, ...codes: string[]): boolean {
  return codes.includes(codeOf(error))
}

/** Says in plain words why the journal's folder could not be used. */
export function journalError(error: unknown, folder: string): JournalError {
  if (error instanceof JournalError) return error
  if (isCode(error, 'ENOSPC', 'EDQUOT')) {
    return new JournalError('diskFull', `The disk with ${folder} is full. What was recorded before is safe, the newest change is not recorded here yet. Free some space and try again.`, { cause: error })
  }
  return new JournalError('unwritable', `The folder ${folder} cannot be written (${codeOf(error)}). What was recorded before is safe, the newest change is not recorded here yet. Check the folder's permissions and whether its disk is read-only.`, { cause: error })
}

/** Makes names in a folder durable: new files, renames. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders, and its file system journals names by itself.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try { await handle.sync() }
  finally { await handle.close() }
}

/** Creates the folder where it is missing, for its owner alone. */
export async function prepareFolder(folder: string): Promise<void> {
  const created = await mkdir(folder, { recursive: true, mode: FOLDER_MODE })
  const { mode } = await stat(folder)
  if ((mode & 0o777) !== FOLDER_MODE) await chmod(folder, FOLDER_MODE)
  if (created !== undefined) await syncFolder(dirname(folder))
}

export async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done)
    done += bytesWritten
  }
}

/** Writes a whole file, durable except for its name. Returns its length in bytes. */
export async function writeFileDurably(path: string, lines: Iterable<string>): Promise<number> {
  const handle = await open(path, 'w', FILE_MODE)
  let size = 0
  const flush = async (text: string): Promise<void> => {
    const bytes = Buffer.from(text)
    await writeAll(handle, bytes, size)
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
    await handle.sync()
  }
  finally { await handle.close() }
  return size
}

/** Adds to a file that is written rarely, and makes it durable. */
export async function appendDurably(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, 'a', FILE_MODE)
  try {
    await handle.appendFile(bytes)
    await handle.sync()
  }
  finally { await handle.close() }
  await syncFolder(dirname(path))
}
