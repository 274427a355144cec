import { expect, it } from 'vitest'
import type { SignInState } from '#domain/sign-in'
import { endingWords, signInWords } from '#domain/words/sign-in-words'

const NOW = Date.UTC(2026, 10, 23, 12)
const when = { now: NOW, timeZone: 'UTC' }
const HOUR = 3_600_000
const words = (state: SignInState) => signInWords(state, when)

it('says nothing of a sign-in where there is none to speak of', () => {
  expect(words({ state: 'none' })).toBeNull()
  expect(words({ state: 'unknown' })).toBeNull()
})

it('says how long a sign-in is good, and what comes after', () => {
  expect(words({ state: 'signedIn', until: NOW + 5 * HOUR, renewable: true })).toMatchObject({ words: 'Signed in 5 h', tone: 'quiet', asks: false })
  expect(words({ state: 'signedIn', until: NOW + HOUR, renewable: false })?.detail).toContain('after that you are asked to sign in again')
})

it('asks for a sign-in only where one is needed: never for being offline', () => {
  const offline = words({ state: 'offline', until: NOW + HOUR })
  expect(offline).toMatchObject({ words: 'Sign-in good for 1 h', asks: false })
  expect(offline?.detail).toContain('until 13:00')
  expect(words({ state: 'offline', until: NOW - 1 })).toMatchObject({ tone: 'waiting', asks: false })
  expect(words({ state: 'refreshing', until: NOW + HOUR })?.asks).toBe(false)
  expect(words({ state: 'signInAgain', endedAt: NOW - HOUR })).toMatchObject({ words: 'Sign-in ended at 11:00', tone: 'alarm', asks: true })
  expect(words({ state: 'signInAgain', endedAt: null })).toMatchObject({ words: 'Not signed in', asks: true })
})

it('says once that edits are safe wherever nothing can be sent', () => {
  const stuck: SignInState[] = [
    { state: 'signInAgain', endedAt: null }, { state: 'signInAgain', endedAt: NOW },
    { state: 'roleNotPermitted', account: '111122223333', role: 'responder' }, { state: 'profileBroken', message: 'AWS cannot make sense of it (HTTP 400). Your edits are safe here.' },
    { state: 'signedIn', until: NOW - 1, renewable: false },
  ]
  for (const state of stuck) expect(words(state)?.detail.split('edits are safe here'), state.state).toHaveLength(2)
})

it('warns a quarter of an hour before the end of a sign-in that cannot be refreshed, and of no other', () => {
  const ends = (until: number, renewable: boolean) => endingWords({ state: 'signedIn', until, renewable }, when)
  expect(ends(NOW + 15 * 60_000, false)?.title).toBe('Your sign-in ends at 12:15.')
  expect(ends(NOW + 15 * 60_000 + 1, false)).toBeNull()
  expect(ends(NOW + 60_000, true)).toBeNull()
  expect(ends(NOW, false)).toBeNull()
})
