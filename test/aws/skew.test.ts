import { expect, it } from 'vitest'
import { classify } from '#aws/classify'

const NOW = Date.parse('2026-11-23T12:00:00Z')

function saidOf(date: string | null): unknown {
  const headers = { 'x-amzn-requestid': 'r', ...(date !== null && { date }) }
  const error = Object.assign(new Error('skewed'), { name: 'RequestTimeTooSkewed', $fault: 'client' })
  return classify(error, { operation: 'update', sent: true, reply: { status: 403, headers }, now: NOW })
}

it.each([
  ['Mon, 23 Nov 2026 14:00:00 GMT', 'Its clock is 2 hours behind.'],
  ['Mon, 23 Nov 2026 11:53:00 GMT', 'Its clock is 7 minutes ahead.'],
  ['Fri, 27 Nov 2026 12:00:00 GMT', 'Its clock is 4 days behind.'],
])('a rejected signature tells how wrong the clock is: %s', (date, words) => {
  expect(saidOf(date)).toMatchObject({ kind: 'signIn', message: expect.stringContaining(words) })
})

it.each([['Mon, 23 Nov 2026 12:00:01 GMT'], [null]])('and says nothing of its size where it is right, or nobody tells: %s', (date) => {
  expect(saidOf(date)).toMatchObject({ kind: 'signIn', message: expect.not.stringContaining('Its clock is') })
})
