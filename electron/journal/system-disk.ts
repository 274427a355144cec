import { writeSync } from 'node:fs'
import { chmod, link, mkdir, open, readFile, rename, rm, stat, statfs } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Disk, OpenFile } from '../ports/disk'
import { isCode } from '../ports/disk'
import { takeLock } from './system-lock'

const FOLDER_MODE = 0o700
const FILE_MODE = 0o600
const FLAGS = { there: 'r+', new: 'w+', toRead: 'r' } as const

/** Bytes that the system takes into its cache in less time than a thread takes to be woken and to come back. */
const AT_ONCE = 64 * 1024

function writeNow(fd: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done, bytes.length - done, position + done)
}

async function openFile(path: string, how: keyof typeof FLAGS): Promise<OpenFile> {
  const handle = await open(path, FLAGS[how], FILE_MODE)
  // POSIX has fdatasync keep only what reading the data takes; the rest of a new or cut file comes with fsync.
  let more = how === 'new'
  return {
    size: async () => (await handle.stat()).size,
    async read(position, length) {
      const bytes = Buffer.alloc(length)
      let done = 0
      for (let got = 1; got > 0 && done < length; done += got) {
        got = (await handle.read(bytes, done, length - done, position + done)).bytesRead
      }
      return bytes.subarray(0, done)
    },
    async write(bytes, position) {
      if (bytes.length <= AT_ONCE) return writeNow(handle.fd, bytes, position)
      for (let done = 0; done < bytes.length;) {
        done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten
      }
    },
    async truncate(size) {
      more = true
      await handle.truncate(size)
    },
    async sync() {
      await (more ? handle.sync() : handle.datasync())
      more = false
    },
    close: () => handle.close(),
  }
}

async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders, and its file system journals names by itself.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try { await handle.sync() }
  finally { await handle.close() }
}

/** The file system of this machine. */
export const systemDisk: Disk = {
  async prepareFolder(folder) {
    const created = await mkdir(folder, { recursive: true, mode: FOLDER_MODE })
    const { mode } = await stat(folder)
    if ((mode & 0o777) !== FOLDER_MODE) await chmod(folder, FOLDER_MODE)
    if (created === undefined) return
    // Each new folder is a name in the one above it.
    const above = dirname(resolve(created))
    for (let at = resolve(folder); at !== above; at = dirname(at)) await syncFolder(dirname(at))
  },
  open: openFile,
  async read(path) {
    try { return await readFile(path) }
    catch (error) {
      if (isCode(error, 'ENOENT')) return null
      throw error
    }
  },
  rename,
  link,
  remove: path => rm(path, { force: true }),
  syncFolder,
  lock: takeLock,
  async free(folder) {
    const { blocks, bavail, bsize } = await statfs(folder)
    // Some network file systems, and some in user space, tell no size: that is not one of nothing.
    return blocks === 0 ? Infinity : bavail * bsize
  },
}
