import type { Port } from '#channel/port'
import type { RequestName } from '#channel/protocol'
import { requests, VERSION } from '#channel/protocol'
import { serve } from '#channel/serve'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { settled } from '../support/fake-timers'
import { stubHandlers } from '../support/stub-handlers'
import { malformed, tooLong, validMessages, veryDeep } from './mutations'

const RUNS = 100_000

function listening() {
  const handled: string[] = []
  const replies: string[] = []
  const defects: unknown[] = []
  let receive: (text: string) => void = () => {}
  const port: Port = {
    send: text => void replies.push(text),
    onMessage: (own) => { receive = own },
  }
  const spies = Object.keys(requests).map(name => [name, async () => {
    handled.push(name)
    return { ok: false, error: { code: 'internal', message: '' } }
  }])
  const served = serve(port, stubHandlers(Object.fromEntries(spies)), { onDefect: error => defects.push(error) })
  return { handled, replies, defects, served, tell: (text: string) => receive(text) }
}

it(`of ${RUNS} malformed messages none reaches a handler, none does harm, and all is well afterwards`, async () => {
  const { handled, replies, defects, served, tell } = listening()
  const kinds = new Map<string, number>()
  // Handlers are entered before `tell` returns, so a message that gets through is known at once.
  fc.assert(fc.property(malformed, ({ kind, text }) => {
    tell(text)
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
    return handled.length === 0
  }), { numRuns: RUNS, seed: 20_240_601 })
  await settled()

  expect(replies.length + served.dropped()).toBe(RUNS)
  expect(replies.length).toBeGreaterThan(RUNS / 3)
  const codes = new Set(replies.map((text) => {
    const { ok, error } = JSON.parse(text)
    return ok ? 'ok' : error.code
  }))
  expect([...codes].sort()).toEqual(['badMessage', 'version'])
  expect(defects).toEqual([])
  expect(Math.min(...kinds.values())).toBeGreaterThan(RUNS / 20)
  expect('polluted' in {}).toBe(false)

  for (const message of validMessages()) tell(JSON.stringify(message))
  expect(handled).toEqual(validMessages().map(({ request }) => request))
}, 60_000)

it('a message longer than the channel takes is dropped unread', async () => {
  const { handled, replies, served, tell } = listening()
  tell(tooLong())
  await settled()
  expect([handled, replies, served.dropped()]).toEqual([[], [], 1])
})

it('a message nested 200,000 deep is answered like any other that is not as agreed', async () => {
  const { handled, replies, tell } = listening()
  tell(veryDeep())
  await settled()
  expect(handled).toEqual([])
  expect(replies.join()).toContain('badMessage')
})

it('the replies quote nothing of what they refuse', async () => {
  const { replies, tell } = listening()
  tell(JSON.stringify({ v: VERSION, id: 'a', request: 'refresh', input: { caseId: 'secret victim name' } }))
  tell(JSON.stringify({ v: VERSION, id: 'b', request: 'choose', input: { profile: 'p', secret: 1 } }))
  await settled()
  expect(replies).toHaveLength(2)
  expect(replies.join()).not.toContain('secret')
})

it('every request is among the valid ones that were mutated, save those that take nothing', () => {
  const takesNothing: RequestName[] = [
    'tryNow', 'setAside', 'profiles', 'preferences', 'wanted', 'verify', 'reports', 'cancelSignIn', 'signingIn',
  ]
  expect(new Set([...validMessages().map(({ request }) => request), ...takesNothing])).toEqual(new Set(Object.keys(requests)))
})
