import { expect, it } from 'vitest'
import type { Facts } from '#domain/words/sentences'
import { failureWords, markWords, pausedWords, progressWords, standing, waitSentence } from '#domain/words/sentences'
import { editOf, statusOf } from '../support/samples'

const NOW = 1_000_000_000
const idle = statusOf({ pull: { lastAt: NOW, toRead: 0 } })
const nothing: Facts = {
  status: idle, connected: true, unsent: 0, held: 0, saving: 0, unsaved: 0, reported: 0, oldest: null, sentAt: null, progress: null,
  now: NOW,
}
const seven: Facts = { ...nothing, unsent: 7, oldest: NOW - 4 * 60_000 }

it('says that all is sent only where that is known', () => {
  expect(standing(nothing)).toMatchObject({ tone: 'good', link: 'Online', waits: 'Everything is sent', next: null })
  expect(standing({ ...nothing, sentAt: NOW - 120_000 }).waits).toBe('Everything is sent, the last 2 min ago')
  expect(standing({ ...nothing, connected: false }).waits).not.toContain('sent is')
  expect(standing({ ...nothing, status: { ...idle, drain: { state: 'starting' } } }).waits).toBe('Nothing waits to be sent')
})

it('offline: since when, what waits, why, and the countdown', () => {
  const status: Facts['status'] = { ...idle, drain: { state: 'offline', since: NOW - 1, nextTryAt: NOW + 12_000, reason: 'noRoute' } }
  expect(standing({ ...seven, status })).toEqual({
    tone: 'waiting', link: 'Offline', waits: '7 unsent, saved on this machine, oldest 4 min', next: 'Next try in 12 s (no route to the service)', canTry: true,
  })
  expect(standing({ ...seven, status, now: NOW + 12_000 }).next).toContain('Next try now')
})

it('while sending: what is on its way is not called sent', () => {
  const status: Facts['status'] = { ...idle, drain: { state: 'draining' }, sending: [editOf(1, { kind: 'set', field: 'title', value: 'x', base: null }).id] }
  expect(standing({ ...seven, status })).toMatchObject({ link: 'Sending…', waits: '7 unsent', next: '1 edit is on its way' })
  expect(standing({ ...seven, held: 2, status }).waits).toBe('7 unsent, 2 need you')
})

it('throttled: the service\'s own wait, one from before a restart too', () => {
  expect(standing({ ...seven, status: { ...idle, drain: { state: 'starting' }, throttledUntil: NOW + 200_000 } }))
    .toMatchObject({ tone: 'waiting', link: 'Looking for a link', next: 'The service asks to wait: goes on in 3 min' })
  expect(standing({ ...seven, status: { ...idle, drain: { state: 'draining' }, throttledUntil: NOW + 30_000 } }).next).toBe('The service asks to wait: goes on in 30 s')
})

it('signed out and paused: the host\'s words, and that edits are saved', () => {
  const signedOut = standing({ ...seven, status: { ...idle, drain: { state: 'signedOut', message: 'Your sign-in ended at 14:00', nextTryAt: NOW + 5000 } } })
  expect(signedOut).toMatchObject({ tone: 'alarm', link: 'Signed out', next: 'Your sign-in ended at 14:00. Looks again in 5 s.' })
  expect(signedOut.waits).toContain('saved on this machine')
  expect(standing({ ...seven, status: { ...idle, drain: { state: 'paused', message: 'Security Incident Response is not active.', nextTryAt: NOW } } }))
    .toMatchObject({ link: 'Paused', next: 'Security Incident Response is not active. Next try now.' })
})

it('calls nobody signed out who is signed in, and whom AWS lets in no more', () => {
  const drain: Facts['status']['drain'] = { state: 'signedOut', message: 'AWS rejects the signature.', nextTryAt: NOW + 5000 }
  const link = (signIn: Facts['status']['signIn'], pausedAt: number | null = null) => standing({ ...seven, status: { ...idle, drain, signIn, pausedAt } }).link
  expect(link({ state: 'signedIn', until: NOW + 60_000, renewable: true })).toBe('No access')
  expect(link({ state: 'roleNotPermitted', account: '111122223333', role: 'Nobody' })).toBe('No access')
  expect(link({ state: 'signInAgain', endedAt: NOW })).toBe('Signed out')
  expect(link({ state: 'signInAgain', endedAt: NOW }, NOW)).toContain('(signed out)')
})

it('names the case that is left for later, the soonest first', () => {
  const waits = [{ caseId: '2222222222', until: NOW + 90_000, reason: 'unknown' as const }, { caseId: '1111111111', until: NOW + 30_000, reason: 'conflict' as const }]
  expect(standing({ ...seven, status: { ...idle, waits } }).next).toBe('Case 1111111111 in 30 s: someone else is changing it, 1 more later')
})

