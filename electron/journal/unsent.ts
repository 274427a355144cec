import { EDITS, load } from './load'
import { join } from 'node:path'
import type { Disk } from '../ports/disk'

/** How many edits have not ended, by a journal as it lies on disk; null where there is none. Writes nothing and takes no lock. */
export async function countUnsent(disk: Disk, folder: string): Promise<number | null> {
  if (await disk.read(join(folder, EDITS)) === null) return null
  const { memory } = await load(disk, folder)
  return memory.queries.unsettled().length
}
