import { basename, dirname, join } from 'node:path'
import type { Disk, OpenFile } from '../../electron/ports/disk'
import { JournalError } from '../../electron/ports/journal'
import type { Chance } from '../support/chance'
import { createSimFile, type SimFile } from './disk-file'
import { createSimFolder, type SimFolder } from './disk-folder'
import { createDiskWork } from './disk-work'
import type { Life, Scheduler } from './scheduler'

/** A machine's disk. All of one run share it, and it outlives every process, and power. */
export interface SimDisk {
  /**
   * The disk as a process sees it: everything takes a random while, and what is under way when the life ends never
   * answers. What is asked of one open file is done in the order asked; else one may overtake another.
   */
  mount(life: Life): Disk
  /**
   * SIGKILL: what was under way was carried out, or in part (a write: any prefix), or not; all that was written, synced
   * or not, stays. Frees the life's locks.
   */
  killed(life: Life): void
  /**
   * Besides, of what was not synced any part may be gone. A file keeps what was done to it since up to any byte, and
   * rarely holds zeros in the rest of one block of it. A folder keeps the oldest few of its changes: names created,
   * renamed, linked, removed. What was synced is never touched.
   */
  powerCut(): void
  /** Writes fail with ENOSPC, any prefix written; what else takes room may fail too. */
  full(is: boolean): void
  /** All that would change something fails with EROFS. */
  readOnly(is: boolean): void
  /** Deletes the folder, and those in it, at once and for good. Who has a file open keeps it. */
  wipe(folder: string): void
  /**
   * What no power cut can take from the file that bears this name on disk, where another is about to take its place
   * still the old one; null where none bears it.
   */
  durable(path: string): Buffer | null
  /** The paths of all files, sorted. */
  files(): string[]
}

interface Held { life: Life }

const ROOM = 1e12

const failure = (code: string, path: string): Error => Object.assign(new Error(`${code}: ${path}`), { code })