it('puts nobody off whose edits are all sent or held: neither to a later look, nor to what is still on its way', () => {
  const waits = [{ caseId: '1111111111', until: NOW + 30_000, reason: 'unknown' as const }]
  const sending = [editOf(1, { kind: 'set', field: 'title', value: 'x', base: null }).id]
  const looking: Facts['status'] = { ...idle, drain: { state: 'draining' }, sending }
  for (const status of [{ ...idle, waits }, looking, { ...idle, throttledUntil: NOW + 30_000 }]) {
    expect(standing({ ...nothing, status })).toMatchObject({ tone: 'good', link: 'Online', waits: 'Everything is sent', next: null })
    expect(standing({ ...nothing, unsent: 2, held: 2, status })).toMatchObject({ link: 'Online', next: 'What is left waits for you: see the outbox' })
  }
})

it('says of a case that is left for later why, and when it is looked at again: soon by the seconds, late by the clock', () => {
  const wait = { caseId: '1111111111', until: NOW + 3000 }
  expect(waitSentence({ ...wait, reason: 'unknown' }, NOW, 'UTC')).toBe('The service gave no clear answer: the case is looked up again in 3 s')
  expect(waitSentence({ ...wait, reason: 'late', until: Date.UTC(2026, 2, 27, 17, 42) }, Date.UTC(2026, 2, 27, 17, 40), 'UTC'))
    .toBe('An earlier request of yours may still arrive at the service; this is looked at again at 17:42')
  for (const reason of ['conflict', 'journal'] as const) expect(waitSentence({ ...wait, reason }, NOW, 'UTC')).toMatch(/again in 3 s$/)
})

it('says what needs the responder, and that nothing else is left', () => {
  expect(standing({ ...seven, unsent: 2, held: 2, oldest: NOW })).toMatchObject({ waits: '2 unsent, saved on this machine, 2 need you', next: 'What is left waits for you: see the outbox' })
})

it('host gone: nothing is sent, and nothing is called saved before it is', () => {
  const gone = standing({ ...seven, saving: 2, connected: false })
  expect(gone.link).toBe('Fieldcase\'s background process does not answer')
  expect(gone.waits).toBe('Saving 2 edits…')
  expect(gone.next).toContain('quit Fieldcase and start it again')
})

it('marks a slot by the furthest that is true of all its edits', () => {
  const edit = editOf(1, { kind: 'set', field: 'title', value: 'x', base: null })
  const mark = { kind: 'waiting' as const, since: NOW, edits: [edit] }
  expect(markWords(mark, { saving: new Set([edit.id]), sending: new Set(), unsaved: new Set(), late: new Set() }).word).toBe('saving…')
  expect(markWords(mark, { saving: new Set(), sending: new Set(), unsaved: new Set(), late: new Set() }).sentence).toBe('Saved on this machine, not sent yet')
  expect(markWords(mark, { saving: new Set(), sending: new Set([edit.id]), unsaved: new Set(), late: new Set() }).word).toBe('sending')
  expect(markWords(mark, { saving: new Set(), sending: new Set(), unsaved: new Set(), late: new Set([edit.caseId]) }).word).toBe('to be confirmed')
  const parked = { ...mark, kind: 'held' as const, reason: { kind: 'parked' as const, code: 'X', message: 'No.', requestId: null } }
  expect(markWords(parked, { saving: new Set(), sending: new Set([edit.id]), unsaved: new Set(), late: new Set() })).toMatchObject({ word: 'parked', sentence: 'No.' })
})

it.each(['closed', 'version', 'diskFull', 'journalUnwritable', 'newerVersion', 'journalNewer', 'journalLocked', 'profile', 'cannotOpen', 'anything else'])('a failed start (%s) says what is safe and what to do', (code) => {
  const { title, safe, next } = failureWords(code)
  for (const words of [title, safe, next]) expect(words.length).toBeGreaterThan(10)
})

it('paused by the responder: what waits is told first, and the link where it is down', () => {
  const status: Facts['status'] = { ...idle, pausedAt: NOW - 1000 }
  expect(standing({ ...seven, status })).toEqual({
    tone: 'waiting', link: 'Paused by you: 7 unsent', waits: 'saved on this machine', next: 'Nothing is sent until you resume', canTry: false,
  })
  expect(standing({ ...nothing, status })).toMatchObject({ link: 'Paused by you' })
  const offline: Facts['status'] = { ...status, drain: { state: 'offline', since: NOW, nextTryAt: NOW, reason: 'noRoute' } }
  expect(standing({ ...seven, unsent: 1, status: offline }).link).toBe('Paused by you: 1 unsent (offline)')
  expect(standing({ ...seven, saving: 1, status }).waits).toBe('Saving 1 edit…')
  expect(pausedWords(1)).toBe('Paused by you: 1 unsent')
})

it('tells calls done of calls planned, and the time left once it is known', () => {
  expect(progressWords({ done: 12, planned: 40, leftMs: 19_400 })).toBe('12 of 40 calls, about 20 s')
  expect(progressWords({ done: 0, planned: 1, leftMs: null })).toBe('0 of 1 call')
  const status: Facts['status'] = { ...idle, drain: { state: 'draining' } }
  expect(standing({ ...seven, status, progress: { done: 12, planned: 40, leftMs: 19_400 } }).next).toBe('12 of 40 calls, about 20 s')
})
