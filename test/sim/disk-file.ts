import type { Chance } from '../support/chance'
import { createBytes } from './disk-bytes'
import { createPending } from './disk-pending'

/** Content twice: as every process sees it, and as the disk has it. */
export interface SimFile {
  size(): number
  read(position: number, length: number): Buffer
  write(bytes: Uint8Array, position: number): void
  truncate(size: number): void
  mark(): number
  /** What was done up to the mark is on disk. */
  synced(mark: number): void
  /**
   * Any part is on disk. The rest never will be, though a later sync succeeds: a system that could not write its pages
   * takes them for clean. They are seen until somebody opens the file anew.
   */
  syncFailed(): void
  opened(): void
  /** What is not on disk is gone, or a part of it was there already. */
  powerCut(): void
  isDirty(): boolean
  /** What no power cut can take or change. */
  durable(): Buffer
}

type Change = { at: number, bytes: Buffer } | { at: number, bytes: null }

/** What a disk writes in one go, or not at all. */
const BLOCK = 512
const ZEROS_SHARE = 0.1

export function createSimFile(chance: Chance): SimFile {
  const seen = createBytes()
  const disk = createBytes()
  const pending = createPending<Change>()
  let dropped = false

  function carryOut({ at, bytes }: Change, where = disk): void {
    if (bytes === null) where.resize(at)
    else where.put(bytes, at)
  }

  function seeDisk(): void {
    dropped = false
    seen.resize(0)
    seen.put(disk.view(0, disk.size()), 0)
    for (const change of pending.all()) carryOut(change, seen)
  }

  /** Brings a part of what is pending to the disk: all, nothing, or up to any byte. */
  function keepSome(): void {
    const oldEnd = Math.min(disk.size(), ...pending.all().filter(({ bytes }) => bytes === null).map(({ at }) => at))
    const changes = pending.upTo(pending.mark())
    const weight = ({ bytes }: Change): number => bytes?.length ?? 1
    const total = changes.reduce((sum, change) => sum + weight(change), 0)
    let left = chance.of([0, total, total, chance.between(0, total), chance.between(0, total)])
    const kept: Change[] = []
    for (const change of changes) {
      if (left <= 0) break
      kept.push(change.bytes === null ? change : { at: change.at, bytes: change.bytes.subarray(0, left) })
      left -= weight(change)
    }
    for (const change of kept) carryOut(change)
    if (kept.length > 0 && chance.is(ZEROS_SHARE)) zeroSome(kept, oldEnd)
  }

  /** A file's new length can reach the disk before the block it makes room for; what the block held before stays. */
  function zeroSome(kept: readonly Change[], oldEnd: number): void {
    const change = kept[chance.between(0, kept.length - 1)]
    if (change?.bytes == null || change.bytes.length === 0) return
    const hit = change.at + chance.between(0, change.bytes.length - 1)
    const block = hit - hit % BLOCK
    const from = Math.max(block, change.at, oldEnd)
    const to = Math.min(block + BLOCK, change.at + change.bytes.length, disk.size())
    if (from < to) disk.put(Buffer.alloc(to - from), from)
  }

  return {
    size: seen.size,
    read: (position, length) => Buffer.from(seen.view(position, length)),
    write(bytes, position) {
      const own = Buffer.from(bytes)
      seen.put(own, position)
      pending.add({ at: position, bytes: own })
    },
    truncate(size) {
      if (size === seen.size() && size === disk.size()) return
      seen.resize(size)
      pending.add({ at: size, bytes: null })
    },
    mark: pending.mark,
    synced: (mark) => { for (const change of pending.upTo(mark)) carryOut(change) },
    syncFailed() {
      keepSome()
      dropped = true
    },
    opened: () => { if (dropped) seeDisk() },
    powerCut() {
      keepSome()
      seeDisk()
    },
    isDirty: () => pending.all().length > 0,
    durable: () => Buffer.from(disk.view(0, Math.min(disk.size(), ...pending.all().map(({ at }) => at)))),
  }
}
