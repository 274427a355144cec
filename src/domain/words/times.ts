const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A length of time in its largest whole unit: "12 s", "4 min", "5 h", "3 d". Below nothing is "0 s". */
export function lasting(ms: number): string {
  if (ms >= DAY) return `${Math.floor(ms / DAY)} d`
  if (ms >= HOUR) return `${Math.floor(ms / HOUR)} h`
  if (ms >= MINUTE) return `${Math.floor(ms / MINUTE)} min`
  return `${Math.max(0, Math.ceil(ms / SECOND))} s`
}

/** "just now", "4 min ago", "in 2 d": what lies less than a minute away does not count its seconds. */
export function relative(instant: number, now: number): string {
  const past = now - instant
  if (Math.abs(past) < MINUTE) return 'just now'
  return past < 0 ? `in ${lasting(-past)}` : `${lasting(past)} ago`
}

/** How old something is, where there is room for little: "now", "4 min". */
export function age(since: number, now: number): string {
  return now - since < MINUTE ? 'now' : lasting(now - since)
}

/** How old something is beside what is `beside` old and says so: null where that is the same, or not worth a word. */
export function ageBeside(since: number, beside: number | null, now: number): string | null {
  const own = age(since, now)
  return now - since < MINUTE || (beside !== null && own === age(beside, now)) ? null : own
}

export interface Stamp {
  /** "2026-03-27 17:32 CET" */
  local: string
  /** "16:32 UTC", with its date where that is another than the local one; null where the local clock is UTC's. */
  utc: string | null
}

/** An instant (epoch milliseconds) on the clocks of `timeZone` (IANA) and of UTC. */
export function stamp(instant: number, timeZone: string): Stamp {
  const here = clock(instant, timeZone)
  const there = clock(instant, 'UTC')
  const utc = here.date === there.date ? `${there.time} UTC` : `${there.date} ${there.time} UTC`
  return { local: `${here.date} ${here.time} ${here.zone}`, utc: here.zone === 'UTC' ? null : utc }
}

/** "2026-03-27 17:32 CET (16:32 UTC)" */
export function bothClocks(instant: number, timeZone: string): string {
  const { local, utc } = stamp(instant, timeZone)
  return utc === null ? local : `${local} (${utc})`
}

/** "2026-03-27 17:32 CET (16:32 UTC, 2 d ago)" */
export function stampText(instant: number, now: number, timeZone: string): string {
  const { local, utc } = stamp(instant, timeZone)
  return `${local} (${[utc, relative(instant, now)].filter(part => part !== null).join(', ')})`
}

/** "14:02:11", and with its date where that is another than the one of `day`; both instants on the clocks of `timeZone`. */
export function clockTime(instant: number, day: number, timeZone: string): string {
  const { date, time } = clock(instant, timeZone)
  const seconds = String(Math.floor(instant / SECOND) % 60).padStart(2, '0')
  return date === clock(day, timeZone).date ? `${time}:${seconds}` : `${date} ${time}:${seconds}`
}

/** "17:42", and with its date where that is another than the one of `day`; both instants on the clocks of `timeZone`. */
export function minuteOf(instant: number, day: number, timeZone: string): string {
  const { date, time } = clock(instant, timeZone)
  return date === clock(day, timeZone).date ? time : `${date} ${time}`
}

/** The date of an instant, "2026-03-27". */
export function dateOf(instant: number, timeZone: string): string {
  return clock(instant, timeZone).date
}

const formats = new Map<string, Intl.DateTimeFormat>()

function clock(instant: number, timeZone: string): { date: string, time: string, zone: string } {
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('en-GB', {
    timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', timeZoneName: 'short',
  })
  formats.set(timeZone, format)
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]))
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? ''
  return { date: `${part('year')}-${part('month')}-${part('day')}`, time: `${part('hour')}:${part('minute')}`, zone: part('timeZoneName') }
}
