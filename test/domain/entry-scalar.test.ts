import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dateText, readDate } from '#domain/entry/date'
import { enterScalar } from '#domain/entry/enter-scalar'
import { anyText } from './entry-model'

const dublin = { timeZone: 'Europe/Dublin' }
const date = (text: string, context = dublin) => enterScalar('actualIncidentStartDate', text, context)
const at = (iso: string) => ({ ok: true, value: Date.parse(iso), corrected: null })
const refusal = (words: string) => ({ ok: false, reason: expect.stringContaining(words) })

describe('a title or description', () => {
  it('goes in as typed, without the spaces around it', () => {
    expect(enterScalar('title', '  Leaked key in CI ')).toEqual({ ok: true, value: 'Leaked key in CI', corrected: null })
  })

  it('is not emptied by what nobody can see', () => {
    for (const unseen of ['', ' \n', '\u200B', '\u200B \u2060', '\u3164', '\u2800', '\u0000']) {
      expect(enterScalar('title', unseen)).toEqual(refusal('can set a title but not clear it'))
      expect(enterScalar('description', unseen)).toEqual(refusal('can set a description but not clear it'))
    }
    expect(enterScalar('title', '\u200B\u0645')).toMatchObject({ ok: true })
  })

  it('is counted in code points, so 300 emoji are a title and 301 are not', () => {
    expect(enterScalar('title', '🔑'.repeat(300))).toMatchObject({ ok: true })
    expect(enterScalar('title', '🔑'.repeat(312))).toEqual({ ok: false, reason: 'A title holds at most 300 characters; this one has 312.' })
    expect(enterScalar('description', 'x'.repeat(8001))).toEqual({ ok: false, reason: 'A description holds at most 8,000 characters; this one has 8,001.' })
  })

  it('keeps a description\'s lines, and makes one line of a title, saying so', () => {
    expect(enterScalar('description', 'a\r\n\tb\n\nc')).toEqual({ ok: true, value: 'a\n\tb\n\nc', corrected: null })
    expect(enterScalar('title', 'a \r\n\tb')).toEqual({ ok: true, value: 'a b', corrected: 'line breaks and tabs written as spaces' })
  })

  it('loses what cannot be seen or sent, saying so', () => {
    expect(enterScalar('title', 'a\u0000b\uD800')).toEqual({ ok: true, value: 'ab\uFFFD', corrected: 'broken characters replaced; control characters removed' })
  })

  it('cannot be cleared', () => {
    expect(enterScalar('title', ' \n')).toEqual({ ok: false, reason: 'The service can set a title but not clear it.' })
    expect(enterScalar('engagementType', '')).toEqual({ ok: false, reason: 'The service can set an engagement type but not clear it.' })
  })

  it('entered again is taken as it is', () => {
    fc.assert(fc.property(fc.constantFrom('title', 'description'), anyText(320), (field, text) => {
      const first = enterScalar(field, text)
      if (!first.ok) return
      expect(enterScalar(field, String(first.value))).toEqual({ ok: true, value: first.value, corrected: null })
      expect([...String(first.value)].length).toBeLessThanOrEqual(field === 'title' ? 300 : 8000)
    }))
  })
})

describe('an engagement type', () => {
  it('is one of the two, however it is capitalised', () => {
    expect(enterScalar('engagementType', 'Investigation')).toEqual({ ok: true, value: 'Investigation', corrected: null })
    expect(enterScalar('engagementType', 'security incident')).toEqual({ ok: true, value: 'Security Incident', corrected: 'written as Security Incident' })
    expect(enterScalar('engagementType', 'Drill')).toEqual(refusal('"Drill" is neither'))
  })
})

