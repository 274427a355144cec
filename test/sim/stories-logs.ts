import type { Story } from './story-parts'
import { after, colleague, gap, known, link, short, STARTED_MS, TELLING, times, type, undo } from './story-parts'

/** Between page, host and their disks. */
export const LOG_STORIES = {
  /** The page's database is deleted while the journal holds what was refused. */
  databaseGone(chance) {
    const place = chance.of(TELLING)
    return { places: [place], events: [
      after(STARTED_MS, { kind: 'refuse', workspace: 'one', place }),
      type(0, place),
      after(chance.between(1000, 9000), { kind: 'wipeDatabase' }),
    ] }
  },

  /** The disk is full just as a call is to be noted. */
  fullBeforeCall(chance) {
    return { places: [0], events: [
      type(STARTED_MS, 0),
      after(chance.of([chance.between(15, 150), chance.between(150, 2500)]), { kind: 'diskFull', forMs: chance.between(100, 3000) }),
    ] }
  },

  /** A text that both change, each in a place of their own. */
  textOffline(chance) {
    return { places: [6], events: [link(STARTED_MS, 'cut'), type(0, 6), colleague(gap(chance), 6), link(gap(chance), 'restore')] }
  },

  /** The page or all of the app dies about when what became of an edit comes in. */
  diesWithOutcome(chance) {
    const victim = chance.of(['page', 'both'] as const)
    return { places: [0], events: [type(STARTED_MS, 0), after(0, { kind: 'crash', victim, steps: chance.between(10, 70) })] }
  },

  /** A colleague writes between our read and our call, and the app dies before anybody has looked. */
  writtenThenDies(chance) {
    const place = chance.of(TELLING)
    return { places: [place], events: [
      ...known(chance, place),
      type(STARTED_MS, place),
      colleague(chance.between(10, 2500), place),
      after(0, { kind: 'crash', victim: chance.of(['host', 'both']), steps: chance.between(0, 40) }),
    ] }
  },

  /** An undo that is recorded just as what it takes back is handed over once more. */
  undoneAsHandedOver(chance) {
    const place = chance.of(TELLING)
    return { places: [place], events: [
      after(STARTED_MS, { kind: 'diskFull', forMs: chance.between(100, 900) }),
      type(chance.between(0, 10), place),
      undo(chance.between(980, 1080), place),
    ] }
  },

  /** Edits that end as soon as they are made. */
  undoneAtOnce(chance) {
    const places = [0, 1, 4, 7]
    return { places, slowPage: true, events: [
      link(STARTED_MS, 'cut'),
      ...times(12, index => [type(chance.between(0, 40), places[index % 4] ?? 0), undo(chance.between(0, 12), places[index % 4] ?? 0)]),
    ] }
  },

  /** Another workspace is chosen while edits are on their way to the host. */
  chosenInMidst(chance) {
    return { places: [0, 7], events: times(4, () => [
      type(STARTED_MS, 0),
      after(chance.between(0, 10), { kind: 'switchWorkspace' }),
      type(chance.between(0, 40), 7),
      type(chance.between(0, 40), 0),
    ]) }
  },

  /** The page goes while what it handed over is being written. */
  goneInMidst(chance) {
    const places = [0, 1, 4, 7]
    return { places, events: [
      ...places.map(place => after(place === 0 ? STARTED_MS : 0, { kind: 'refuse', workspace: 'one', place })),
      ...times(8, index => [type(chance.between(1000, 3000), places[index % 4] ?? 0), after(chance.between(0, 6), { kind: 'reload' })]),
    ] }
  },

  /** The page's disk is slow, and what it reads and what was sent come in together. */
  slowMirror(chance) {
    return { places: [0, 7], slowPage: true, events: times(6, () => [type(chance.between(200, 4000), chance.of([0, 7]))]) }
  },

  /** One log has no room while the other has. */
  oneLogFull(chance) {
    const places = [0, 1, 4, 7]
    return { places, events: times(chance.between(2, 6), () => [
      after(chance.between(200, STARTED_MS), { kind: chance.of(['pageDiskFull', 'diskFull']), forMs: chance.between(10, 4000) }),
      ...times(chance.between(1, 3), () => [type(short(chance), places[chance.between(0, 3)] ?? 0)]),
    ]) }
  },
} satisfies Record<string, Story>
