import type { Event, History } from './history'

/** What shrinking may cost: a play takes about a tenth of a second. */
const MOST_PLAYS = 600

/**
 * A smaller history that still fails: with fewer events, then with simpler ones. `fails` plays a history, and is asked
 * `mostPlays` times at most. The history given is taken to fail.
 */
export async function shrink(
  history: History,
  fails: (history: History) => Promise<boolean>,
  { mostPlays = MOST_PLAYS } = {},
): Promise<History> {
  let smallest = history
  let plays = 0

  async function accept(candidate: History): Promise<boolean> {
    if (plays >= mostPlays) return false
    plays += 1
    if (!await fails(candidate)) return false
    smallest = candidate
    return true
  }

  const withEvents = (events: readonly Event[]): History => ({ ...smallest, events })

  async function removeEvents(): Promise<void> {
    for (let size = Math.max(1, smallest.events.length >> 1); ; size >>= 1) {
      // From the end: what comes last is least needed by what remains.
      for (let at = smallest.events.length - size; at > -size; at -= size) {
        const from = Math.max(0, at)
        if (await accept(withEvents(without(smallest.events, from, size, 'gaps'))) || size > 1) continue
        await accept(withEvents(without(smallest.events, from, size, 'events')))
      }
      if (size <= 1) return
    }
  }

  async function simplify(): Promise<void> {
    if (smallest.settings.dexie) await accept({ ...smallest, settings: { ...smallest.settings, dexie: false } })
    if (smallest.settings.cases > 1) {
      await accept({ ...smallest, settings: { ...smallest.settings, cases: 1 }, events: smallest.events.map(onFirstCase) })
    }
    for (const index of smallest.events.keys()) {
      for (const simpler of SIMPLER) {
        const event = smallest.events[index]
        for (const candidate of event === undefined ? [] : simpler(event)) {
          if (await accept(withEvents(smallest.events.with(index, candidate)))) break
        }
      }
    }
  }

  for (let before = null as History | null; before !== smallest && plays < mostPlays;) {
    before = smallest
    await removeEvents()
    await simplify()
  }
  return smallest
}

/** With `gaps` the time of what goes goes with it, else what follows comes when it did. */
function without(events: readonly Event[], from: number, count: number, what: 'gaps' | 'events'): Event[] {
  const rest = events.toSpliced(from, count)
  const next = rest[from]
  if (what === 'gaps' || next === undefined) return rest
  const gap = events.slice(from, from + count).reduce((sum, { after }) => sum + after, 0)
  return rest.with(from, { ...next, after: next.after + gap })
}

const onFirstCase = (event: Event): Event => 'case' in event && event.case !== null ? { ...event, case: 0 } : event

/** Smaller numbers, the smallest first. */
const smaller = (value: number): number[] =>
  value === 0 ? [] : [...new Set([0, value >> 2, value >> 1, value - 1])].filter(less => less < value)

const SIMPLER: ReadonlyArray<(event: Event) => Event[]> = [
  event => smaller(event.after).map(after => ({ ...event, after })),
  event => 'steps' in event ? smaller(event.steps).map(steps => ({ ...event, steps })) : [],
  event => event.kind === 'paste' && event.count > 2 ? [{ ...event, count: 2 }] : [],
  event => event.kind === 'fault' && event.armed.forMs !== null ? [{ ...event, armed: { ...event.armed, forMs: null } }] : [],
  event => event.kind === 'crash' && event.victim === 'both' ? [{ ...event, victim: 'host' }, { ...event, victim: 'page' }] : [],
  event => 'forMs' in event ? smaller(event.forMs).map(forMs => ({ ...event, forMs })) : [],
]
