/** A call as the pace knows it: when it started, and the pace it was sent at (calls a second; null: none). */
export interface Sent { at: number, rate: number | null }

/** `lost`: it did not come to a call, or nothing of the service's came back. */
export type Ending = 'accepted' | 'throttled' | 'lost'

export interface Pace {
  /** When the next call may start (epoch ms); infinite while the reply to the one under way decides it. */
  readyAt(): number
  started(now: number): Sent
  /** Must come once for each call that was started. */
  ended(sent: Sent, how: Ending, now: number): void
  /** Throttled calls since the last accepted one, those of one burst counted once. */
  refusals(): number
  /** Nothing is started before then: what was accepted earlier tells nothing of what is allowed after. */
  rest(until: number): void
}

/** Over so much time accepted calls are counted: the unit in which rates are granted. */
const SECOND = 1000
/** So many calls accepted within a second are taken for what a second allows; fewer tell nothing of it. */
const TELLING = 8
/** Where calls went on for longer than this before the first 429, a reserve went too: the search begins at so much of their rate. */
const STEADY_MS = 600
const STEADY_PART = 0.7
/** Where nothing is known: the first rate, and its growth by each accepted call. */
const FIRST_RATE = 14
const SEARCH = 1.1
const SEARCHED = 1.2
/** Slower than this it is pauses that slow down: a write must not wait for long on its own read. */
const LEAST_RATE = 1
/** Faster than this the pace holds back nothing that the places do not. */
const MOST_RATE = 200
/** How far below a rate that was refused calls go on, and how that closes again: by the square of what is left. */
const STEP_BACK = 0.97
const CURVE = 0.012
/** How much the rate in use counts beside what was measured, in seconds of measuring: a short count says little. */
const PRIOR_S = 0.2
/** A timer that fires late loses no time up to this. */
const LATE_MS = 5
/** A service that counts by the clock's second may be a little behind ours. */
const WINDOW_MARGIN_MS = 10
/** Refusals in a row from which on the rate is halved. */
const FAR_TOO_FAST = 3

/**
 * How fast calls may follow each other, from the service's answers alone. No pace until the first 429. Then, as the
 * SDK's adaptive mode does (CUBIC): the accepted rate is measured, calls go on a little below it, evenly, climb back to
 * what was refused, and beyond it faster and faster, until no pace is left or the next 429 comes.
 *
 * ```
 *  none ── 429 ──▶ search (faster by each accepted call) ── 429 ──▶ hold ── 429 ──▶ hold, from a new measure
 *    ▲  └── 429 after a burst: from the next second on ────────────────▲ │
 *    └────────────────────────── faster than the places allow ───────────────────────┘
 * ```
 *
 * Calls that started before the newest 429 arrived are of the burst it ended: their 429s change nothing more. After
 * a 429 with nothing accepted since the one before, calls start one at a time, each after the reply to the last.
 *
 * The SDK's own `DefaultRateLimiter` (`@smithy/core/retry`) does not fit: it reads `Date.now` and `setTimeout` through
 * private members, lets callers through in no order of ours, and knows no Retry-After.
 */
export function createPace(): Pace {
  let rate: number | null = null
  let searching = false
  /** The rate that was refused, and the one that calls went on at. */
  let refused = 0
  let base = 0
  let acceptedSince = 0
  let refusals = 0
  /** When the newest 429 arrived, and when calls went on after it. */
  let cutAt = Number.NEGATIVE_INFINITY
  let resumedAt = Number.NEGATIVE_INFINITY
  let nextAt = 0
  let alone: Sent | null = null
  /** Starts of accepted calls, of the last two seconds. */
  let starts: number[] = []

  function accepted(sent: Sent): void {
    starts.push(sent.at)
    if ((starts[0] ?? 0) < sent.at - 2 * SECOND) starts = starts.filter(at => at >= sent.at - 2 * SECOND)
    if (rate === null || sent.at <= cutAt) return
    refusals = 0
    acceptedSince += 1
    rate = searching ? Math.max(rate, (sent.rate ?? rate) * SEARCH) : onCurve(acceptedSince / base)
    if (rate > MOST_RATE) rate = null
  }

  /** The rate after `seconds` worth of calls: quick at first, flat where it was refused, then quicker and quicker. */
  function onCurve(seconds: number): number {
    const off = seconds - Math.sqrt((1 - base / refused) / CURVE)
    return refused * (1 + CURVE * off * Math.abs(off))
  }

  function throttled(sent: Sent, now: number): void {
    if (sent.at <= cutAt) return
    if (rate === null) begin(sent, now)
    else if (acceptedSince === 0) refusedAgain(rate)
    else measure(sent, now)
    cutAt = now
    acceptedSince = 0
  }

  function begin(sent: Sent, now: number): void {
    const recent = starts.filter(at => at >= sent.at - SECOND && at <= sent.at)
    const first = recent[0] ?? sent.at
    const few = recent.length < TELLING
    searching = few || sent.at - first > STEADY_MS
    const found = few ? FIRST_RATE : recent.length * STEADY_PART
    if (searching) goOnAt(found, 1)
    else goOnAt(recent.length, STEP_BACK)
    resumedAt = now
    nextAt = now + SECOND / base
    if (!searching) rest(first + SECOND + WINDOW_MARGIN_MS)
  }

  function measure(sent: Sent, now: number): void {
    const used = sent.rate ?? base
    const from = Math.max(sent.at - SECOND, resumedAt)
    const count = starts.filter(at => at > from && at <= sent.at).length
    const measured = (count + used * PRIOR_S) / ((sent.at - from) / SECOND + PRIOR_S)
    // A search leaves what was refused behind within a call or two: the measure, over all of it, is too low.
    goOnAt(Math.min(used, searching ? SEARCHED * measured : measured), STEP_BACK)
    // What the search let through slowly says nothing of the rate it found.
    if (searching) resumedAt = now
    searching = false
    nextAt = now + SECOND / base
  }

  function refusedAgain(used: number): void {
    refusals += 1
    searching = false
    goOnAt(refusals < FAR_TOO_FAST ? used / STEP_BACK : used / 2, STEP_BACK)
  }

  function goOnAt(most: number, part: number): void {
    refused = Math.max(LEAST_RATE, most)
    base = refused * part
    rate = base
  }

  function rest(until: number): void {
    resumedAt = Math.max(resumedAt, until)
    nextAt = Math.max(nextAt, until)
  }

  return {
    readyAt() {
      if (alone !== null) return Number.POSITIVE_INFINITY
      return rate === null ? Number.NEGATIVE_INFINITY : nextAt
    },
    started(now) {
      const sent = { at: now, rate }
      if (rate !== null) nextAt = Math.max(nextAt, now - LATE_MS) + SECOND / rate
      if (refusals > 0) alone = sent
      return sent
    },
    ended(sent, how, now) {
      if (alone === sent) alone = null
      if (how === 'accepted') accepted(sent)
      if (how === 'throttled') throttled(sent, now)
    },
    refusals: () => refusals,
    rest,
  }
}
