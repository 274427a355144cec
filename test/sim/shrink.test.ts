import { describe, expect, it } from 'vitest'
import type { Event, History } from './history'
import { drawHistory } from './history'
import { historySchema } from './history-schema'
import { shrink } from './shrink'

const EDIT: Event = { after: 700, kind: 'type', case: 1, place: 4 }
const CRASH: Event = { after: 40, kind: 'crash', victim: 'both', steps: 37 }
const NOISE: Event = { after: 5000, kind: 'tryNow' }

function history(...events: Event[]): History {
  return { seed: 1, settings: { dexie: true, cases: 2, places: [4] }, events }
}

const timeOf = ({ events }: History, event: (one: Event) => boolean): number => {
  const at = events.findIndex(event)
  return at === -1 ? -1 : events.slice(0, at + 1).reduce((sum, { after }) => sum + after, 0)
}
const isCrash = ({ kind }: Event): boolean => kind === 'crash'

describe('a history that fails', () => {
  it('is cut down to the events it takes, and those to what it takes of them', async () => {
    const fails = async ({ events }: History): Promise<boolean> => {
      const typed = events.findIndex(({ kind }) => kind === 'type')
      return typed !== -1 && events.slice(typed).some(event => event.kind === 'crash' && event.steps >= 5)
    }
    const small = await shrink(history(NOISE, EDIT, NOISE, NOISE, CRASH, NOISE, CRASH, NOISE), fails)
    expect(small).toEqual({
      seed: 1,
      settings: { dexie: false, cases: 1, places: [4] },
      events: [{ after: 0, kind: 'type', case: 0, place: 4 }, { after: 0, kind: 'crash', victim: 'host', steps: 5 }],
    })
  })

  it('keeps the time that its failure takes', async () => {
    const fails = async (candidate: History): Promise<boolean> => timeOf(candidate, isCrash) >= 9000
    const small = await shrink(history(NOISE, EDIT, NOISE, CRASH), fails)
    expect(small.events.map(({ kind }) => kind)).toEqual(['crash'])
    expect(timeOf(small, isCrash)).toBeGreaterThanOrEqual(9000)
  })

  it('is played no more often than asked', async () => {
    let plays = 0
    const fails = async ({ events }: History): Promise<boolean> => {
      plays += 1
      return events.some(isCrash)
    }
    const small = await shrink(history(...Array.from({ length: 50 }, () => NOISE), CRASH), fails, { mostPlays: 7 })
    expect(plays).toBe(7)
    expect(await fails(small)).toBe(true)
  })

  it('always still fails, whichever it is', async () => {
    for (let seed = 1; seed <= 30; seed += 1) {
      const drawn = drawHistory(seed)
      const fails = async ({ events }: History): Promise<boolean> =>
        events.filter((event, index) => event.kind === events[index + 1]?.kind).length >= 2
      if (!await fails(drawn)) continue
      const small = await shrink(drawn, fails)
      expect(await fails(small)).toBe(true)
      expect(small.events.length).toBeLessThanOrEqual(4)
    }
  })
})

describe('any history', () => {
  it('can be kept in a file and read again', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const drawn = drawHistory(seed)
      expect(historySchema.parse(JSON.parse(JSON.stringify(drawn)))).toEqual(drawn)
    }
  })
})