describe('a date', () => {
  it('is read in the forms people and logs write', () => {
    for (const text of ['2026-03-27 17:32', '2026-03-27T17:32:00', '2026-03-27T17:32Z', '2026-03-27 18:32 +01:00', '2026-03-27T12:02:00-0530', '2026-03-27 17:32:00 utc']) {
      expect(date(text)).toEqual(at('2026-03-27T17:32:00Z'))
    }
  })

  it('is read in the responder\'s zone where it names none', () => {
    expect(date('2026-07-01 12:00', { timeZone: 'America/New_York' })).toEqual(at('2026-07-01T16:00:00Z'))
    expect(date('2026-07-01 12:00', { timeZone: 'Asia/Kathmandu' })).toEqual(at('2026-07-01T06:15:00Z'))
  })

  it('says what it dropped or took for granted', () => {
    expect(date('2026-03-27T17:32:05.9Z')).toEqual({ ...at('2026-03-27T17:32:05Z'), corrected: 'fractions of a second dropped' })
    expect(date('2026-03-27')).toEqual({ ...at('2026-03-27T00:00:00Z'), corrected: 'taken as 00:00 that day, Europe/Dublin' })
  })

  it('is read as it is said on the telephone, and says what it was taken for', () => {
    const now = Date.UTC(2026, 2, 29, 12, 0, 30, 500)
    const said = (text: string) => readDate(text, 'Europe/Dublin', now)
    expect(said('now')).toEqual({ ...at('2026-03-29T12:00:30Z'), corrected: 'taken as 2026-03-29 13:00:30 +01:00' })
    expect(said('2 h ago')).toMatchObject({ ...at('2026-03-29T10:00:30Z'), corrected: expect.any(String) })
    expect(said('-90min')).toMatchObject({ ...at('2026-03-29T10:30:30Z'), corrected: expect.any(String) })
    expect(said('3 days ago')).toMatchObject({ ...at('2026-03-26T12:00:30Z'), corrected: expect.any(String) })
    expect(said('today 09:15')).toEqual({ ...at('2026-03-29T08:15:00Z'), corrected: 'taken as 2026-03-29 09:15' })
    expect(said('Yesterday 23:40')).toMatchObject({ ...at('2026-03-28T23:40:00Z'), corrected: expect.any(String) })
    expect(said('yesterday 23:40Z')).toMatchObject({ ...at('2026-03-28T23:40:00Z'), corrected: expect.any(String) })
    for (const text of ['2 h', '-2 h ago', 'in 2 h', 'yesterday']) expect(said(text)).toEqual(refusal('write it as 2026-03-27 17:32'))
  })

  it('in the hour the clocks skip is refused, in the hour they show twice it is the first', () => {
    expect(date('2026-03-29 01:30')).toEqual(refusal('skipped 2026-03-29 01:30'))
    expect(date('2026-03-29T01:30Z')).toEqual(at('2026-03-29T01:30:00Z'))
    expect(date('2026-10-25 01:30')).toEqual({ ...at('2026-10-25T00:30:00Z'), corrected: expect.stringContaining('taken as the first, 2026-10-25 01:30 +01:00') })
  })

  it('that does not exist is refused with the reason', () => {
    expect(date('2026-02-31 10:00')).toEqual(refusal('There is no 31 February 2026: that month has 28 days.'))
    expect(date('2028-02-29')).toMatchObject({ ok: true })
    expect(date('2026-13-01')).toEqual(refusal('There is no month 13'))
    expect(date('2026-03-27 24:00')).toEqual(refusal('23:59:59'))
    expect(date('2026-03-27 10:00 +15:00')).toEqual(refusal('between -14:00 and +14:00'))
    expect(date('1969-12-31')).toEqual(refusal('from the year 1970 to 9999; 1969'))
    expect(date('12026-01-01')).toEqual(refusal('9999'))
    expect(date('1970-01-01T00:00+01:00')).toEqual(refusal('1970'))
    expect(date('9999-12-31T23:00-02:00')).toEqual(refusal('9999'))
    for (const text of ['27/03/2026', 'yesterday', '17:32', '2026-03-27 5pm']) expect(date(text)).toEqual(refusal('write it as 2026-03-27 17:32'))
    expect(date(' ')).toEqual({ ok: false, reason: 'The service can set a start date but not clear it.' })
  })

  it('shown in any zone and entered again is the same second', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Dublin', 'America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Apia', 'Asia/Kathmandu')
    fc.assert(fc.property(fc.integer({ min: 86_400, max: 253_402_200_000 }), zones, (seconds, timeZone) => {
      expect(date(dateText(seconds * 1000, timeZone))).toEqual({ ok: true, value: seconds * 1000, corrected: null })
    }))
  })

  it('typed as the zone\'s clocks show it is that second, but for the hour they show twice', () => {
    const zones = fc.constantFrom('Europe/Dublin', 'America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Apia')
    fc.assert(fc.property(fc.integer({ min: 86_400, max: 4_000_000_000 }), zones, (seconds, timeZone) => {
      const shown = dateText(seconds * 1000, timeZone)
      const entered = date(shown.slice(0, shown.lastIndexOf(' ')), { timeZone })
      expect(entered.ok && (entered.value === seconds * 1000 || entered.corrected !== null)).toBe(true)
    }))
  })
})
