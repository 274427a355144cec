import type { Room } from '#domain/status'
import type { Clock } from './ports/clock'
import type { Disk } from './ports/disk'

const MB = 1024 * 1024

/**
 * From here on the responder is told. A day's work on a hundred cases is a few MB in the journal, as much again in the
 * page's database, and for a moment twice that while either is compacted: there is time to act.
 */
export const LOW_BELOW = 64 * MB
/**
 * From here on no edit is tried. A browser that meets the end of the disk closes its database and, opening it again
 * without room, empties it (measured in Chromium): it must never get there. The rest is for the traces without which
 * nothing that is queued could still be sent.
 */
export const FULL_BELOW = 8 * MB
/** Edits are tried again with some room to spare, so that the first of them does not fill the disk at once. */
const AGAIN_ABOVE = 16 * MB
/** How old a look at the disk may be, in milliseconds; and how often it is looked at while there is little room. */
const LOOK_EVERY_MS = 1000

export function roomOf(freeBytes: number | null, before: Room['state']): Room {
  if (freeBytes === null) return { state: 'enough', freeBytes }
  const full = freeBytes < (before === 'full' ? AGAIN_ABOVE : FULL_BELOW)
  return { state: full ? 'full' : freeBytes < LOW_BELOW ? 'low' : 'enough', freeBytes }
}

/** How much room the disk with `folder` has. */
export interface DiskRoom {
  /** As last seen. */
  current(): Room
  /** Looks again unless it did so less than a second ago. Never rejects. */
  look(): Promise<Room>
  close(): void
}

/** While there is little room it looks by itself; `onChange` hears of each new state, and then of each MB. */
export function createDiskRoom({ disk, folder, clock, onChange }: {
  disk: Pick<Disk, 'free'>
  folder: string
  clock: Pick<Clock, 'elapsed' | 'after'>
  onChange: () => void
}): DiskRoom {
  let room: Room = { state: 'enough', freeBytes: null }
  let lookedAt = -Infinity
  let looking: Promise<Room> | null = null
  let cancel: (() => void) | null = null
  let closed = false

  async function lookNow(): Promise<Room> {
    // Where the system does not tell, writing has to tell.
    const free = await disk.free(folder).catch(() => Infinity)
    const before = room
    room = roomOf(Number.isFinite(free) ? Math.floor(free) : null, before.state)
    lookedAt = clock.elapsed()
    if (room.state !== before.state || (room.state !== 'enough' && megabytes(room) !== megabytes(before))) onChange()
    if (room.state !== 'enough' && cancel === null && !closed) {
      cancel = clock.after(LOOK_EVERY_MS, () => {
        cancel = null
        void look(0)
      })
    }
    return room
  }

  async function look(mostAge = LOOK_EVERY_MS): Promise<Room> {
    if (clock.elapsed() - lookedAt < mostAge) return room
    looking ??= lookNow().finally(() => { looking = null })
    return looking
  }

  return {
    current: () => room,
    look: () => look(),
    close() {
      closed = true
      cancel?.()
    },
  }
}

const megabytes = ({ freeBytes }: Room): number => Math.floor((freeBytes ?? 0) / MB)
