import { stringify } from 'uuid'
import type { Chance } from '../support/chance'
import type { Clock } from '../../electron/ports/clock'
import type { Life, Scheduler } from './scheduler'

/** The wall clock of the responder's machine: it can be set, while timers go on as they were. */
export interface MachineClock {
  now(): number
  /** Sets the clock forward, or back. */
  jump(ms: number): void
  /** Time, timers, chance and ids of one process. */
  of(life: Life): Clock
}

/** 2026-11-01, in ms since 1970. */
export const EPOCH = 1_793_491_200_000

export function createMachineClock({ scheduler, chance }: { scheduler: Scheduler, chance: Chance }): MachineClock {
  let offset = EPOCH
  const now = (): number => offset + Math.floor(scheduler.now())
  return {
    now,
    jump: (ms) => { offset += ms },
    of(life) {
      // As the library does it: within a process ids go up, whatever the clock does.
      let last = 0
      let sequence = 0
      return {
        now,
        elapsed: scheduler.now,
        after: (ms, run) => scheduler.after(ms, life, run),
        random: chance.next,
        newId() {
          sequence = now() > last ? chance.between(0, 2 ** 30) : sequence + 1
          last = Math.max(last, now())
          return uuidv7(last, sequence, chance)
        },
      }
    },
  }
}

/** RFC 9562, section 5.7, with a counter after the time. */
function uuidv7(ms: number, sequence: number, chance: Chance): string {
  const bytes = new Uint8Array(16)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, Math.floor(ms / 2 ** 32))
  view.setUint32(2, ms % 2 ** 32)
  view.setUint16(6, 0x7000 | (sequence >>> 20))
  view.setUint32(8, 0x80000000 | ((sequence & 0xFFFFF) << 10) | chance.between(0, 1023))
  view.setUint32(12, chance.between(0, 2 ** 32 - 1))
  return stringify(bytes)
}
