import type { Entered } from './entered'
import { accepted, refused } from './entered'
import { cleanWord, quoted } from './text'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const FORM = /^(\d{4,6})-(\d\d?)-(\d\d?)(?:(?:T| +)(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?: *(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?))?)?$/i
const SPOKEN = /^(today|yesterday),? +(\d\d?:\d\d(?::\d\d)?(?: *(?:Z|UTC|GMT|[+-]\d\d(?::?\d\d)?))?)$/i
const AGO = /^(-)? *(\d{1,4}) *(s|sec|seconds?|m|min|minutes?|h|hours?|d|days?)( +ago)?$/i
const OFFSET = /^([+-])(\d\d):?(\d\d)?$/
const MONTHS = [
  'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December',
]

/**
 * Reads a date and time as epoch milliseconds at whole seconds: ISO 8601 or `2026-03-27 17:32`, with or without seconds
 * and offset. Without an offset it is a time in `timeZone`, an IANA name (the machine's own by default).
 * Also what is said on the telephone, counted from `now` (epoch milliseconds): `now`, `today 14:30`, `yesterday 14:30`, `2 h ago`.
 * A time of day that the zone's clocks skipped is refused; one that they showed twice is taken as the first, and said so.
 */
export function readDate(
  text: string,
  timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone,
  now: number = Date.now(),
): Entered<number> {
  const typed = cleanWord(text)
  const spoken = SPOKEN.exec(typed)
  const ago = spoken === null ? agoOf(typed) : null
  if (ago !== null) return inRange(now - now % SECOND - ago, [`taken as ${dateText(now - now % SECOND - ago, timeZone)}`])
  const said = spoken?.[1]?.toLowerCase() === 'yesterday' ? dayBefore(now, timeZone) : wallText(now + offsetAt(now, timeZone)).slice(0, 10)
  const word = spoken === null ? typed : `${said} ${spoken[2]}`
  const parts = FORM.exec(word)
  if (parts === null) return refused(`${quoted(word)} is not a date this app can read: write it as 2026-03-27 17:32, or with an offset as 2026-03-27T17:32:00+01:00.`)
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(part => Number(part ?? 0))
  const wrong = impossible(year, month, day) ?? impossibleTime(hour, minute, second)
  if (wrong !== null) return refused(wrong)
  const wall = Date.UTC(year, month - 1, day, hour, minute, second)
  const changes = Number(parts[7] ?? 0) > 0 ? ['fractions of a second dropped'] : []
  if (spoken !== null) changes.push(`taken as ${wallText(wall)}`)
  if (parts[8] !== undefined) {
    const offset = offsetOf(parts[8])
    if (offset === null) return refused(`An offset lies between -14:00 and +14:00; ${quoted(parts[8])} does not.`)
    return inRange(wall - offset, changes)
  }
  if (parts[4] === undefined) changes.push(`taken as 00:00 that day, ${timeZone}`)
  const [first, again] = instantsOf(wall, timeZone)
  if (first === undefined) return refused(`The clocks of ${timeZone} skipped ${wallText(wall)}: write the time with its offset, as in 2026-03-27T17:32:00+01:00.`)
  if (again !== undefined) changes.push(`the clocks of ${timeZone} showed this time twice: taken as the first, ${dateText(first, timeZone)}`)
  return inRange(first, changes)
}

/** How long ago, in milliseconds, "now", "2 h ago" or "-90 min" is; null for any other text. */
function agoOf(text: string): number | null {
  if (/^now$/i.test(text)) return 0
  const [, minus, count, unit = '', ago] = AGO.exec(text) ?? []
  if (count === undefined || (minus === undefined) === (ago === undefined)) return null
  return Number(count) * ({ s: SECOND, m: MINUTE, h: HOUR, d: DAY }[unit.charAt(0).toLowerCase()] ?? 0)
}

/** The date of the day before, as the zone's clocks have it: at noon no clock is moved. */
function dayBefore(now: number, timeZone: string): string {
  const [year = 0, month = 0, day = 0] = wallText(now + offsetAt(now, timeZone)).slice(0, 10).split('-').map(Number)
  return wallText(Date.UTC(year, month - 1, day - 1, 12)).slice(0, 10)
}

/** The instant (epoch milliseconds) as the zone's clocks show it, with its offset, in a form {@link readDate} reads. */
export function dateText(instant: number, timeZone: string): string {
  const offset = offsetAt(instant, timeZone)
  const minutes = Math.round(Math.abs(offset) / MINUTE)
  const two = (number: number) => String(number).padStart(2, '0')
  return `${wallText(instant + offset)} ${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

function wallText(wall: number): string {
  const [date, time = ''] = new Date(wall).toISOString().split('T')
  return `${date} ${time.slice(0, time.slice(6, 8) === '00' ? 5 : 8)}`
}

function impossible(year: number, month: number, day: number): string | null {
  if (year < 1970 || year > 9999) return `Dates go from the year 1970 to 9999; ${year} is outside.`
  const name = MONTHS[month - 1]
  if (name === undefined) return `There is no month ${month}: months go from 01 to 12.`
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate()
  return day < 1 || day > last ? `There is no ${day} ${name} ${year}: that month has ${last} days.` : null
}

function impossibleTime(hour: number, minute: number, second: number): string | null {
  return hour > 23 || minute > 59 || second > 59 ? 'The time of day goes from 00:00:00 to 23:59:59.' : null
}

function inRange(instant: number, changes: readonly string[]): Entered<number> {
  return instant < 0 || instant >= Date.UTC(10_000, 0)
    ? refused('Dates go from the year 1970 to 9999, by UTC.')
    : accepted(instant, ...changes)
}

function offsetOf(text: string): number | null {
  const [, sign, hours = '0', minutes = '0'] = OFFSET.exec(text) ?? []
  if (sign === undefined) return 0
  const size = Number(hours) * 60 + Number(minutes)
  if (size > 14 * 60 || Number(minutes) > 59) return null
  return (sign === '-' ? -size : size) * MINUTE
}

/** The instants at which the zone's clocks show this wall time, earliest first: none, one or two. */
function instantsOf(wall: number, timeZone: string): number[] {
  const offsets = new Set([offsetAt(wall - DAY, timeZone), offsetAt(wall + DAY, timeZone)])
  return [...offsets].map(offset => wall - offset).filter(instant => instant + offsetAt(instant, timeZone) === wall).sort((a, b) => a - b)
}

/** What the zone's clocks are ahead of UTC at an instant, in milliseconds. */
function offsetAt(instant: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
  })
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]))
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
  return wall - Math.floor(instant / SECOND) * SECOND
}
