import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

const mount = (...args: string[]): boolean => spawnSync('mount', args).status === 0

async function mounted(options: string): Promise<string | null> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldcase-disk-'))
  const there = mount('-t', 'tmpfs', '-o', options, 'tmpfs', folder)
  const unmount = async (): Promise<void> => {
    if (there) spawnSync('umount', [folder])
    await rm(folder, { recursive: true, force: true })
  }
  if (there) onTestFinished(unmount)
  else await unmount()
  return there ? folder : null
}

/** A disk of its own with room for that many bytes, or null where this user may not mount one. */
export function smallDisk(bytes: number): Promise<string | null> {
  return mounted(`size=${bytes}`)
}

/** Allows or forbids writing on a disk of {@link smallDisk}. */
export function setWritable(disk: string, writable: boolean): void {
  if (!mount('-o', `remount,${writable ? 'rw' : 'ro'}`, disk)) throw new Error(`cannot remount ${disk}`)
}
