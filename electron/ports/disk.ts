/** What an error of the disk is called: the operating system's own names, of which the engine tells these apart. */
export const isCode = (error: unknown, ...codes: string[]): boolean => codes.includes(codeOf(error))

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown reason'
}

/** A file that is open. What is written counts as on disk only once `sync` has resolved. */
export interface OpenFile {
  size(): Promise<number>
  /** Up to `length` bytes; fewer only where the file ends. */
  read(position: number, length: number): Promise<Buffer>
  /** All of `bytes`, or a rejection, after which any part of them may be in the file. */
  write(bytes: Uint8Array, position: number): Promise<void>
  truncate(size: number): Promise<void>
  sync(): Promise<void>
  close(): Promise<void>
}

export interface Lock { release(): Promise<void> }

/**
 * The file system as the journal needs it. Rejections carry the operating system's `code` (ENOENT, ENOSPC, …).
 * New, linked, renamed and removed names are on disk only once `syncFolder` has resolved.
 */
export interface Disk {
  /** Creates the folder where it is missing, and makes it its owner's alone (0700). */
  prepareFolder(folder: string): Promise<void>
  /**
   * `there`: to read and write, ENOENT where it is missing. `toRead`: only that, on a disk that refuses writes too.
   * `new`: empty, in place of what was there (0600).
   */
  open(path: string, how: 'there' | 'toRead' | 'new'): Promise<OpenFile>
  /** The whole file; null where there is none. */
  read(path: string): Promise<Buffer | null>
  /** Takes the place of what bears the new name. */
  rename(from: string, to: string): Promise<void>
  /** A second name for the file; EEXIST where it is taken. */
  link(from: string, to: string): Promise<void>
  /** What is not there is removed already. */
  remove(path: string): Promise<void>
  syncFolder(folder: string): Promise<void>
  /**
   * Makes this process the folder's one writer until it releases the lock or dies. Rejects with a JournalError
   * `locked` while another one is.
   */
  lock(folder: string): Promise<Lock>
  /** Bytes that this user may still write there; Infinity where the file system does not tell. */
  free(folder: string): Promise<number>
}