export function createSimDisk({ scheduler, chance }: { scheduler: Scheduler, chance: Chance }): SimDisk {
  const folders = new Map<string, SimFolder>()
  const locks = new Map<string, Held>()
  const fate = chance.branch('fate')
  const work = createDiskWork({ scheduler, pace: chance.branch('pace'), fate })
  let isFull = false
  let isReadOnly = false

  function folderAt(folder: string): SimFolder {
    const found = folders.get(folder)
    if (found === undefined) throw failure('ENOENT', folder)
    return found
  }

  const fileAt = (path: string): SimFile | undefined => folders.get(dirname(path))?.get(basename(path))

  function existing(path: string): SimFile {
    const file = fileAt(path)
    if (file === undefined) throw failure('ENOENT', path)
    file.opened()
    return file
  }

  function mustBeWritable(path: string): void {
    if (isReadOnly) throw failure('EROFS', path)
  }

  /** For what takes a little room: a full disk may have that. */
  function mustHaveRoom(path: string): void {
    mustBeWritable(path)
    if (isFull && fate.is(0.5)) throw failure('ENOSPC', path)
  }

  function opened(path: string, how: Parameters<Disk['open']>[1]): SimFile {
    if (how !== 'toRead') mustBeWritable(path)
    if (how !== 'new') return existing(path)
    const folder = folderAt(dirname(path))
    const there = folder.get(basename(path))
    if (there !== undefined) {
      there.truncate(0)
      return there
    }
    mustHaveRoom(path)
    const file = createSimFile(fate)
    folder.change([[basename(path), file]])
    return file
  }

  function openFile(path: string, file: SimFile, writable: boolean, life: Life): OpenFile {
    let closed = false
    let last: Promise<unknown> = Promise.resolve()

    function inTurn<T>(begin: () => Promise<T>): Promise<T> {
      if (closed) return Promise.reject(failure('EBADF', path))
      const mine = last.then(begin)
      last = mine.catch(() => {})
      return mine
    }

    const run = <T>(whole: () => T, partly?: () => void): Promise<T> => inTurn(() => work.run(life, whole, partly))

    function mustTakeChanges(): void {
      if (!writable) throw failure('EBADF', path)
      mustBeWritable(path)
    }

    function write(bytes: Uint8Array, position: number): void {
      mustTakeChanges()
      if (!isFull) return file.write(bytes, position)
      writePart(bytes, position)
      throw failure('ENOSPC', path)
    }

    function writePart(bytes: Uint8Array, position: number): void {
      mustTakeChanges()
      file.write(bytes.subarray(0, fate.between(0, bytes.length)), position)
    }

    function beginSync(): Promise<void> {
      // Another one that has it open may write meanwhile.
      const mark = file.mark()
      return work.run(life, () => {
        if (isReadOnly && file.isDirty()) throw failure('EROFS', path)
        if (isFull && file.isDirty() && fate.is(0.5)) {
          file.syncFailed()
          throw failure('ENOSPC', path)
        }
        file.synced(mark)
      })
    }

    return {
      size: () => run(file.size),
      read: (position, length) => run(() => file.read(position, length)),
      write: (bytes, position) => run(() => { write(bytes, position) }, () => { writePart(bytes, position) }),
      truncate: size => run(() => {
        mustTakeChanges()
        file.truncate(size)
      }),
      sync: () => inTurn(beginSync),
      close() {
        const closing = run(() => {})
        closed = true
        return closing
      },
    }
  }

  return {
    mount(life) {
      const run = <T>(whole: () => T): Promise<T> => work.run(life, whole)
      return {
        prepareFolder: folder => run(() => {
          for (let at = folder; !folders.has(at); at = dirname(at)) {
            mustHaveRoom(at)
            folders.set(at, createSimFolder(fate))
          }
        }),
        open: (path, how) => run(() => openFile(path, opened(path, how), how !== 'toRead', life)),
        read: path => run(() => {
          if (fileAt(path) === undefined) return null
          const file = existing(path)
          return file.read(0, file.size())
        }),
        rename: (from, to) => run(() => {
          mustBeWritable(from)
          const file = existing(from)
          if (dirname(from) !== dirname(to)) throw failure('EXDEV', to)
          folderAt(dirname(to)).change([[basename(from), null], [basename(to), file]])
        }),
        link: (from, to) => run(() => {
          mustHaveRoom(to)
          const file = existing(from)
          if (dirname(from) !== dirname(to)) throw failure('EXDEV', to)
          if (fileAt(to) !== undefined) throw failure('EEXIST', to)
          folderAt(dirname(to)).change([[basename(to), file]])
        }),
        remove: path => run(() => {
          mustBeWritable(path)
          if (fileAt(path) !== undefined) folderAt(dirname(path)).change([[basename(path), null]])
        }),
        async syncFolder(path) {
          const folder = folders.get(path)
          const mark = folder?.mark() ?? 0
          await run(() => {
            if (folder === undefined || folderAt(path) !== folder) throw failure('ENOENT', path)
            if (folder.isDirty()) mustHaveRoom(path)
            folder.synced(mark)
          })
        },
        async lock(folder) {
          const held: Held = { life }
          await run(() => {
            folderAt(folder)
            mustHaveRoom(folder)
            const holder = locks.get(folder)
            if (holder?.life.alive === true) throw new JournalError('locked', `The process ${holder.life.name} has ${folder} open.`)
            locks.set(folder, held)
          })
          return { release: () => run(() => { if (locks.get(folder) === held) locks.delete(folder) }) }
        },
        free: folder => run(() => {
          folderAt(folder)
          return isFull ? 0 : ROOM
        }),
      }
    },
    killed(life) {
      work.crash(other => other === life)
      for (const [folder, held] of locks) if (held.life === life) locks.delete(folder)
    },
    powerCut() {
      work.crash(() => true)
      locks.clear()
      const files = new Set([...folders.values()].flatMap(folder => [...folder.files()]))
      for (const file of files) file.powerCut()
      for (const folder of folders.values()) folder.powerCut()
    },
    full: (is) => { isFull = is },
    readOnly: (is) => { isReadOnly = is },
    wipe(folder) {
      for (const path of [...folders.keys()]) {
        if (path !== folder && !path.startsWith(join(folder, '/'))) continue
        folders.delete(path)
        locks.delete(path)
      }
    },
    durable: path => folders.get(dirname(path))?.onDisk(basename(path))?.durable() ?? null,
    files: () => [...folders].flatMap(([path, folder]) => [...folder.names()].map(name => join(path, name))).sort(),
  }
}
