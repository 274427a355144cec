import { createCaller } from '#channel/caller'
import { ChannelFailure, failure } from '#channel/errors'
import type { Port } from '#channel/port'
import { MAX_MESSAGE, VERSION } from '#channel/protocol'
import type { Handlers } from '#channel/serve'
import { serve } from '#channel/serve'
import { describe, expect, it } from 'vitest'
import { createFakeTimers, settled } from '../support/fake-timers'
import { createPortPair } from '../support/port-pair'
import { sentOutcome, titleEdit } from '../support/samples'
import { stubHandlers } from '../support/stub-handlers'

function joined(own: Partial<Handlers> = {}) {
  const pair = createPortPair()
  const defects: unknown[] = []
  const timers = createFakeTimers()
  const served = serve(pair.host, stubHandlers(own), { onDefect: error => defects.push(error) })
  return { pair, defects, timers, served, caller: createCaller(pair.page, { deadline: 1000, clock: timers }) }
}

/** A host's end written by hand, to say what a real one would not. */
function byHand(reply: (message: { id: string }) => unknown) {
  const pair = createPortPair()
  pair.host.onMessage(text => pair.host.send(JSON.stringify(reply(JSON.parse(text)))))
  return createCaller(pair.page, { deadline: 1000, clock: createFakeTimers() })
}

describe('a request', () => {
  it('reaches its handler and brings back what it answers', async () => {
    const seen: unknown[] = []
    const { caller } = joined({
      async record({ edits }) {
        seen.push(...edits)
        return { ok: true, value: {} }
      },
    })
    const edit = titleEdit(1)
    expect(await caller.call('record', { edits: [{ edit, generation: 'g' }] })).toEqual({ ok: true, value: {} })
    expect(seen).toEqual([{ edit, generation: 'g' }])
  })

  it('that the host fails on purpose brings the code and the words, returned or thrown', async () => {
    const { caller, defects } = joined({
      tryNow: async () => failure('diskFull', 'The disk is full.'),
      choose: async () => { throw new ChannelFailure('profile', 'No such profile.') },
    })
    expect(await caller.call('tryNow', {})).toEqual({ ok: false, error: { code: 'diskFull', message: 'The disk is full.' } })
    expect(await caller.call('choose', { profile: 'x' })).toEqual({ ok: false, error: { code: 'profile', message: 'No such profile.' } })
    expect(defects).toEqual([])
  })

  it('that meets a defect tells the page nothing of it', async () => {
    const { caller, defects } = joined({ refresh: async () => { throw new Error('secret title in a stack') } })
    const result = await caller.call('refresh', { caseId: null })
    expect(result).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect(JSON.stringify(result)).not.toContain('secret')
    expect(defects).toHaveLength(1)
  })

  it('whose answer is not as agreed is a defect of the host, not data for the page', async () => {
    const { caller, defects } = joined({ outcomes: async () => JSON.parse('{"ok":true,"value":{"outcomes":"none","more":false}}') })
    expect(await caller.call('outcomes', { after: 0 })).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect(defects).toHaveLength(1)
  })

  it('without a reply ends at the deadline; the late reply is given to nobody', async () => {
    let reply = (): void => {}
    const { caller, timers } = joined({
      tryNow: () => new Promise((resolve) => { reply = () => resolve({ ok: true, value: {} }) }),
    })
    const result = caller.call('tryNow', {})
    await timers.pass(1000)
    expect(await result).toMatchObject({ ok: false, error: { code: 'closed' } })
    reply()
    await settled()
    expect(caller.dropped()).toBe(1)
  })

  it('through a port that cannot send is closed at once', async () => {
    const broken: Port = { send() { throw new Error('gone') }, onMessage() {} }
    expect(await createCaller(broken).call('tryNow', {})).toMatchObject({ ok: false, error: { code: 'closed' } })
  })

  it('that is larger than a message is not sent', async () => {
    const { caller, served } = joined()
    // A control character takes six units once it is escaped.
    const heavy = Array.from({ length: 1000 }, () => ({ edit: titleEdit(1, '\u0001'.repeat(6000)), generation: null }))
    expect(JSON.stringify(heavy).length).toBeGreaterThan(MAX_MESSAGE)
    expect(await caller.call('record', { edits: heavy })).toMatchObject({ ok: false, error: { code: 'badMessage' } })
    expect(served.dropped()).toBe(0)
  })

  it('from a page before a reload does not answer the page after it', async () => {
    let reply = (): void => {}
    const pair = createPortPair()
    const handlers = stubHandlers({ tryNow: () => new Promise((resolve) => { reply = () => resolve({ ok: true, value: {} }) }) })
    serve(pair.host, handlers, { onDefect() {} })
    void createCaller(pair.page).call('tryNow', {})
    await settled()
    const timers = createFakeTimers()
    const result = createCaller(pair.page, { deadline: 1000, clock: timers }).call('refresh', { caseId: null })
    reply()
    expect(await result).toMatchObject({ ok: false, error: { code: 'internal' } })
  })
})

