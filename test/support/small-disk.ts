import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

const mount = (...args: string[]): boolean => spawnSync('mount', args).status === 0

export interface SmallDisk { folder: string, remove(): Promise<void> }

/** A disk of its own with room for that many bytes, or null where this user may not mount one. */
export async function mountSmallDisk(bytes: number): Promise<SmallDisk | null> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldcase-disk-'))
  const there = mount('-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder)
  async function remove(): Promise<void> {
    if (there) spawnSync('umount', [folder])
    await rm(folder, { recursive: true, force: true })
  }
  if (there) return { folder, remove }
  await remove()
  return null
}

/** The folder of such a disk, which is gone when the test is over. */
export async function smallDisk(bytes: number): Promise<string | null> {
  const disk = await mountSmallDisk(bytes)
  if (disk === null) return null
  onTestFinished(disk.remove)
  return disk.folder
}

/** Has a folder look as if it lay on a read-only disk, until `lift`; null where this user may not. */
export function makeReadOnly(folder: string): { lift(): void } | null {
  if (!mount('--bind', folder, folder)) return null
  const lift = (): void => { spawnSync('umount', [folder]) }
  if (mount('-o', 'remount,bind,ro', folder)) return { lift }
  lift()
  return null
}

/** Allows or forbids writing on a disk of {@link smallDisk}. */
export function setWritable(disk: string, writable: boolean): void {
  if (!mount('-o', `remount,${writable ? 'rw' : 'ro'}`, disk)) throw new Error(`cannot remount ${disk}`)
}

/**
 * Has the file system refuse every write to a folder and its files until `lift`, also through files that are open, as
 * it does once it has found itself damaged; null where this user may not, or the file system has no such mark.
 */
export async function refuseWrites(folder: string): Promise<{ lift(): void } | null> {
  const marked = [folder, ...(await readdir(folder)).map(name => join(folder, name))]
  const mark = (sign: string): boolean => spawnSync('chattr', [sign, ...marked]).status === 0
  const lift = (): void => { mark('-i') }
  if (mark('+i')) return { lift }
  lift()
  return null
}
