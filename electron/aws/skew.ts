import type { RawReply } from './classify'
import { httpDate } from './retry-after'

const SECOND = 1000
const UNITS = [['day', 86_400 * SECOND], ['hour', 3600 * SECOND], ['minute', 60 * SECOND], ['second', SECOND]] as const

/** How far the service's clock is ahead of this machine's, in ms, by the date of its reply; null where the reply has none. */
export function skewOf({ headers }: Pick<RawReply, 'headers'>, now: number): number | null {
  const theirs = httpDate(headers['date'] ?? '')
  return theirs === null ? null : theirs - now
}

/** As "2 hours behind", for this machine's clock; null where it is right within the second that the header counts in. */
export function skewWords(skewMs: number): string | null {
  const size = Math.abs(skewMs)
  const [name, ms] = UNITS.find(([, unit]) => size >= unit * 1.5) ?? UNITS[3]
  const count = Math.round(size / ms)
  if (size < 1.5 * SECOND) return null
  return `${count} ${name}${count === 1 ? '' : 's'} ${skewMs > 0 ? 'behind' : 'ahead'}`
}
