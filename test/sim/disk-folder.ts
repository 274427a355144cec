import type { Chance } from '../support/chance'
import type { SimFile } from './disk-file'
import { createPending } from './disk-pending'

/** Names that change together: a file, or null where the name goes. */
export type NameChange = ReadonlyArray<readonly [name: string, file: SimFile | null]>

/** Names twice: as every process sees them, and as the disk has them. */
export interface SimFolder {
  get(name: string): SimFile | undefined
  names(): Iterable<string>
  change(change: NameChange): void
  mark(): number
  /** What was changed up to the mark is on disk. */
  synced(mark: number): void
  /** Of the changes that are not on disk the oldest few are, by chance; the others were never made. */
  powerCut(): void
  isDirty(): boolean
  /** The file that bears the name on disk. */
  onDisk(name: string): SimFile | undefined
  /** All that are or were seen here, and may come back. */
  files(): ReadonlySet<SimFile>
}

export function createSimFolder(chance: Chance): SimFolder {
  const seen = new Map<string, SimFile>()
  const disk = new Map<string, SimFile>()
  const pending = createPending<NameChange>()

  function carryOut(change: NameChange, names: Map<string, SimFile>): void {
    for (const [name, file] of change) {
      if (file === null) names.delete(name)
      else names.set(name, file)
    }
  }

  return {
    get: name => seen.get(name),
    names: () => seen.keys(),
    change(change) {
      carryOut(change, seen)
      pending.add(change)
    },
    mark: pending.mark,
    synced: (mark) => { for (const change of pending.upTo(mark)) carryOut(change, disk) },
    powerCut() {
      const changes = pending.upTo(pending.mark())
      for (const change of changes.slice(0, chance.between(0, changes.length))) carryOut(change, disk)
      seen.clear()
      for (const [name, file] of disk) seen.set(name, file)
    },
    isDirty: () => pending.all().length > 0,
    onDisk: name => disk.get(name),
    files() {
      const changed = pending.all().flatMap(change => change.flatMap(([, file]) => file ?? []))
      return new Set([...disk.values(), ...seen.values(), ...changed])
    },
  }
}
