import type { Chance } from '../support/chance'
import { createChance } from '../support/chance'
import type { Event, Happening, History } from './history'
import type { NetFault } from './network-faults'

/** What is likely to go wrong without one safeguard, told with other times, slots and faults each time. */
type Story = (chance: Chance) => { places: readonly number[], slowPage?: true, events: readonly Event[] }

/** A history that tells the story with what one seed decides; the coins are that seed's too. */
export function tell(name: StoryName, seed: number): History {
  const story: Story = STORIES[name]
  const { events, ...settings } = story(createChance(seed).branch('story'))
  return { seed, settings: { dexie: false, cases: 1, ...settings }, events: [...events, link(TAIL_MS, 'restore')] }
}

/** The app has started and read its cases by then. */
const STARTED_MS = 5000

/** So long the page stays as it is before the end loads it anew: what is to mend itself by then may not wait for that. */
const TAIL_MS = 70_000

/** Places by what their slots can do (places.ts). */
const TELLING = [0, 1, 2, 4, 5, 7] as const
const ABSENT = [3, 8, 10] as const
const TWO_VALUES = [8, 9, 10] as const

const after = (ms: number, happening: Happening): Event => ({ after: ms, ...happening })
const type = (ms: number, place: number): Event => after(ms, { kind: 'type', case: 0, place })
const remove = (ms: number, place: number): Event => after(ms, { kind: 'remove', case: 0, place })
const undo = (ms: number, place: number): Event => after(ms, { kind: 'undo', case: 0, place })
const colleague = (ms: number, place: number): Event => after(ms, { kind: 'colleague', workspace: 'one', case: 0, place, who: 'second' })
const setBack = (ms: number, place: number): Event => after(ms, { kind: 'setBack', workspace: 'one', case: 0, place, who: 'second' })
const link = (ms: number, kind: 'cut' | 'restore'): Event => after(ms, { kind, workspace: 'one' })
const fault = (ms: number, befalls: NetFault, on: 'updateCase' | 'any' = 'updateCase'): Event =>
  after(ms, { kind: 'fault', workspace: 'one', case: null, armed: { fault: befalls, on, forMs: null } })

/** A moment, a blink, a while, or longer than a deadline. */
const gap = (chance: Chance): number =>
  chance.of([chance.between(0, 60), chance.between(60, 1000), chance.between(1000, 6000), chance.between(6000, 45_000)])
const short = (chance: Chance): number => chance.of([chance.between(0, 30), chance.between(30, 400), chance.between(400, 3000)])

const times = (count: number, events: (index: number) => readonly Event[]): Event[] =>
  Array.from({ length: count }, (_, index) => events(index)).flat()

