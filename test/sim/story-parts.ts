import type { Chance } from '../support/chance'
import type { Event, Happening } from './history'
import type { NetFault } from './network-faults'

/** What is likely to go wrong without one safeguard, told with other times, slots and faults each time. */
export type Story = (chance: Chance) => { places: readonly number[], slowPage?: true, events: readonly Event[] }

/** The app has started and read its cases by then. */
export const STARTED_MS = 5000

/** So long the page stays as it is before the end loads it anew: what is to mend itself by then may not wait for that. */
export const TAIL_MS = 70_000

/** Places by what their slots can do (places.ts). */
export const TELLING = [0, 1, 2, 4, 5, 7] as const
export const ABSENT = [3, 8, 10] as const
export const TWO_VALUES = [8, 9, 10] as const

export const after = (ms: number, happening: Happening): Event => ({ after: ms, ...happening })
export const type = (ms: number, place: number): Event => after(ms, { kind: 'type', case: 0, place })
export const remove = (ms: number, place: number): Event => after(ms, { kind: 'remove', case: 0, place })
export const undo = (ms: number, place: number): Event => after(ms, { kind: 'undo', case: 0, place })
export const colleague = (ms: number, place: number): Event => after(ms, { kind: 'colleague', workspace: 'one', case: 0, place, who: 'second' })
export const setBack = (ms: number, place: number): Event => after(ms, { kind: 'setBack', workspace: 'one', case: 0, place, who: 'second' })
export const link = (ms: number, kind: 'cut' | 'restore'): Event => after(ms, { kind, workspace: 'one' })
export const fault = (ms: number, befalls: NetFault, on: 'updateCase' | 'any' = 'updateCase'): Event =>
  after(ms, { kind: 'fault', workspace: 'one', case: null, armed: { fault: befalls, on, forMs: null } })

/** A moment, a blink, a while, or longer than a deadline. */
export const gap = (chance: Chance): number =>
  chance.of([chance.between(0, 60), chance.between(60, 1000), chance.between(1000, 6000), chance.between(6000, 45_000)])
export const short = (chance: Chance): number => chance.of([chance.between(0, 30), chance.between(30, 400), chance.between(400, 3000)])

export const times = (count: number, events: (index: number) => readonly Event[]): Event[] =>
  Array.from({ length: count }, (_, index) => events(index)).flat()

/** After it nobody can tell whether the call was applied; it was. */
export function appliedUnheard(chance: Chance): NetFault {
  const ends = chance.of(['reset', 'timeout'] as const)
  return chance.of<NetFault>([
    { kind: 'lostReply', ends },
    { kind: 'garbledReply' },
    { kind: 'truncatedReply' },
    { kind: 'notTheService', applied: true },
    { kind: 'failing', status: 500, applied: true, retryAfterMs: null },
    { kind: 'late', ends, landsAfterMs: chance.between(0, 8000) },
  ])
}

export function late(chance: Chance): NetFault {
  return { kind: 'late', ends: chance.of(['reset', 'timeout']), landsAfterMs: chance.of([chance.between(100, 8000), chance.between(8000, 100_000)]) }
}

/** An edit before, so that it is known who we are. */
export const known = (chance: Chance, place: number): Event[] =>
  chance.is(0.6) ? [type(STARTED_MS, place), type(STARTED_MS, place)] : []
