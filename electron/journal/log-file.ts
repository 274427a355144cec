import { dirname } from 'node:path'
import { writeFileDurably } from './durable'
import type { Disk, OpenFile } from '../ports/disk'

/** Where a file being written lies until it takes the place of the one it replaces. */
export function unfinished(path: string): string {
  return `${path}.new`
}

/** A file that grows at its end. One call at a time; errors are the file system's own. */
export interface LogFile {
  /** Durable when it resolves; when it rejects, nothing of it is in the file. */
  append(text: string): Promise<void>
  /** Puts other content in the file's place: after a crash the old or the new is there, whole. */
  rewrite(lines: Iterable<string>): Promise<void>
  close(): Promise<void>
}

/** Opens a file of which the first `size` bytes count; what follows them is cut off. */
export async function openLogFile({ disk, path, size: startSize }: { disk: Disk, path: string, size: number }): Promise<LogFile> {
  let size = startSize
  let file: OpenFile | null = null
  // The process that wrote what was read here may have died before its fsync.
  let folderSynced = false

  async function ready(): Promise<OpenFile> {
    if (file === null) {
      const opened = await disk.open(path, 'there')
      try {
        if (await opened.size() < size) throw new Error(`${path} was cut short by another program`)
        await opened.truncate(size)
        await opened.sync()
      }
      catch (error) {
        await opened.close()
        throw error
      }
      file = opened
    }
    // Until a rename is durable a crash could bring back the old file, without what was added to the new one.
    if (!folderSynced) await disk.syncFolder(dirname(path))
    folderSynced = true
    return file
  }

  async function letGo(): Promise<void> {
    const open = file
    file = null
    await open?.close()
  }

  /**
   * After a failed write or fsync nobody knows what of it is on disk, and a second fsync would claim success
   * for pages the system has dropped. So the file is opened anew and cut back to what was durable before;
   * where that fails too, the next append begins with it.
   */
  async function startOver(): Promise<void> {
    await letGo().catch(() => {})
    await ready().catch(() => {})
  }

  async function append(text: string): Promise<void> {
    const bytes = Buffer.from(text)
    try {
      const open = await ready()
      await open.write(bytes, size)
      await open.sync()
    }
    catch (error) {
      await startOver()
      throw error
    }
    size += bytes.length
  }

  async function rewrite(lines: Iterable<string>): Promise<void> {
    try {
      const newSize = await writeFileDurably(disk, unfinished(path), lines)
      // Windows does not replace a file that is open.
      await letGo()
      await disk.rename(unfinished(path), path)
      size = newSize
      folderSynced = false
      await ready()
    }
    catch (error) {
      await disk.remove(unfinished(path)).catch(() => {})
      throw error
    }
  }

  await ready()
  return { append, rewrite, close: letGo }
}