/** After it nobody can tell whether the call was applied; it was. */
function appliedUnheard(chance: Chance): NetFault {
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

function late(chance: Chance): NetFault {
  return { kind: 'late', ends: chance.of(['reset', 'timeout']), landsAfterMs: chance.of([chance.between(100, 8000), chance.between(8000, 100_000)]) }
}

/** An edit before, so that it is known who we are. */
const known = (chance: Chance, place: number): Event[] =>
  chance.is(0.6) ? [type(STARTED_MS, place), type(STARTED_MS, place)] : []

const STORIES = {
  /** Our call is applied, nobody hears of it, and a colleague changes what it wrote. */
  changedUnheard(chance) {
    const place = chance.of([...TELLING, 3])
    const change = chance.of([setBack, setBack, colleague])
    return { places: [place], events: [
      ...known(chance, place),
      fault(STARTED_MS, appliedUnheard(chance)),
      type(1000, place),
      change(short(chance), place),
      ...chance.is(0.3) ? [change(gap(chance), place)] : [],
    ] }
  },

  /** The same, and the log of edits may not show it yet. */
  changedBeforeLog(chance) {
    const place = chance.of([...TELLING, 3])
    const quick = chance.of<NetFault>([{ kind: 'lostReply', ends: 'reset' }, { kind: 'garbledReply' }, { kind: 'failing', status: 500, applied: true, retryAfterMs: null }])
    return { places: [place], events: [
      ...known(chance, place),
      fault(STARTED_MS, quick),
      type(0, place),
      setBack(chance.of([chance.between(60, 500), chance.between(500, 5000)]), place),
    ] }
  },

  /** A portal answers in the service's place. */
  portalAnswers(chance) {
    const place = chance.of([...TELLING, 3])
    const isApplied = chance.is(0.5)
    return { places: [place], events: [
      fault(STARTED_MS, { kind: 'notTheService', applied: isApplied }),
      type(0, place),
      ...isApplied ? [setBack(short(chance), place)] : [],
    ] }
  },

  /** A call that is to be tried again by itself. */
  refusedForNow(chance) {
    return { places: [0], events: [fault(STARTED_MS, chance.of<NetFault>([{ kind: 'conflict' }, { kind: 'failing', status: 503, applied: false, retryAfterMs: null }])), type(0, 0)] }
  },

  /** Edits are made without a link, and others go on. */
  typedOffline(chance) {
    const place = chance.of(TELLING)
    const meanwhile = chance.of<Event[]>([
      [],
      [colleague(gap(chance), place)],
      [after(gap(chance), { kind: chance.of(['quit', 'wipeDatabase']) }), after(STARTED_MS, { kind: 'tryNow' })],
    ])
    return { places: [place], events: [
      link(STARTED_MS, 'cut'),
      type(0, place),
      ...meanwhile,
      link(gap(chance), 'restore'),
    ] }
  },

  /** A text that both change, each in a place of their own. */
  textOffline(chance) {
    return { places: [6], events: [link(STARTED_MS, 'cut'), type(0, 6), colleague(gap(chance), 6), link(gap(chance), 'restore')] }
  },

  /** What one shell has recorded is sent while the other one is open, and changed by a colleague. */
  sentByOther(chance) {
    const place = chance.of(TELLING)
    return { places: [place], events: [
      link(STARTED_MS, 'cut'),
      type(0, place),
      after(chance.between(100, 1000), { kind: 'switchShell' }),
      link(STARTED_MS, 'restore'),
      setBack(chance.between(5000, 15_000), place),
      after(1000, { kind: 'switchShell' }),
      after(6000, { kind: 'tryNow' }),
    ] }
  },

  /** The page or all of the app dies about when what became of an edit comes in. */
  diesWithOutcome(chance) {
    return { places: [0], events: [type(STARTED_MS, 0), after(0, { kind: 'crash', victim: chance.of(['page', 'both']), steps: chance.between(10, 70) })] }
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

  /** The journal is deleted while something is unsent, or sent and unheard. */
  journalGone(chance) {
    const place = chance.of(TELLING)
    return { places: [place], events: [
      ...times(chance.between(0, 3), () => [type(STARTED_MS, place)]),
      fault(STARTED_MS, { kind: 'lostReply', ends: 'timeout' }),
      type(0, place),
      setBack(chance.between(100, 4000), place),
      after(chance.between(100, 4000), { kind: 'wipeJournal' }),
      ...times(chance.between(0, 2), () => [type(STARTED_MS * 2, 0)]),
    ] }
  },

  /** A call lands after others that were made later. */
  landsLate(chance) {
    const place = chance.of([...TELLING, 3])
    return { places: [place], events: [
      ...known(chance, place),
      fault(STARTED_MS, late(chance)),
      type(0, place),
      ...chance.is(0.5) ? [fault(gap(chance), late(chance))] : [],
      chance.of([type, type, undo, remove])(gap(chance), place),
      ...chance.is(0.4) ? [chance.of([type, undo, colleague, setBack])(gap(chance), place)] : [],
    ] }
  },

  /** An undo of what may have been sent, after a colleague changed it. */
  undoneUnheard(chance) {
    const place = chance.of([...TELLING, 3])
    return { places: [place], events: [
      ...known(chance, place),
      fault(STARTED_MS, appliedUnheard(chance)),
      type(0, place),
      ...chance.is(0.7) ? [colleague(short(chance), place)] : [],
      undo(gap(chance), place),
    ] }
  },

  /** An undo that is in the journal before what it takes back. */
  undoneFirst(chance) {
    const place = chance.of(TELLING)
    const full = chance.between(30, 900)
    return { places: [place], events: [
      after(STARTED_MS, { kind: 'diskFull', forMs: full }),
      type(chance.between(0, 10), place),
      undo(full + chance.between(-20, 800), place),
      ...chance.is(0.5) ? [after(short(chance), { kind: 'switchShell' }), after(6000, { kind: 'switchShell' })] : [],
    ] }
  },

  /** What was never sent is undone, and a colleague has done the very same meanwhile. */
  undoneUnsent(chance) {
    const place = chance.of(TWO_VALUES)
    return { places: [place], events: [
      link(STARTED_MS, 'cut'),
      place === 9 ? remove(100, place) : type(100, place),
      colleague(gap(chance), place),
      undo(gap(chance), place),
      link(gap(chance), 'restore'),
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

  /** A colleague writes while our call is on its way. */
  writtenBetween(chance) {
    const place = chance.of(TELLING)
    return { places: [place], events: times(3, () => [type(STARTED_MS, place), colleague(short(chance), place)]) }
  },

  /** There and not there, so that an old answer may look like the new one. */
  toAndFro(chance) {
    const place = chance.of(TWO_VALUES)
    const again = chance.is(0.5)
    return { places: [place], events: times(chance.between(4, 7), index => [
      (index % 2 === (place === 9 ? 1 : 0) ? type : remove)(index === 0 ? STARTED_MS : chance.between(200, 4000), place),
      ...again && chance.is(0.4) ? [after(chance.between(100, 2500), { kind: chance.of(['quit', 'reload']) })] : [],
    ]) }
  },

  /** An edit that only one shell's database has, while the other shell goes on. */
  handedOverLate(chance) {
    const place = chance.of(ABSENT)
    return { places: [place], events: [
      after(STARTED_MS, { kind: 'diskFull', forMs: chance.between(100, 2000) }),
      type(chance.between(0, 20), place),
      after(chance.between(0, 300), { kind: 'switchShell' }),
      type(chance.between(5000, 9000), place),
      remove(chance.between(0, 5000), place),
      after(chance.between(1000, 6000), { kind: 'switchShell' }),
      ...chance.is(0.5) ? [type(chance.between(5000, 9000), place)] : [],
    ] }
  },

  /** One edit more of a slot while the service refuses the one before. */
  typedOverRefused(chance) {
    const place = chance.of(ABSENT)
    return { places: [place], events: [
      fault(STARTED_MS, { kind: 'validation', fields: [] }),
      type(100, place),
      remove(chance.of([chance.between(10, 200), chance.between(200, 4000)]), place),
    ] }
  },

  /** The app dies about when its call leaves, and a colleague changes what that wrote. */
  diesWithCall(chance) {
    const place = chance.of(TELLING)
    return { places: [place], events: [
      type(STARTED_MS, place),
      after(0, { kind: 'crash', victim: chance.of(['host', 'both']), steps: chance.between(4, 60) }),
      setBack(chance.between(50, 1500), place),
    ] }
  },

  /** Metadata is written for the first time. */
  firstMetadata(chance) {
    return { places: [4, 5], events: [type(STARTED_MS, 4), ...chance.is(0.5) ? [type(gap(chance), 5)] : []] }
  },

  /** One more edit in the midst of what the first set off. */
  typedIntoTurn(chance) {
    const places = [0, 1, 7].slice(0, chance.between(2, 3))
    return { places, events: places.map(place => type(place === 0 ? STARTED_MS : chance.between(60, 500), place)) }
  },

  /** A write, then the app is started again, and an old answer looks like what is wanted next. */
  startedAnew(chance) {
    const place = chance.of(TWO_VALUES)
    const [there, away] = place === 9 ? [remove, type] : [type, remove]
    return { places: [place], events: [
      there(STARTED_MS, place),
      away(chance.between(1500, 4000), place),
      link(chance.between(1500, 4000), 'cut'),
      after(0, { kind: 'quit' }),
      there(chance.between(4500, 6000), place),
      link(chance.between(0, 1000), 'restore'),
      after(0, { kind: 'tryNow' }),
    ] }
  },

  /** The link is back: drain and pull read at once, and others have written. */
  linkBack(chance) {
    const places = [0, 7]
    return { places, events: times(3, () => [
      link(STARTED_MS, 'cut'),
      type(100, chance.of([0, 0, 7])),
      ...chance.is(0.7) ? [colleague(1000, 7)] : [],
      link(chance.between(6000, 9000), 'restore'),
      ...chance.is(0.6) ? [after(0, { kind: 'tryNow' }), colleague(chance.between(10, 250), 7)] : [],
      ...chance.is(0.5) ? [type(short(chance), 0)] : [],
      ...chance.is(0.3) ? [colleague(short(chance), 7)] : [],
    ]) }
  },

  /** The service asks to be left alone, and the app is started again. */
  askedToWait(chance) {
    return { places: [0], events: [
      fault(STARTED_MS, { kind: 'throttled', retryAfterMs: chance.of([10_000, 30_000]) }, 'any'),
      type(0, 0),
      ...chance.is(0.7) ? [after(chance.between(400, 4000), { kind: 'quit' })] : [type(3000, 0)],
    ] }
  },

  /** A disk is full for a moment while much is written, and the app dies before that is written again. */
  fullThenDies(chance) {
    return { places: [0], events: [
      type(STARTED_MS, 0),
      after(chance.between(0, 90), { kind: 'paste', case: 0, count: 5 }),
      after(chance.between(1, 16), { kind: 'diskFull', forMs: chance.between(3, 50) }),
      after(chance.between(20, 500), { kind: 'crash', victim: chance.of(['host', 'both']), steps: chance.between(0, 10) }),
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

  /** Drain and pull read at once, and a colleague writes between the two reads. */
  readBeside(chance) {
    return { places: [0, 7], events: times(4, () => [
      link(STARTED_MS, 'cut'),
      type(100, 0),
      colleague(100, 7),
      link(6000, 'restore'),
      after(0, { kind: 'tryNow' }),
      colleague(chance.between(30, 160), 7),
    ]) }
  },

  /** The mirror is read while our call is under way, and a colleague writes at the same time. */
  readAcross(chance) {
    return { places: [0, 7], events: times(3, () => [
      colleague(STARTED_MS * 2, 7),
      after(0, { kind: 'reload' }),
      type(chance.between(60, 400), 0),
      colleague(chance.between(0, 3000), 7),
    ]) }
  },

  /** The page's disk is slow, and what it reads and what was sent come in together. */
  slowMirror(chance) {
    return { places: [0, 7], slowPage: true, events: times(6, () => [type(chance.between(200, 4000), chance.of([0, 7]))]) }
  },

  /** Two requests of one slot, the first landing after the second; what puts that right meets a fault. */
  landsLateAndFails(chance) {
    const place = chance.of(TELLING)
    return { places: [place], events: [
      ...known(chance, place),
      fault(STARTED_MS, { kind: 'late', ends: 'reset', landsAfterMs: chance.between(4000, 20_000) }),
      type(0, place),
      type(chance.between(500, 3500), place),
      fault(chance.between(20_000, 30_000), chance.of<NetFault>([{ kind: 'conflict' }, { kind: 'failing', status: 503, applied: false, retryAfterMs: null }])),
      link(340_000, 'restore'),
    ] }
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

export type StoryName = keyof typeof STORIES
