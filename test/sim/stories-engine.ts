import type { Event } from './history'
import type { NetFault } from './network-faults'
import type { Story } from './story-parts'
import { ABSENT, after, appliedUnheard, colleague, fault, gap, known, late, link, remove, setBack, short, STARTED_MS, TELLING, times, TWO_VALUES, type, undo } from './story-parts'

/** Between engine, service and colleagues. */
export const ENGINE_STORIES = {
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
} satisfies Record<string, Story>