describe('two versions', () => {
  it('meeting at the host are named in plain words, and nothing is done', async () => {
    const pair = createPortPair()
    const replies: string[] = []
    let handled = 0
    serve(pair.host, stubHandlers({ tryNow: async () => {
      handled += 1
      return { ok: true, value: {} }
    } }), { onDefect() {} })
    pair.page.onMessage(text => replies.push(text))
    pair.page.send(JSON.stringify({ v: VERSION + 6, id: 'a', request: 'tryNow', input: {} }))
    await settled()
    expect(replies.map(text => JSON.parse(text))).toMatchObject([{ id: 'a', ok: false, error: { code: 'version' } }])
    expect(replies[0]).toContain(`${VERSION + 6} and ${VERSION}`)
    expect(handled).toBe(0)
  })

  it('meeting at the page are named too', async () => {
    const caller = byHand(({ id }) => ({ v: VERSION + 1, id, ok: true, output: {} }))
    const result = await caller.call('tryNow', {})
    expect(result).toMatchObject({ ok: false, error: { code: 'version' } })
    expect(JSON.stringify(result)).toContain(`${VERSION + 1} and ${VERSION}`)
  })
})

describe('the page', () => {
  it.each([
    ['an output of another form', { ok: true, output: { outcomes: [{}], more: false } }],
    ['a member nobody agreed on', { ok: true, output: { outcomes: [], more: false }, extra: 1 }],
    ['an error without a known code', { ok: false, error: { code: 'strange', message: '' } }],
  ])('takes no reply with %s', async (_, reply) => {
    const caller = byHand(({ id }) => ({ v: VERSION, id, ...reply }))
    expect(await caller.call('outcomes', { after: 0 })).toMatchObject({ ok: false, error: { code: 'badMessage' } })
  })

  it('hears events in order until it stops listening', async () => {
    const { caller, served } = joined()
    const heard: unknown[] = []
    const stop = caller.on('outcomes', ({ outcomes }) => heard.push(...outcomes.map(({ seq }) => seq)))
    for (const seq of [1, 2, 3]) served.emit('outcomes', { generation: 'g', outcomes: [sentOutcome(seq, [], 'T')] })
    await settled()
    stop()
    served.emit('outcomes', { generation: 'g', outcomes: [sentOutcome(4, [], 'T')] })
    await settled()
    expect(heard).toEqual([1, 2, 3])
  })

  it('gives an event to those who listened when it came, not to those it brings in', async () => {
    const { caller, served } = joined()
    const heard: string[] = []
    const listen = (name: string): void => void caller.on('moved', () => {
      heard.push(name)
      if (heard.length < 10) listen(`${name}+`)
    })
    listen('a')
    served.emit('moved', {})
    await settled()
    expect(heard).toEqual(['a'])
  })

  it('gives an event once, though hearing it brings in another listener', async () => {
    const { caller, served } = joined()
    let heard = 0
    const listen = (): void => {
      caller.on('moved', () => {
        heard += 1
        if (heard < 10) listen()
      })
    }
    listen()
    served.emit('moved', {})
    await settled()
    expect(heard).toBe(1)
  })

  it('counts what it can give to nobody, and goes on', async () => {
    const { caller, pair, served } = joined({ tryNow: async () => ({ ok: true, value: {} }) })
    const heard: unknown[] = []
    caller.on('snapshots', payload => heard.push(payload))
    for (const text of ['', 'null', '{"v":1,"event":"constructor","payload":{}}', '{"v":1,"event":"snapshots","payload":{"snapshots":1}}']) pair.host.send(text)
    served.emit('snapshots', { snapshots: [] })
    await settled()
    expect(heard).toEqual([{ snapshots: [] }])
    expect(caller.dropped()).toBe(4)
    expect(await caller.call('tryNow', {})).toEqual({ ok: true, value: {} })
  })
})

it('an event that is not as agreed is a defect of the host and is not sent', async () => {
  const { caller, served, defects } = joined()
  const heard: unknown[] = []
  caller.on('outcomes', payload => heard.push(payload))
  served.emit('outcomes', { generation: '', outcomes: [] })
  await settled()
  expect(heard).toEqual([])
  expect(defects).toHaveLength(1)
})

it('a closed host handles nothing and says nothing', async () => {
  let handled = 0
  const { caller, served, timers } = joined({ tryNow: async () => {
    handled += 1
    return { ok: true, value: {} }
  } })
  served.close()
  const result = caller.call('tryNow', {})
  await timers.pass(1000)
  expect(await result).toMatchObject({ ok: false, error: { code: 'closed' } })
  expect(handled).toBe(0)
})
