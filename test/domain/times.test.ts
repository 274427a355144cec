import { expect, it } from 'vitest'
import { age, bothClocks, lasting, relative, stamp, stampText } from '#domain/words/times'

const AT = Date.UTC(2026, 2, 27, 16, 32)

it('shows an instant on the local clock and on UTC\'s, the date twice where it differs', () => {
  expect(stamp(AT, 'Europe/Paris')).toEqual({ local: '2026-03-27 17:32 CET', utc: '16:32 UTC' })
  expect(stamp(AT, 'Asia/Tokyo').utc).toBe('2026-03-27 16:32 UTC')
  expect(stamp(AT, 'Asia/Tokyo').local).toMatch(/^2026-03-28 01:32 /)
  expect(stampText(AT, AT + 50 * 3_600_000, 'Europe/Paris')).toBe('2026-03-27 17:32 CET (16:32 UTC, 2 d ago)')
})

it('shows an instant once where the local clock is UTC\'s', () => {
  expect(stamp(AT, 'Etc/UTC')).toEqual({ local: '2026-03-27 16:32 UTC', utc: null })
  expect(stampText(AT, AT + 50 * 3_600_000, 'UTC')).toBe('2026-03-27 16:32 UTC (2 d ago)')
  expect([bothClocks(AT, 'UTC'), bothClocks(AT, 'Europe/Paris')]).toEqual(['2026-03-27 16:32 UTC', '2026-03-27 17:32 CET (16:32 UTC)'])
})

it('counts down in seconds, rounding up, and never below nothing', () => {
  expect([12_000, 11_001, 1, 0, -5].map(lasting)).toEqual(['12 s', '12 s', '1 s', '0 s', '0 s'])
  expect([60_000, 3_599_999, 3_600_000, 86_400_000].map(lasting)).toEqual(['1 min', '59 min', '1 h', '1 d'])
})

it('does not count the seconds of what has just happened, on clocks a little apart either', () => {
  expect(relative(AT, AT + 59_000)).toBe('just now')
  expect(relative(AT + 900, AT)).toBe('just now')
  expect(relative(AT, AT + 60_000)).toBe('1 min ago')
  expect(relative(AT + 7_200_000, AT)).toBe('in 2 h')
  expect([age(AT, AT + 1000), age(AT, AT + 120_000)]).toEqual(['now', '2 min'])
})
